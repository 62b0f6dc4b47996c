import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../db/tables.gen.ts'
import type { LossReason } from '../history/loss.ts'
import type { Selection } from './compare.ts'
import type { Member } from './table.ts'

type Context = { readonly db: Kysely<Tables> }

/** People taken from the database at a time: enough to be quick, few enough to stay small. */
const BATCH = 1000

/**
 * How many people a selection has. The profiles are not even read where it does not ask for them.
 */
export async function countMembers(context: Context, selection: Selection): Promise<number> {
  const counted = await sql<{ count: number }>`
    select count(*)::integer as count
    from ${selection.from}
    left join profiles p on p.pk = m.pk
    where ${selection.where}
  `.execute(context.db)
  return counted.rows[0]?.count ?? 0
}

/** How many of a selection its customer ignores. */
export async function countIgnored(
  context: Context,
  selection: Selection,
  customerId: string,
): Promise<number> {
  const ignores = await sql`
    select from ignored_profiles where customer_id = ${customerId} limit 1
  `.execute(context.db)
  if (ignores.rows.length === 0) return 0
  return countMembers(context, {
    ...selection,
    where: sql`${selection.where} and exists (
      select 1 from ignored_profiles i where i.customer_id = ${customerId} and i.pk = m.pk)`,
  })
}

/**
 * Reads a selection sorted by name, a batch at a time: the database sorts, beside its memory if
 * need be, and ours does not grow with the list. Each member's profile is looked up by its key
 * (`offset 0`): a join of the tables is planned on statistics that an hour-old list does not have.
 */
export async function* readMembers(
  context: Context,
  selection: Selection,
): AsyncGenerator<readonly Member[]> {
  const tx = await context.db.startTransaction().setAccessMode('read only').execute()
  try {
    await sql`set local work_mem = '16MB'`.execute(tx)
    // Everybody is wanted, so the plan need not be quick with the first of them.
    await sql`set local cursor_tuple_fraction = 1`.execute(tx)
    await sql`
      declare members no scroll cursor for
      select p.pk, ${selection.name} as username, p.full_name, p.is_private, p.is_verified,
        ${selection.formerName} as former_username, ${selection.reason} as reason
      from ${selection.from}
      cross join lateral (select * from profiles where profiles.pk = m.pk offset 0) p
      where ${selection.where}
      order by ${selection.name} collate "C", p.pk
    `.execute(tx)
    for (;;) {
      const batch = await sql<MemberRow>`fetch forward ${sql.lit(BATCH)} from members`.execute(tx)
      if (batch.rows.length > 0) yield batch.rows.map(toMember)
      if (batch.rows.length < BATCH) return
    }
  } finally {
    await tx.rollback().execute()
  }
}

/** A member as statements select it. */
export type MemberRow = {
  readonly pk: string
  readonly username: string
  readonly former_username: string | null
  readonly reason: LossReason | null
  readonly full_name: string
  readonly is_private: boolean
  readonly is_verified: boolean
}

/** A row of the query above as a member. */
export function toMember(row: MemberRow): Member {
  return {
    pk: row.pk,
    username: row.username,
    formerUsername: row.former_username,
    reason: row.reason,
    fullName: row.full_name,
    isPrivate: row.is_private,
    isVerified: row.is_verified,
  }
}
