import type { Random } from '../kernel/ids.ts'
import type { Policy } from './policies.ts'
import {
  CHALLENGE_SHARE,
  DAY_MS,
  DAY_PAGES_MAX,
  HOUR_MS,
  HUMAN_MS,
  isThrottled,
  LOGIN_MS,
  lifetimeMs,
  type MonthWorld,
  PAGE_MS,
  PASTE_MS,
  pagesOfCheck,
  THROTTLE_MS,
  untilNextOrderMs,
} from './world.ts'

/** What a month has come to. */
export type Month = {
  readonly checks: number
  readonly completed: number
  readonly deaths: number
  /** Deaths that came while a check was read, and of these checks those that were completed. */
  readonly hit: number
  readonly saved: number
  readonly logins: number
  readonly loginsOnThrottle: number
  readonly requests: number
  /** From the order to the end, of completed checks, in milliseconds. */
  readonly waitMedianMs: number
}

/** How long a check may wait without a page being read, in line and with its account. */
const PATIENCE_MS = 24 * HOUR_MS
const SLICE_PAGES = 50
const BEGINNINGS_MAX = 2
const DAYS = 30
/** Renewed every two days, less what spreads them. */
const RENEW_MS = 46 * HOUR_MS

type Check = {
  readonly orderedMs: number
  readonly pages: number
  left: number
  beginnings: number
  /** When it was last read, or ordered. */
  movedMs: number
  hit: boolean
}

type Account = { freeMs: number; diesMs: number; renewedMs: number; pages: number; day: number }

/**
 * Thirty days of a pool of accounts under a policy, as a model: pages, deaths, throttles, logins
 * and renewals by their rates, not Instagram's answers. Two accounts never read one check at once.
 * Pure but for the random numbers.
 */
export function simulateMonth(
  policy: Policy,
  world: MonthWorld,
  accountCount: number,
  random: Random,
): Month {
  const run = new Run(policy, world, random)
  return run.month(accountCount)
}

class Run {
  readonly #policy: Policy
  readonly #world: MonthWorld
  readonly #random: Random
  readonly #line: Check[] = []
  readonly #waits: number[] = []
  readonly #sum = { checks: 0, deaths: 0, hit: 0, saved: 0, logins: 0, onThrottle: 0, requests: 0 }

  constructor(policy: Policy, world: MonthWorld, random: Random) {
    this.#policy = policy
    this.#world = world
    this.#random = random
  }

  month(accountCount: number): Month {
    const accounts = Array.from({ length: accountCount }, () => this.#newAccount())
    let orderMs = untilNextOrderMs(this.#world, 0, this.#random)
    const endMs = DAYS * DAY_MS
    for (;;) {
      const account = accounts.reduce((one, other) => (other.freeMs < one.freeMs ? other : one))
      const atMs = Math.max(account.freeMs, this.#line.length === 0 ? orderMs : 0)
      if (Math.min(atMs, orderMs) >= endMs) break
      while (orderMs <= atMs && orderMs < endMs) {
        this.#order(orderMs)
        orderMs += untilNextOrderMs(this.#world, orderMs, this.#random)
      }
      account.freeMs = atMs
      this.#giveUp(atMs)
      if (!this.#tend(account)) this.#read(account)
    }
    return this.#result()
  }

  #newAccount(): Account {
    const renewedMs = -this.#random.fraction() * RENEW_MS
    // Its session was made some time before the month began.
    const diesMs = lifetimeMs(this.#random) * this.#random.fraction()
    return { freeMs: 0, diesMs, renewedMs, pages: 0, day: 0 }
  }

  #order(atMs: number): void {
    const pages = pagesOfCheck(this.#world, this.#random)
    this.#sum.checks += 1
    this.#line.push({
      ...{ orderedMs: atMs, movedMs: atMs, pages, left: pages, beginnings: 1, hit: false },
    })
  }

  #giveUp(atMs: number): void {
    while (this.#line[0] && atMs - this.#line[0].movedMs > PATIENCE_MS) this.#line.shift()
  }

  /** What an account does before it reads: renew, log in, rest for the day. True if it did. */
  #tend(account: Account): boolean {
    const { renews } = this.#policy
    if (account.diesMs <= account.freeMs) {
      this.#sum.deaths += 1
      this.#logInAgain(account)
      return true
    }
    if (renews && account.freeMs - account.renewedMs >= RENEW_MS) {
      account.renewedMs = account.freeMs
      account.freeMs += LOGIN_MS
      if (this.#world.visitsProlong) account.diesMs = account.freeMs + lifetimeMs(this.#random)
      return true
    }
    const day = Math.floor(account.freeMs / DAY_MS)
    if (day !== account.day) Object.assign(account, { day, pages: 0 })
    if (account.pages < DAY_PAGES_MAX) return false
    account.freeMs = (day + 1) * DAY_MS
    return true
  }

  #logInAgain(account: Account): void {
    if (!this.#policy.logsIn) {
      account.freeMs += PASTE_MS
    } else {
      this.#sum.logins += 1
      account.freeMs += this.#random.fraction() < CHALLENGE_SHARE ? HUMAN_MS : LOGIN_MS
    }
    account.renewedMs = account.freeMs
    account.diesMs = account.freeMs + lifetimeMs(this.#random)
  }

  /** Reads a slice of the check that waits longest. */
  #read(account: Account): void {
    const check = this.#line.shift()
    if (!check) return
    for (let page = 0; page < SLICE_PAGES && check.left > 0; page += 1) {
      account.freeMs += PAGE_MS
      account.pages += 1
      this.#sum.requests += 1
      if (account.diesMs <= account.freeMs) {
        this.#strike(account, check)
        return
      }
      if (isThrottled(this.#random)) {
        this.#throttle(account, check)
        return
      }
      check.left -= 1
    }
    check.movedMs = account.freeMs
    if (check.left > 0) this.#line.push(check)
    else this.#complete(check, account.freeMs)
  }

  /** Its session dies in the middle of a check. */
  #strike(account: Account, check: Check): void {
    this.#sum.deaths += 1
    this.#sum.hit += 1
    check.hit = true
    this.#sum.requests += this.#policy.asksTwice ? 1 : 0
    this.#logInAgain(account)
    this.#putBack(check, account.freeMs)
  }

  #throttle(account: Account, check: Check): void {
    if (!this.#policy.asksTwice && this.#policy.logsIn) {
      // Taken for a death; the login makes it worse.
      this.#sum.onThrottle += 1
      this.#logInAgain(account)
      account.freeMs += 6 * THROTTLE_MS
      this.#putBack(check, account.freeMs)
      return
    }
    this.#sum.requests += 1
    account.freeMs += THROTTLE_MS
    if (this.#policy.resumes) check.movedMs = account.freeMs
    this.#putBack(check, account.freeMs)
  }

  /** Another account may go on with it at once, if anything was kept. */
  #putBack(check: Check, atMs: number): void {
    if (!this.#policy.resumes) {
      check.left = check.pages
      check.beginnings += 1
      check.movedMs = atMs
      if (check.beginnings > BEGINNINGS_MAX || !this.#policy.logsIn) return
    }
    this.#line.unshift(check)
  }

  #complete(check: Check, atMs: number): void {
    this.#waits.push(atMs - check.orderedMs)
    if (check.hit) this.#sum.saved += 1
  }

  #result(): Month {
    const waits = this.#waits.sort((one, other) => one - other)
    const { onThrottle: loginsOnThrottle, ...sum } = this.#sum
    // What was ordered last is still being read: it is neither completed nor lost.
    const checks = sum.checks - this.#line.length
    const waitMedianMs = waits[Math.floor(waits.length / 2)] ?? 0
    return { ...sum, checks, loginsOnThrottle, completed: waits.length, waitMedianMs }
  }
}
