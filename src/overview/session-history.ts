import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, databaseNow } from '../db/time.ts'
import { type CheckDay, checksByDay, type LoginDay, loginsByDayAndCause } from './days.ts'
import { type LifeLine, lifeLines } from './life-lines.ts'
import { type Deaths, deathsByCause } from './statistics.ts'
import { countAges, type SurvivalStep, survivalOf } from './survival.ts'

const DAY_MS = 24 * 3_600_000
/** Lives are long: survival is measured over this. */
const SURVIVAL_WINDOW_MS = 90 * DAY_MS
/** Of days that are counted one by one. */
const DAYS_WINDOW_MS = 14 * DAY_MS

/** What the sessions lived through, for those who look at it. */
export type SessionHistory = {
  readonly at: Date
  /** The stretch of time that life lines and deaths are of, in milliseconds. */
  readonly windowMs: number
  readonly lives: readonly LifeLine[]
  readonly survival: readonly SurvivalStep[]
  readonly logins: readonly LoginDay[]
  readonly deaths: readonly Deaths[]
  readonly checks: readonly CheckDay[]
  /** Requests of the last 24 hours by account; those that asked nothing are not there. */
  readonly requests: readonly { readonly account: string; readonly requests: number }[]
}

/** The history behind session health, over `windowMs`; survival and days have their own windows. */
export async function sessionHistory(
  context: { readonly db: Database },
  windowMs: number,
): Promise<SessionHistory> {
  return {
    at: await databaseNow(context),
    windowMs,
    lives: await lifeLines(context, windowMs),
    survival: survivalOf(await countAges(context, SURVIVAL_WINDOW_MS)),
    logins: await loginsByDayAndCause(context, DAYS_WINDOW_MS),
    deaths: await deathsByCause(context, windowMs),
    checks: await checksByDay(context, DAYS_WINDOW_MS),
    requests: await requestsOfTheDay(context),
  }
}

async function requestsOfTheDay(context: {
  readonly db: Database
}): Promise<SessionHistory['requests']> {
  const found = await sql<{ account: string; requests: number }>`
    select account.username as account, sum(request.count)::integer as requests
    from account_requests request
    join instagram_accounts account on account.id = request.account_id
    where request.minute_at > ${ago(DAY_MS)}
    group by 1
    order by 1
  `.execute(context.db)
  return found.rows
}
