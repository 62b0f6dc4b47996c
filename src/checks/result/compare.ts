import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { List } from '../../instagram/questions/operation.ts'

type Context = { readonly db: Database }

/** A set of people of a check, as a condition on `check_members m` joined to `profiles p`. */
export type Selection = ReturnType<typeof sql<boolean>>

/** Everybody in a list, without those who have left while it was read. */
export function membersOf(check: string, list: List): Selection {
  return sql`m.check_number = ${check}::bigint and m.list = ${list}
    and m.pass >= ${presentFrom(check, list)}`
}

/** The first pass of a finished list in which those who are there were seen. */
function presentFrom(check: string, list: List) {
  return sql`(
    select coalesce(max(check_progress.present_from), 1)
    from checks
    join check_progress on check_progress.check_id = checks.id
    where checks.number = ${check}::bigint and check_progress.list = ${list})`
}

/** Those in `list` who are not in `other`, of the same check. */
export function membersOnlyIn(check: string, list: List, other: List): Selection {
  return sql`${membersOf(check, list)} and not exists (${twin(check, other)})`
}

/** Those in both lists of a check; looked for in the list that Instagram keeps short. */
export function membersInBoth(check: string): Selection {
  return sql`${membersOf(check, 'following')} and exists (${twin(check, 'followers')})`
}

/** Those in a list of one check who are not in the same list of the other check. */
export function membersNew(check: string, before: string, list: List): Selection {
  return sql`${membersOf(check, list)} and not exists (${twin(before, list)})`
}

/** Those in both checks' list whose name has changed since the earlier one was finished. */
export function membersRenamed(check: string, before: string, list: List, since: Date): Selection {
  return sql`${membersOf(check, list)} and exists (${twin(before, list)})
    and p.previous_username is not null and p.renamed_at > ${since}`
}

/**
 * The same person in another list. `offset 0` keeps it a question that is asked for each member,
 * and answered by the primary key: made into a join, it is planned on statistics that a list of an
 * hour ago does not have yet (the embedded database never has any), and then takes its square.
 */
function twin(check: string, list: List) {
  return sql`
    select 1 from check_members o
    where o.check_number = ${check}::bigint and o.list = ${list} and o.pk = m.pk
      and o.pass >= ${presentFrom(check, list)}
    offset 0`
}

/** The customer's last check of this target before that one in which both lists were complete. */
export async function previousComplete(
  context: Context,
  check: { readonly number: string; readonly customerId: string; readonly targetPk: string },
): Promise<{ readonly number: string; readonly finishedAt: Date } | null> {
  const found = await sql<{ number: string; finished_at: Date }>`
    select checks.number, checks.finished_at
    from checks
    where checks.customer_id = ${check.customerId}
      and checks.target_pk = ${check.targetPk}::bigint
      and checks.number < ${check.number}::bigint
      and checks.state = 'completed'
      and not exists (
        select 1 from check_progress
        where check_progress.check_id = checks.id
          and check_progress.confidence is distinct from 'exact'
          and check_progress.confidence is distinct from 'confirmed'
      )
    order by checks.number desc
    limit 1
  `.execute(context.db)
  const row = found.rows[0]
  return row ? { number: row.number, finishedAt: row.finished_at } : null
}
