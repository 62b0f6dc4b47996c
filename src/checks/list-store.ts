import { type SqlBool, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import type { Check, CheckState } from './check.ts'
import { checkRows, toCheck } from './check-store.ts'

/** Which checks are wanted; what is null does not matter. */
export type CheckFilter = {
  readonly customerId: string | null
  readonly state: CheckState | 'open' | 'finished' | 'incomplete' | null
  /** A name, as `parseTargetName` gives it: the one that was ordered or today's. */
  readonly target: string | null
  /** Only checks that were ordered before the one of this number. */
  readonly before: string | null
  readonly countMax: number
}

/** The checks that a filter lets through, the newest first. */
export async function listChecks(
  context: { readonly db: Database },
  filter: CheckFilter,
): Promise<readonly Check[]> {
  const { customerId, state, target, before, countMax } = filter
  let rows = checkRows(context).orderBy('number', 'desc').limit(countMax)
  // What makes losses sure is nobody's order.
  if (customerId !== null) {
    rows = rows.where('customer_id', '=', customerId).where('purpose', '<>', 'confirm')
  }
  if (state === 'open') rows = rows.where('finished_at', 'is', null)
  else if (state === 'incomplete') rows = rows.where('ending', '=', 'incomplete')
  else if (state === 'finished') rows = rows.where('finished_at', 'is not', null)
  else if (state !== null) rows = rows.where('state', '=', state)
  if (target !== null) {
    rows = rows.where(sql<SqlBool>`(target_username = ${target} or target_name_now = ${target})`)
  }
  if (before !== null) rows = rows.where('number', '<', before)
  return (await rows.execute()).map(toCheck)
}

/** How many checks are in each state: those that are open, and those that ended in seven days. */
export type CheckCounts = Readonly<
  Record<'queued' | 'running' | 'parked' | 'completed' | 'incomplete' | 'failed', number>
>

/** Counts the checks of everybody. */
export async function countChecks({ db }: { readonly db: Database }): Promise<CheckCounts> {
  const { rows } = await sql<{ outcome: string; count: number }>`
    select outcome, count(*)::integer as count
    from (
      select case when ending = 'incomplete' then 'incomplete' else state end as outcome
      from checks
      where finished_at is null or finished_at > ${dbNow} - interval '7 days'
    ) as recent
    group by outcome
  `.execute(db)
  const count = (state: keyof CheckCounts) => rows.find((row) => row.outcome === state)?.count ?? 0
  return {
    queued: count('queued'),
    running: count('running'),
    parked: count('parked'),
    completed: count('completed'),
    incomplete: count('incomplete'),
    failed: count('failed'),
  }
}
