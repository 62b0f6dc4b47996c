import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../db/tables.gen.ts'
import type { Check } from '../check.ts'
import { countMembers, type MemberRow, toMember } from './members.ts'
import { listOf } from './result.ts'
import type { Member, TableFile } from './table.ts'

/** A part of one list of a result, as its customer is shown it. */
export type ListPage = {
  readonly people: readonly Member[]
  /** How many are shown, on all pages together, and how many are left out. */
  readonly total: number
  readonly hidden: number
}

/**
 * A page of a list, sorted by name; null where nobody is named.
 * @throws ListsDeletedError LISTS_DELETED
 */
export async function pageOfList(
  context: { readonly db: Kysely<Tables> },
  check: Check,
  file: TableFile,
  { offset, countMax }: { readonly offset: number; readonly countMax: number },
): Promise<ListPage | null> {
  const list = await listOf(context, check, file)
  if (list.kind !== 'list') return null
  const { selection: shown, withIgnored } = list
  const total = await countMembers(context, shown)
  const hidden = withIgnored === shown ? 0 : (await countMembers(context, withIgnored)) - total
  const found = await sql<MemberRow>`
    select p.pk, ${shown.name} as username, p.full_name, p.is_private, p.is_verified,
      ${shown.formerName} as former_username, ${shown.reason} as reason
    from ${shown.from}
    cross join lateral (select * from profiles where profiles.pk = m.pk offset 0) p
    where ${shown.where}
    order by ${shown.name} collate "C", p.pk
    offset ${offset}
    limit ${countMax}
  `.execute(context.db)
  return { people: found.rows.map(toMember), total, hidden }
}
