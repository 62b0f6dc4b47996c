import { sql } from 'kysely'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { type JobCounts, jobCounts } from '../queue/queue-store.ts'

type Context = { readonly db: Database }

/** What is counted of the house at one instant, beside session health and what alerts look at. */
export type HouseFigures = {
  readonly accounts: readonly { readonly standing: Standing; readonly count: number }[]
  readonly openChecks: readonly { readonly state: OpenState; readonly count: number }[]
  readonly alerts: readonly { readonly severity: string; readonly count: number }[]
  readonly schedules: readonly ScheduleFigures[]
  readonly jobs: readonly JobCounts[]
}

type OpenState = 'queued' | 'running' | 'parked'

/** Something that comes by the clock; instants in seconds since 1970, null for never. */
export type ScheduleFigures = {
  readonly kind: string
  readonly lastSuccess: number | null
  readonly nextRun: number
  readonly missed: number
}

/** Counts the house. */
export async function houseFigures(context: Context): Promise<HouseFigures> {
  const accounts = await sql<HouseFigures['accounts'][number]>`
    select standing, count(*)::integer as count from instagram_accounts group by standing
  `.execute(context.db)
  const openChecks = await sql<HouseFigures['openChecks'][number]>`
    select state, count(*)::integer as count
    from checks
    where finished_at is null
    group by state
  `.execute(context.db)
  const alerts = await sql<HouseFigures['alerts'][number]>`
    select severity, count(*)::integer as count
    from alerts
    where raised_at is not null and resolved_at is null
    group by severity
  `.execute(context.db)
  const schedules = await sql<ScheduleFigures>`
    select kind,
      extract(epoch from last_success_at)::double precision as "lastSuccess",
      extract(epoch from next_run_at)::double precision as "nextRun",
      missed_count as missed
    from schedules
  `.execute(context.db)
  return {
    accounts: accounts.rows,
    openChecks: openChecks.rows,
    alerts: alerts.rows,
    schedules: schedules.rows,
    jobs: await jobCounts(context),
  }
}
