import type { Random } from '../kernel/ids.ts'

/** What the world of a month is like. Durations in milliseconds, shares as parts of one. */
export type MonthWorld = {
  /** Whether a visit of the account's own browser prolongs a session's life, or only a login. */
  readonly visitsProlong: boolean
  readonly checksPerDay: number
  /** People in both lists of a profile, on average; profiles of every size are ordered. */
  readonly people: number
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** People on a page, and the pause before the next one (facts 2b and 7). */
const PAGE_PEOPLE = 50
export const PAGE_MS = 6000
/** Requests of an account in a day. */
export const DAY_PAGES_MAX = 3000
/** One request in so many is the one at which Instagram asks to wait (facts 2b). */
const PAGES_PER_THROTTLE = 4000
export const THROTTLE_MS = 10 * MINUTE_MS
export const LOGIN_MS = MINUTE_MS
/** Logins at which Instagram wants a human, and how long he takes. */
export const CHALLENGE_SHARE = 0.01
export const HUMAN_MS = 4 * HOUR_MS
/** How long whoever pastes cookies by hand takes to do so. */
export const PASTE_MS = 8 * HOUR_MS

/** How long a session lives: mostly 3 to 7 days, some 14, some an hour. */
export function lifetimeMs(random: Random): number {
  const share = random.fraction()
  if (share < 0.05) return HOUR_MS
  if (share < 0.15) return 14 * DAY_MS
  return (3 + 4 * random.fraction()) * DAY_MS
}

/** Pages of one check: of small profiles there are many, and of large ones few. */
export function pagesOfCheck(world: MonthWorld, random: Random): number {
  const size = world.people * -Math.log(1 - random.fraction())
  return 2 + Math.ceil(size / PAGE_PEOPLE)
}

/** How many pages a check has on average. */
export function meanPages(people: number): number {
  return 2.5 + people / PAGE_PEOPLE
}

/** Whether Instagram asks to wait at a page. */
export function isThrottled(random: Random): boolean {
  return random.fraction() < 1 / PAGES_PER_THROTTLE
}

/** How long until the next order: few at night, most in the evening. */
export function untilNextOrderMs(world: MonthWorld, atMs: number, random: Random): number {
  const hour = (atMs % DAY_MS) / HOUR_MS
  const busy = 1 + 0.8 * Math.sin(((hour - 13) / 24) * 2 * Math.PI)
  return (-Math.log(1 - random.fraction()) * DAY_MS) / (world.checksPerDay * busy)
}
