import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Selection } from './compare.ts'
import { type MemberRow, toMember } from './members.ts'
import type { Member } from './table.ts'

type Context = { readonly db: Database }

/** By name, which sorts the whole list for every page; or by the profiles' keys, which sorts none. */
export type MemberSort = 'name' | 'key'

/** Which members of a selection are wanted. */
export type MemberPage = {
  readonly sort: MemberSort
  /** The last member of the page before; null for the first page. */
  readonly after: { readonly pk: string; readonly username: string } | null
  readonly countMax: number
  /** So many behind `after` are passed over, for who jumps in a long list. */
  readonly skip?: number
  /** A part of their names; null for everybody. */
  readonly search: string | null
  readonly isPrivate: boolean | null
  readonly isVerified: boolean | null
}

/** Everybody, from the start. */
export const EVERYBODY = {
  after: null,
  search: null,
  isPrivate: null,
  isVerified: null,
} as const

/** One page of a selection. */
export async function memberPage(
  context: Context,
  selection: Selection,
  page: MemberPage,
): Promise<readonly Member[]> {
  const { sort, after, countMax, skip = 0 } = page
  const order = sort === 'key' ? sql`m.pk` : sql`${selection.name} collate "C", p.pk`
  const found = await sql<MemberRow>`
    select p.pk, ${selection.name} as username, p.full_name, p.is_private, p.is_verified,
      ${selection.formerName} as former_username, ${selection.reason} as reason
    from ${selection.from}
    cross join lateral (select * from profiles where profiles.pk = m.pk offset 0) p
    where ${selection.where}
      and ${behind(selection, sort, after)}
      and ${wanted(selection, page)}
    order by ${order}
    limit ${countMax} offset ${skip}
  `.execute(context.db)
  return found.rows.map(toMember)
}

/** Taken at a time when everybody is wanted. */
const BATCH = 1000

/**
 * Everybody in a selection, some at a time. Each batch is a statement of its own: whoever takes
 * them slowly holds no connection and no transaction meanwhile.
 */
export async function* memberPages(
  context: Context,
  selection: Selection,
  page: Omit<MemberPage, 'after' | 'countMax'>,
): AsyncGenerator<readonly Member[]> {
  let after: MemberPage['after'] = null
  for (;;) {
    const batch: readonly Member[] = await memberPage(context, selection, {
      ...page,
      after,
      countMax: BATCH,
    })
    if (batch.length > 0) yield batch
    const last = batch.at(-1)
    if (batch.length < BATCH || !last?.pk) return
    after = { pk: last.pk, username: last.username }
  }
}

function behind(
  { name }: Selection,
  sort: MemberSort,
  after: MemberPage['after'],
): RawBuilder<boolean> {
  if (after === null) return sql`true`
  if (sort === 'key') return sql`m.pk > ${after.pk}::bigint`
  return sql`(${name} collate "C", p.pk) > (${after.username}, ${after.pk}::bigint)`
}

function wanted(
  { name }: Selection,
  { search, isPrivate, isVerified }: MemberPage,
): RawBuilder<boolean> {
  const part = search === null ? null : `%${search.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`
  return sql`(${part}::text is null or ${name} ilike ${part} or p.full_name ilike ${part})
    and (${isPrivate}::boolean is null or p.is_private = ${isPrivate})
    and (${isVerified}::boolean is null or p.is_verified = ${isVerified})`
}
