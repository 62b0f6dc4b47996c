import type { Language } from '../words/language.ts'

/** How CSV files are written: for a spreadsheet program that separates lists so, or for scripts. */
export type CsvStyle = 'comma' | 'semicolon' | 'plain'

/** Who reads a report. */
export type Reader = {
  readonly language: Language
  /** A time zone by its name, `Europe/Moscow`. */
  readonly zone: string
  readonly csv: CsvStyle
}
