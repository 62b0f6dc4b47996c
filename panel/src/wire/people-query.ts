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
    ...(after === null ? {} : { after }),
    ...(filter.q === '' ? {} : { q: filter.q }),
    ...(filter.private ? { private: 'true' } : {}),
    ...(filter.verified ? { verified: 'true' } : {}),
    ...(filter.sort === null ? {} : { sort: filter.sort }),
  }
}
