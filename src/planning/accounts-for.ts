import { seededRandom } from '../kernel/ids.ts'
import { simulateMonth } from './month.ts'
import { EVERCHECK } from './policies.ts'
import { DAY_MS, DAY_PAGES_MAX, HOUR_MS, meanPages, PAGE_MS } from './world.ts'

/** What a pool is asked to do. */
export type Demand = {
  readonly checksPerDay: number
  /** People in both lists of a profile, on average. */
  readonly people: number
}

/** How many accounts that takes. */
export type Pool =
  | { readonly kind: 'enough'; readonly accounts: number }
  /** More than this program is tried with. */
  | { readonly kind: 'too-many'; readonly accountsMax: number }
  /** One check takes so many days of one account: no pool is quick enough for those. */
  | { readonly kind: 'too-large'; readonly days: number }

/** A pool is large enough when so many checks are completed, and half of them within so long. */
const COMPLETED_SHARE = 0.999
const WAIT_MS = 6 * HOUR_MS
const ACCOUNTS_MAX = 2000
/** A month says nothing about checks that take a large part of it. */
const DAYS_MAX = 10
/** Months of chance: one alone may have been lucky. */
const MONTHS = 3
/** Whatever is more is played as several pools beside each other, which need no less together. */
const PLAYED_CHECKS_MAX = 2000
const PLAYED_ACCOUNTS_MAX = 40

/** The fewest accounts with which a month goes well. Pure; some seconds at the most. */
export function accountsFor({ checksPerDay, people }: Demand): Pool {
  const pages = meanPages(people)
  const days = pages / DAY_PAGES_MAX
  if (days > DAYS_MAX) return { kind: 'too-large', days: Math.round(days) }
  const tooMany = { kind: 'too-many', accountsMax: ACCOUNTS_MAX } as const
  const atLeast = (checksPerDay * pages) / DAY_PAGES_MAX
  if (atLeast > ACCOUNTS_MAX) return tooMany
  const parts = Math.ceil(Math.max(checksPerDay / PLAYED_CHECKS_MAX, atLeast / PLAYED_ACCOUNTS_MAX))
  const part = { checksPerDay: checksPerDay / parts, people }
  // Fewer fall behind more every day, though a month may not show it.
  let tooFew = Math.ceil(atLeast / parts) - 1
  let enough = tooFew + 1
  while (!isEnough(enough, part)) {
    tooFew = enough
    enough *= 2
    if (enough * parts > 2 * ACCOUNTS_MAX) return tooMany
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isEnough(middle, part)) enough = middle
    else tooFew = middle
  }
  const accounts = enough * parts
  return accounts > ACCOUNTS_MAX ? tooMany : { kind: 'enough', accounts }
}

function isEnough(accounts: number, demand: Demand): boolean {
  const { people } = demand
  // A large profile takes its time without waiting for anybody.
  const pages = meanPages(people)
  const readingMs = Math.max(pages * PAGE_MS, (pages / DAY_PAGES_MAX) * DAY_MS)
  for (let seed = 1; seed <= MONTHS; seed += 1) {
    // What is not known is planned for: that only logins prolong a session.
    const world = { visitsProlong: false, ...demand }
    const month = simulateMonth(EVERCHECK, world, accounts, seededRandom(seed))
    if (month.completed < month.checks * COMPLETED_SHARE) return false
    if (month.waitMedianMs > WAIT_MS + readingMs) return false
  }
  return true
}
