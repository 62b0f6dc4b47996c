import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { type AccountHealth, accountsWithHealth, type SessionStatus } from './account-health.ts'
import {
  type AccountState,
  countGroups,
  type GroupCounts,
  stateOfAccount,
} from './account-state.ts'
import {
  type CheckCount,
  checksByOutcome,
  type Deaths,
  deathsByCause,
  type LoginsOfOneDay,
  loginsByDay,
  type RefreshCount,
  refreshesByOutcome,
} from './statistics.ts'
import { countAges, type SurvivalStep, survivalOf } from './survival.ts'
import { NO_TALLY, plus, rateOf, type Tally } from './tally.ts'

const DAY_MS = 24 * 3_600_000
/** What rates are of. */
export const WINDOW_MS = 7 * DAY_MS
/** Lives are long: survival is measured over this. */
const SURVIVAL_WINDOW_MS = 90 * DAY_MS

/** The state of all sessions at one instant. */
export type SessionHealth = {
  readonly at: Date
  /** The stretch of time that tallies, rates and counts are of, in milliseconds. */
  readonly windowMs: number
  readonly accounts: readonly AccountHealth[]
  readonly total: HealthInAll
  readonly groups: GroupCounts
  readonly nextDay: NextDay
}

/** How the last days of all sessions went. */
export type SessionStatistics = {
  readonly survival: readonly SurvivalStep[]
  readonly loginsByDay: readonly LoginsOfOneDay[]
  /** Logins per account and day, over the window; null without accounts. */
  readonly loginsPerAccountDay: number | null
  readonly deathsByCause: readonly Deaths[]
  readonly refreshes: readonly RefreshCount[]
  readonly checks: readonly CheckCount[]
}

/** The eight figures of all accounts together. */
export type HealthInAll = {
  readonly status: Readonly<Record<SessionStatus, number>>
  /** Of the sessions that live: the oldest and the middle one, in milliseconds. */
  readonly ageMs: { readonly oldest: number | null; readonly median: number | null }
  /** When the session that was not proved for longest was last proved. */
  readonly lastVerifiedAt: Date | null
  /** When the next of them is due. */
  readonly nextRefreshAt: Date | null
  readonly proactive: Tally
  readonly reactive: Tally
  readonly refreshRate: number | null
  readonly checkRate: number | null
  readonly refreshes: Tally
  readonly checks: Tally
}

/** What is renewed by itself in the next 24 hours, and what is overdue. */
export type NextDay = {
  readonly renewals: number
  readonly firstAt: Date | null
  readonly lastAt: Date | null
  /** Accounts that nothing is renewed of before somebody or something has moved. */
  readonly leftOut: number
}

/**
 * Session health as people look at it: the eight figures of every account and of all together. It
 * reads a bounded number of rows per account, and only what lies in the window of everything else.
 */
export async function sessionHealth(
  context: { readonly db: Database },
  windowMs: number = WINDOW_MS,
): Promise<SessionHealth> {
  const at = await databaseNow(context)
  const accounts = await accountsWithHealth(context, windowMs)
  const checks = await checksByOutcome(context, windowMs)
  return {
    at,
    windowMs,
    accounts,
    total: inAll(accounts, judged(checks)),
    groups: countGroups(accounts),
    nextDay: nextDay(accounts, at),
  }
}

/** The statistics behind the health of so many accounts, for whoever draws and judges them. */
export async function sessionStatistics(
  context: { readonly db: Database },
  accountCount: number,
  windowMs: number = WINDOW_MS,
): Promise<SessionStatistics> {
  const byDay = await loginsByDay(context, windowMs)
  const logins = byDay.reduce((sum, day) => sum + day.logins, 0)
  const accountDays = (accountCount * windowMs) / DAY_MS
  return {
    survival: survivalOf(await countAges(context, SURVIVAL_WINDOW_MS)),
    loginsByDay: byDay,
    loginsPerAccountDay: accountDays === 0 ? null : logins / accountDays,
    deathsByCause: await deathsByCause(context, windowMs),
    refreshes: await refreshesByOutcome(context, windowMs),
    checks: await checksByOutcome(context, windowMs),
  }
}

/** How many ends say something of us, and how many of those are good. Pure. */
export function judged(checks: readonly CheckCount[]): Tally {
  const own = checks.filter(({ isJudged }) => isJudged)
  const sum = (of: readonly CheckCount[]) => of.reduce((all, { count }) => all + count, 0)
  return {
    attempts: sum(own),
    successes: sum(own.filter(({ state }) => state === 'completed')),
  }
}

/** What accounts come to together. Pure. */
export function inAll(accounts: readonly AccountHealth[], checks: Tally): HealthInAll {
  const count = (status: SessionStatus) => accounts.filter((one) => one.status === status).length
  const living = accounts.filter(({ status }) => status === 'valid')
  const ages = living.flatMap(({ ageMs }) => ageMs ?? []).sort((one, other) => one - other)
  const sum = (pick: (of: AccountHealth) => Tally) => accounts.map(pick).reduce(plus, NO_TALLY)
  const refreshes = sum((of) => of.refreshes)
  return {
    status: { valid: count('valid'), invalid: count('invalid'), none: count('none') },
    ageMs: { oldest: ages.at(-1) ?? null, median: ages[Math.floor(ages.length / 2)] ?? null },
    lastVerifiedAt: earliest(living.map((of) => of.lastVerifiedAt)),
    nextRefreshAt: earliest(living.map((of) => of.nextRefreshAt)),
    proactive: sum((of) => of.proactive),
    reactive: sum((of) => of.reactive),
    refreshRate: rateOf(refreshes),
    checkRate: rateOf(checks),
    refreshes,
    checks,
  }
}

const STAND_STILL: ReadonlySet<AccountState> = new Set(['human', 'dead', 'paused'])

/** What is renewed by itself in the next 24 hours. Pure. */
export function nextDay(accounts: readonly AccountHealth[], now: Date): NextDay {
  const moving = accounts.filter((account) => !STAND_STILL.has(stateOfAccount(account)))
  const times = moving
    .flatMap(({ nextRefreshAt }) => nextRefreshAt ?? [])
    .filter((at) => at.getTime() - now.getTime() < DAY_MS)
    .toSorted((one, other) => one.getTime() - other.getTime())
  return {
    renewals: times.length,
    firstAt: times.at(0) ?? null,
    lastAt: times.at(-1) ?? null,
    leftOut: accounts.length - moving.length,
  }
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  const known = instants.flatMap((at) => at ?? [])
  return known.toSorted((one, other) => one.getTime() - other.getTime())[0] ?? null
}
