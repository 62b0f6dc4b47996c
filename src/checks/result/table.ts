/** One person in a list of the result. */
export type Member = {
  readonly pk: string
  readonly username: string
  readonly fullName: string
  readonly isPrivate: boolean
  readonly isVerified: boolean
}

/** Every file of a list that there can be, without its ending. */
export const TABLE_FILES = [
  'followers',
  'following',
  'not-following-back',
  'fans',
  'mutual',
  'gained',
  'lost',
  'renamed',
] as const

/** The name of a list's file, without its ending. */
export type TableFile = (typeof TABLE_FILES)[number]

/** One list of the result. */
export type Table = {
  readonly file: TableFile
  /** The name of its sheet. */
  readonly title: string
  /** The members, read anew at each call: once for the CSV file, once for the sheet. */
  readonly members: () => AsyncIterable<Member>
  /** Why this list is not given, as a sentence, or null when it is given. */
  readonly omitted: string | null
}

/** A finished check on its way into files. */
export type Report = {
  readonly summary: readonly (readonly [label: string, value: string])[]
  /** What `result.json` holds. */
  readonly result: unknown
  readonly tables: readonly Table[]
}
