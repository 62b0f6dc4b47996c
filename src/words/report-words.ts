import type { ListResult, Omission, TableFile } from '../checks/result/table.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { REPORT_IN_ENGLISH } from './report-words-in-english.ts'
import { REPORT_IN_RUSSIAN } from './report-words-in-russian.ts'

/** A table in words. */
export type TableWords = {
  /** The name of its sheet, 31 characters at the most. */
  readonly sheet: string
  /** Who is in it, as a sentence about the profile that was checked. */
  readonly means: string
  /** A number of its people, as in "343 not following back". */
  readonly tally: (count: number) => string
}

/** What the share of a table is a part of. */
type Whole = 'followers' | 'following'

/** The words of a report. */
export type ReportWords = {
  readonly title: string
  readonly summarySheet: string
  readonly tables: Readonly<Record<TableFile, TableWords>>
  readonly shareOf: Readonly<Record<Whole, string>>
  readonly heads: Readonly<
    Record<'who' | 'count' | 'share' | 'means' | 'list' | 'read' | 'inProfile' | 'believe', string>
  >
  readonly columns: Readonly<
    Record<
      | 'number'
      | 'profile'
      | 'formerName'
      | 'name'
      | 'closed'
      | 'verified'
      | 'id'
      | 'newName'
      | 'reason',
      string
    >
  >
  readonly closed: string
  readonly nobody: string
  readonly unknown: string
  /** A number of those who were found where there may be more; `say` puts a number into words. */
  readonly atLeast: (count: number, say?: (count: number) => string) => string
  readonly checkedAt: (at: string) => string
  readonly comparedWith: (at: string) => string
  readonly nothingToCompareWith: string
  readonly exportedAt: (at: string) => string
  readonly comparedWithExport: (at: string) => string
  readonly noExportToCompareWith: string
  /** Whether a list can be believed, as a sentence. */
  readonly completeness: (list: ListResult) => string
  /** How old a list is, as a sentence, where that is not the age of the whole report. */
  readonly readAt: (at: string, isReused: boolean) => string
  /** Why a table names nobody, in few words. */
  readonly unsaid: (omission: Omission) => string
  /** Why a table names nobody, as a sentence that explains it. */
  readonly omitted: (omission: Omission) => string
  /** What an incomplete list keeps from being said. */
  readonly notSaid: (tables: readonly TableFile[]) => string
  /** What stands above the names of a table that may have more. */
  readonly partial: string
  /** The check ended without both lists having been read to their ends. */
  readonly givenUp: string
  /** Of how many in the profile so many were read. */
  readonly readOf: (read: string, inProfile: string) => string
}
/** The words of a report in a language. */
export function reportWords(language: Language): ReportWords {
  return WORDS[language]
}

const WORDS: InEveryLanguage<ReportWords> = { en: REPORT_IN_ENGLISH, ru: REPORT_IN_RUSSIAN }
