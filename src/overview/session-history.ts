import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { accountsWithHealth } from './account-health.ts'
import { byNeed } from './accounts-by-need.ts'
import { type CheckDay, checksByDay, type LoginDay, loginsByDayAndCause } from './days.ts'
import { type LifeLine, lifeLines } from './life-lines.ts'
import { type LifeMap, lifeMap } from './life-map.ts'
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
  /** Of all accounts, where there are more than life lines are given of; null else. */
  readonly map: LifeMap | null
}

/** Whose life lines are wanted: of all accounts, of one, or of the first so many by need. */
export type LivesWanted =
  | { readonly of: 'all' }
  | { readonly of: 'one'; readonly account: string }
  | { readonly of: 'first'; readonly countMax: number }

/** The history behind session health, over `windowMs`; survival and days have their own windows. */
export async function sessionHistory(
  context: { readonly db: Database },
  windowMs: number,
  wanted: LivesWanted = { of: 'all' },
): Promise<SessionHistory> {
  const at = await databaseNow(context)
  return {
    at,
    windowMs,
    ...(await livesOf(context, { at, windowMs }, wanted)),
    survival: survivalOf(await countAges(context, SURVIVAL_WINDOW_MS)),
    logins: await loginsByDayAndCause(context, DAYS_WINDOW_MS),
    deaths: await deathsByCause(context, windowMs),
    checks: await checksByDay(context, DAYS_WINDOW_MS),
  }
}

async function livesOf(
  context: { readonly db: Database },
  window: { readonly at: Date; readonly windowMs: number },
  wanted: LivesWanted,
): Promise<Pick<SessionHistory, 'lives' | 'map'>> {
  const lives = await lifeLines(
    context,
    window.windowMs,
    wanted.of === 'one' ? wanted.account : null,
  )
  if (wanted.of !== 'first') return { lives, map: null }
  const accounts = byNeed(await accountsWithHealth(context, window.windowMs))
  if (accounts.length <= wanted.countMax) return { lives, map: null }
  const shown = new Set(accounts.slice(0, wanted.countMax).map(({ account }) => account))
  return {
    lives: lives.filter(({ account }) => shown.has(account)),
    map: lifeMap(lives, accounts, window),
  }
}
