import { join, resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { parseTargetName } from '../checks/target-name.ts'
import type { CsvStyle, Reader } from '../reports/reader.ts'
import { LANGUAGES, type Language, languageOf } from '../words/language.ts'
import type { Shell } from './registrar.ts'
import type { ReportOrder } from './run-check.ts'

/** What the options of a command say about its report. */
export type ReportOptions = { readonly out?: string; readonly lang?: Language }

/** The option for the folder of a report. An empty one would be the folder one stands in. */
export function out(): Option {
  return new Option('--out <folder>', 'where the report goes (default: report/<target>)').argParser(
    (typed: string) => {
      if (typed.trim() === '') throw new InvalidArgumentError('It names no folder.')
      return typed
    },
  )
}

/** The option for the language of a report. */
export function lang(): Option {
  const says = 'language of the report (default: that of the environment)'
  return new Option('--lang <language>', says).choices(LANGUAGES)
}

/** Where the report of a target goes, as an absolute path, and who reads it. */
export function reportOrder(
  target: string,
  options: ReportOptions,
  context: { readonly csv: CsvStyle; readonly environment: Shell['environment'] },
): ReportOrder {
  const folder = options.out ?? join('report', parseTargetName(target))
  return { outFolder: resolve(folder), reader: readerOf(options.lang ?? null, context) }
}

/** Who sits at this machine. */
export function readerOf(
  language: Language | null,
  { csv, environment }: { readonly csv: CsvStyle; readonly environment: Shell['environment'] },
): Reader {
  // In the order in which POSIX has programs look at them; an empty one is as good as none.
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG
  return {
    language: language ?? languageOf(locale),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    csv,
  }
}
