import { queryText } from './query-text.ts'

/** Which people of a list are wanted, and how sorted; null where nobody has said how. */
export type PeopleFilter = {
  readonly q: string
  readonly private: boolean
  readonly verified: boolean
  readonly sort: 'name' | 'key' | null
}

/** Where a page of a list begins: behind a cursor, some passed over. */
export type PeoplePlace = {
  readonly after: string | null
  readonly skip: number
  readonly limit: number
}

/** Everybody, sorted as the server likes. */
export const EVERYBODY: PeopleFilter = { q: '', private: false, verified: false, sort: null }

/** Whether only some of a list are wanted. */
export function findsSome({ q, private: isPrivate, verified }: PeopleFilter): boolean {
  return q !== '' || isPrivate || verified
}

/** What a page of a list is asked with; what is null is not asked. */
export function pageQuery<L extends string>(
  list: L,
  filter: PeopleFilter,
  { after, skip, limit }: PeoplePlace,
) {
  return { list, limit, skip: skip === 0 ? null : skip, after, ...filterQuery(filter) }
}

/** What a file of a list is asked with; the language says how its rows are separated. */
export function fileQuery(
  list: string,
  filter: PeopleFilter,
  { format, language }: { readonly format: 'csv' | 'xlsx' | 'ndjson'; readonly language: string },
): string {
  const separator = language.startsWith('ru') ? 'semicolon' : 'comma'
  const csv = format === 'csv' ? separator : null
  return queryText({ list, format, csv, ...filterQuery(filter) })
}

function filterQuery({ q, private: isPrivate, verified, sort }: PeopleFilter) {
  return {
    q,
    private: isPrivate ? ('true' as const) : null,
    verified: verified ? ('true' as const) : null,
    sort,
  }
}
