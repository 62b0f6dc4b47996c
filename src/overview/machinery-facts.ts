import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { jobCounts } from '../queue/queue-store.ts'
import { secondsSince } from './seconds-since.ts'

type Context = { readonly db: Database }

/** How the machinery itself is. */
export type MachineryFacts = {
  /** Processes that read whatever is ordered. */
  readonly workers: number
  /** Since the newest key was made; 0 when nothing is sealed yet. */
  readonly keyAgeSeconds: number
  readonly schedules: readonly ScheduleFacts[]
  /** Jobs that were given up after their last try, by kind. */
  readonly deadJobs: readonly DeadJobs[]
  readonly ledger: LedgerFacts
}

/** Something that comes by the clock. */
export type ScheduleFacts = {
  readonly kind: string
  /** Since it should have been begun; 0 when it is not due. */
  readonly overdueSeconds: number
  /** Since it has last succeeded; 0 when it never has. */
  readonly successAgeSeconds: number
  /** Why its last run failed; null when that succeeded. */
  readonly error: string | null
}

export type DeadJobs = { readonly kind: string; readonly count: number }

/** What the last comparison of the ledger with itself has found. */
export type LedgerFacts = {
  /** Held credits that were not given back at the end of their check. */
  readonly unreleased: number
  /** Everything else that does not agree. */
  readonly off: number
}

/** Reads how the machinery is. */
export async function machineryFacts(context: Context): Promise<MachineryFacts> {
  const found = await sql<{
    workers: number
    key_age: number | null
    unreleased: number
    off: number
  }>`
    select
      (
        select count(*)::integer from holders where works and holder_lives(holders.holder)
      ) as workers,
      (select ${secondsSince(sql`max(known_since)`)} from vault_keys) as key_age,
      count(finding) filter (where finding ->> 'kind' = 'release-off')::integer as unreleased,
      count(finding) filter (where finding ->> 'kind' <> 'release-off')::integer as off
    from (select findings from ledger_comparisons order by id desc limit 1) last
    cross join lateral jsonb_array_elements(last.findings) finding
  `.execute(context.db)
  const [row] = found.rows
  assert(row, 'an aggregate is a row')
  return {
    workers: row.workers,
    keyAgeSeconds: row.key_age ?? 0,
    schedules: await scheduleFacts(context),
    deadJobs: (await jobCounts(context)).map(({ kind, dead }) => ({ kind, count: dead })),
    ledger: { unreleased: row.unreleased, off: row.off },
  }
}

async function scheduleFacts(context: Context): Promise<readonly ScheduleFacts[]> {
  const found = await sql<ScheduleFacts>`
    select kind,
      greatest(0, ${secondsSince(sql`next_run_at`)}) as "overdueSeconds",
      coalesce(${secondsSince(sql`last_success_at`)}, 0) as "successAgeSeconds",
      case when last_failure_at > coalesce(last_success_at, '-infinity') then last_error end
        as error
    from schedules
    order by kind
  `.execute(context.db)
  return found.rows
}
