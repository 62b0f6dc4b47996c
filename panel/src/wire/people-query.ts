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

/** What a page of a list is asked with. */
export function pageQuery<L extends string>(
  list: L,
  filter: PeopleFilter,
  { after, skip, limit }: PeoplePlace,
) {
  return {
    list,
    limit,
    ...(skip === 0 ? {} : { skip }),
    after,
    ...filterQuery(filter),
  }
}

/** What a file of a list is asked with; the language says how its rows are separated. */
export function fileQuery(
  list: string,
  filter: PeopleFilter,
  { format, language }: { readonly format: 'csv' | 'xlsx' | 'ndjson'; readonly language: string },
): URLSearchParams {
  const csv = format === 'csv' ? { csv: language.startsWith('ru') ? 'semicolon' : 'comma' } : {}
  return new URLSearchParams({ list, format, ...csv, ...filterQuery(filter) })
}

function filterQuery(filter: PeopleFilter) {
  return {
    ...(filter.q === '' ? {} : { q: filter.q }),
    ...(filter.private ? { private: 'true' } : {}),
    ...(filter.verified ? { verified: 'true' } : {}),
    ...(filter.sort === null ? {} : { sort: filter.sort }),
  }
}
