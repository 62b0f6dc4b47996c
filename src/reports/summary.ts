import {
  type CheckResult,
  type ListResult,
  type Omission,
  TABLE_FILES,
  type TableFile,
} from '../checks/result/table.ts'
import { numberIn, timeIn } from '../words/language.ts'
import { type ReportWords, reportWords } from '../words/report-words.ts'
import type { Reader } from './reader.ts'

type List = Omission['list']

/** How good a piece of news is: it has a colour, and never the colour alone. */
export type Tone = 'good' | 'careful' | 'bad'

/** A table in the summary. */
export type SummaryTable = {
  readonly file: TableFile
  /** The name of its sheet too. */
  readonly name: string
  /** Null where it is not known for sure; `countWords` then says what is. */
  readonly count: number | null
  readonly countWords: string
  /** A part of 1, and of what; null where there is nothing to divide by. */
  readonly share: { readonly part: number; readonly of: string } | null
  readonly says: string
}

/** How complete a list is, in the summary. */
export type SummaryList = {
  readonly list: List
  readonly name: string
  /** Null where nothing was read. */
  readonly read: number | null
  readonly inProfile: number | null
  readonly tone: Tone
  readonly says: string
}

/** What a report says at a glance, in the reader's language. */
export type Summary = {
  readonly title: string
  readonly username: string
  /** Where the profile is; null for a name that is none. */
  readonly url: string | null
  readonly when: string
  readonly compared: string
  /** What must be said before anything else, or null. */
  readonly remark: string | null
  readonly tables: readonly SummaryTable[]
  readonly lists: readonly SummaryList[]
}

/** Works out what is said at a glance. Pure. */
export function summaryOf(result: CheckResult, reader: Reader): Summary {
  const words = reportWords(reader.language)
  const { username } = result.target
  const { finishedAt } = result
  const at = (instant: Date): string => timeIn(reader.language, instant, reader.zone)
  return {
    title: words.title,
    username,
    url: profileUrl(username),
    when: finishedAt === null ? words.givenUp : whenIn(result, words)(at(finishedAt)),
    compared: comparedIn(result, words, at),
    remark: result.state === 'completed' ? null : words.givenUp,
    tables: TABLE_FILES.filter((file) => !isList(file)).flatMap((file) => {
      return file in result.counts ? [tableOf(file, result, reader)] : []
    }),
    lists: (['followers', 'following'] as const).map((list) => listOf(list, result, words, at)),
  }
}

function whenIn(result: CheckResult, words: ReportWords): ReportWords['checkedAt'] {
  return result.check === null ? words.exportedAt : words.checkedAt
}

function comparedIn(
  { check, comparedWith }: CheckResult,
  words: ReportWords,
  at: (instant: Date) => string,
): string {
  const isExport = check === null
  if (comparedWith === null) {
    return isExport ? words.noExportToCompareWith : words.nothingToCompareWith
  }
  return (isExport ? words.comparedWithExport : words.comparedWith)(at(comparedWith))
}

/** Where a profile is, if the name is one that a profile can have. */
export function profileUrl(username: string): string | null {
  return /^[a-z0-9._]{1,30}$/i.test(username) ? `https://www.instagram.com/${username}/` : null
}

function isList(file: TableFile): file is List {
  return file === 'followers' || file === 'following'
}

function tableOf(file: TableFile, result: CheckResult, reader: Reader): SummaryTable {
  const words = reportWords(reader.language)
  const { sheet, means } = words.tables[file]
  const found = result.counts[file]
  const count = found?.count ?? null
  return {
    file,
    name: sheet,
    count,
    countWords: countWords(result, file, reader),
    share: shareOf(file, result, words),
    says: found?.omitted ? words.unsaid(found.omitted) : means,
  }
}

/** How many there are, as far as it is known: 299, at least 299, not known. */
export function countWords(result: CheckResult, file: TableFile, { language }: Reader): string {
  const words = reportWords(language)
  const { count = null, atLeast = null } = result.counts[file] ?? {}
  if (count !== null) return numberIn(language, count)
  return atLeast === null ? words.unknown : words.atLeast(atLeast)
}

function shareOf(file: TableFile, result: CheckResult, words: ReportWords): SummaryTable['share'] {
  const count = result.counts[file]?.count ?? null
  const whole = wholeOf(file, result)
  if (count === null || whole === null || whole === 0) return null
  const of = file === 'not-following-back' || file === 'mutual' ? 'following' : 'followers'
  return { part: count / whole, of: words.shareOf[of] }
}

/** Lists that are neither followers nor following, nor a part of them. */
const ASIDE: ReadonlySet<TableFile> = new Set([
  'pending',
  'recently-unfollowed',
  'close-friends',
  'restricted',
])

/** How many a table is a part of; null when that is not known. */
function wholeOf(file: TableFile, { counts }: CheckResult): number | null {
  if (ASIDE.has(file)) return null
  const followers = counts.followers?.count ?? null
  if (file === 'not-following-back' || file === 'mutual') return counts.following?.count ?? null
  if ((file !== 'lost' && file !== 'not-seen') || followers === null) return followers
  // Those who left were followers of last time.
  const gained = counts.gained?.count ?? null
  const away = counts.lost?.count ?? null
  const unseen = 'not-seen' in counts ? (counts['not-seen']?.count ?? null) : 0
  if (gained === null || away === null || unseen === null) return null
  return followers - gained + away + unseen
}

const TONES = {
  exact: 'good',
  confirmed: 'careful',
  exported: 'good',
  incomplete: 'bad',
  unread: 'bad',
} as const

function listOf(
  list: List,
  result: CheckResult,
  words: ReportWords,
  at: (instant: Date) => string,
): SummaryList {
  const found: ListResult = result[list]
  const unsaid = TABLE_FILES.filter((file) => {
    return file !== list && restsOn(list, result.counts[file]?.omitted ?? null)
  })
  const said = [words.completeness(found), ...ageOf(found, result, words, at)].join('. ')
  return {
    list,
    name: words.tables[list].sheet,
    read: found.confidence === 'unread' ? null : found.collected,
    inProfile: found.expected,
    tone: isAllThere(found) ? 'good' : TONES[found.confidence],
    says: unsaid.length === 0 ? said : `${said}. ${words.notSaid(unsaid)}`,
  }
}

/** An export is as old as it says at the top. */
function ageOf(
  { readAt, reusedFrom }: ListResult,
  { check }: CheckResult,
  words: ReportWords,
  at: (instant: Date) => string,
): readonly string[] {
  return readAt === null || check === null ? [] : [words.readAt(at(readAt), reusedFrom !== null)]
}

function restsOn(list: List, omitted: Omission | null): boolean {
  return omitted?.list === list
}

/** A further pass may have been needed, and have found everybody. */
function isAllThere({ confidence, expected, collected }: ListResult): boolean {
  return confidence === 'confirmed' && expected !== null && collected >= expected
}
