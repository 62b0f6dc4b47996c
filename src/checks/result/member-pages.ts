import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { hasPart } from '../../db/text-part.ts'
import type { Selection } from './compare.ts'
import { type MemberRow, toMember } from './members.ts'
import type { Member } from './table.ts'

type Context = { readonly db: Database }

/** By name, or by the profiles' keys, which is the order that lists are kept in. */
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

type Sought = Pick<MemberPage, 'search' | 'isPrivate' | 'isVerified'>

/** Everybody, from the start. */
export const EVERYBODY = {
  after: null,
  search: null,
  isPrivate: null,
  isVerified: null,
} as const

/**
 * One page of a selection of at most `peopleMax` people. By name, or where some are sought, profiles
 * are walked in that order and each is looked for among the members, where these are a good part of
 * all profiles; else all members are looked up, and sorted.
 */
export async function memberPage(
  context: Context,
  selection: Selection,
  page: MemberPage & { readonly peopleMax: number },
): Promise<readonly Member[]> {
  const { sort, after, countMax, skip = 0 } = page
  const { from, where, key } = await membersIn(context, selection, page)
  const order = sort === 'key' ? key : sql`${selection.name} collate "C", p.pk`
  const found = await sql<MemberRow>`
    select p.pk, ${selection.name} as username, p.full_name, p.is_private, p.is_verified,
      ${selection.formerName} as former_username, ${selection.reason} as reason
    from ${from}
    where ${where} and ${behind(selection, { sort, after, key })} and ${wanted(selection, page)}
    order by ${order}
    limit ${countMax} offset ${isCutBefore(selection, page) ? 0 : skip}
  `.execute(context.db)
  return found.rows.map(toMember)
}

type Sql = RawBuilder<unknown>

/**
 * The members `m` of a selection with their profiles `p`, in the way that costs least; and the
 * profile's key, of the table that they are found in.
 */
async function membersIn(
  context: Context,
  selection: Selection,
  page: MemberPage & { readonly peopleMax: number },
): Promise<{ readonly from: Sql; readonly where: Sql; readonly key: Sql }> {
  const { from, where, isByName } = selection
  const wantsWalk = isByName && (page.sort === 'name' || asksForSome(page))
  if (wantsWalk && (await isWorthWalking(context, page))) {
    const member = sql`select m.* from ${from} where ${where} and m.pk = p.pk limit 1`
    return {
      from: sql`profiles p cross join lateral (${member}) m`,
      where: sql`true`,
      key: sql`p.pk`,
    }
  }
  // Each is looked up by its key: see `readMembers`.
  const profile = sql`cross join lateral (
    select * from profiles where profiles.pk = m.pk offset 0) p`
  const key = sql`m.pk`
  if (!isCutBefore(selection, page)) return { from: sql`${from} ${profile}`, where, key }
  // Who is passed over needs no profile.
  const { after, countMax, skip = 0 } = page
  const cut = sql`
    select m.* from ${from}
    where ${where} and ${behind(selection, { sort: 'key', after, key })}
    order by m.pk limit ${countMax} offset ${skip}`
  return { from: sql`(${cut}) m ${profile}`, where: sql`true`, key }
}

/** Whether a page can be cut out of the members before anybody's profile is looked at. */
function isCutBefore({ asksProfile }: Selection, page: MemberPage): boolean {
  return page.sort === 'key' && !asksProfile && !asksForSome(page)
}

/** Whether only some of a selection are wanted. */
export function asksForSome(wish: Sought): boolean {
  const { search, isPrivate, isVerified } = wish
  return search !== null || isPrivate !== null || isVerified !== null
}

/** Of so many members one is found that has what is asked for: a guess. */
const SOUGHT_IN = 20
/** Profiles for each member, beyond which a walk that finds few is dearer than sorting. */
const PROFILES_MAX = 30
/** Of a profile in its table, headers and all. Pages are known where nothing was analysed. */
const PROFILE_BYTES = 130

/** Whether a walk through the profiles finds the page before the members would be sorted. */
async function isWorthWalking(
  context: Context,
  page: MemberPage & { readonly peopleMax: number },
): Promise<boolean> {
  const { countMax, skip = 0, peopleMax } = page
  const size = await sql<{ bytes: string }>`select pg_relation_size('profiles') as bytes`.execute(
    context.db,
  )
  const profiles = Number(size.rows[0]?.bytes ?? 0) / PROFILE_BYTES
  const perMember = Math.max(1, profiles / Math.max(1, peopleMax))
  const members = (skip + countMax) * (asksForSome(page) ? SOUGHT_IN : 1)
  return perMember <= PROFILES_MAX && members * perMember <= peopleMax
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
  page: Omit<MemberPage, 'after' | 'countMax'> & { readonly peopleMax: number },
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
  { sort, after, key }: Pick<MemberPage, 'sort' | 'after'> & { readonly key: Sql },
): RawBuilder<boolean> {
  if (after === null) return sql`true`
  if (sort === 'key') return sql`${key} > ${after.pk}::bigint`
  return sql`(${name} collate "C", p.pk) > (${after.username}, ${after.pk}::bigint)`
}

function wanted(
  { name }: Selection,
  { search, isPrivate, isVerified }: MemberPage,
): RawBuilder<boolean> {
  const named = search === null ? sql`true` : isNamed(name, search)
  return sql`${named}
    and (${isPrivate}::boolean is null or p.is_private = ${isPrivate})
    and (${isVerified}::boolean is null or p.is_verified = ${isVerified})`
}

function isNamed(name: Sql, search: string): Sql {
  return sql`(${hasPart(name, search)} or ${hasPart(sql.ref('p.full_name'), search)})`
}
