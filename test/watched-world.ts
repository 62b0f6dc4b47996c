import { sql } from 'kysely'
import { compareLedger } from '../src/balance/compare-ledger.ts'
import { balanceOf, credit } from '../src/balance/ledger.ts'
import { freeWhatIsOver, nextPair } from '../src/checks/choice-store.ts'
import { orderCheck } from '../src/checks/order.ts'
import { type RunContext, runSlice } from '../src/checks/runner.ts'
import { createCustomer } from '../src/customers/customer-store.ts'
import type { Clock, ManualClock } from '../src/kernel/clock.ts'
import { announceWork } from '../src/presence/worker-store.ts'
import { LEASE_MS } from '../src/sessions/waits.ts'
import { readDueWatches } from '../src/watches/read-due.ts'
import { tellChanges } from '../src/watches/tell-changes.ts'
import { watchProfile } from '../src/watches/watch-store.ts'
import { never, Trial, type TrialOptions } from './trial.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const TARGETS_MAX = 100
/** How often watches are read, in days: one of these each. */
const EVERY_DAYS = [3, 7, 7, 14, 30]
const PEOPLE = { followers: 30, following: 20, mutual: 10 } as const

/** How large a world is in which profiles are watched, and for how long. */
export type WatchedSize = {
  readonly watches: number
  readonly accounts: number
  readonly days: number
  readonly ordersPerDay: number
}

/** What has come of it. */
export type WatchedFigures = {
  readonly readings: number
  /** Readings that were done more than an hour after they were due, but for the time of reading. */
  readonly lateReadings: number
  readonly latestMs: number
  readonly orders: number
  /** How often an account began to read a watch although an order waited. */
  readonly ordersPassedBy: number
  readonly longestOrderWaitMs: number
  /** Watches that stood still because their customer had no credits. */
  readonly paused: number
  readonly told: number
  /** What the ledger does not add up to; nothing, if all is well. */
  readonly ledgerFindings: number
  readonly chargedCredits: number
}

/**
 * Lets customers watch profiles for so many days of turned time, with accounts that read at the
 * same time at their own pace, while others order; one customer runs out of credits and gets some
 * later.
 */
export async function watchFor(
  size: WatchedSize,
  options: Pick<TrialOptions, 'database'> & { tell?: (line: string) => void } = {},
): Promise<WatchedFigures> {
  const accounts = Array.from({ length: size.accounts }, (_, at) => `reader${at}`)
  const targets = Array.from({ length: Math.min(size.watches, TARGETS_MAX) }, (_, at) => ({
    username: `target${at}.example`,
    ...PEOPLE,
  }))
  const environment = { EVERCHECK_REFRESH_HOURS: '9999' }
  const loggedIn = accounts
  const { tell = () => {}, ...own } = options
  await using trial = await Trial.open({ ...own, accounts, loggedIn, targets, environment })
  await announceWork(trial.app, true)
  const world = new WatchedWorld(trial, size, tell)
  await world.begin()
  await world.live()
  const figures = await world.figures()
  await announceWork(trial.app, false)
  return figures
}

class WatchedWorld {
  readonly #trial: Trial
  readonly #size: WatchedSize
  readonly #tell: (line: string) => void
  readonly #clock: SharedClock
  readonly #context: RunContext
  readonly #customers: string[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #dueAt = new Map<string, Date>()
  readonly #begunAtMs: number
  #passedBy = 0
  #ordered = 0
  #failure: unknown = null

  constructor(trial: Trial, size: WatchedSize, tell: (line: string) => void) {
    this.#trial = trial
    this.#size = size
    this.#tell = tell
    this.#clock = new SharedClock(trial.clock)
    this.#context = { ...trial.app, clock: this.#clock }
    this.#begunAtMs = trial.clock.now().getTime()
  }

  /** Half of the customers pay, as much as they need but for the first. */
  async begin(): Promise<void> {
    const { app } = this.#trial
    const customers = Math.max(2, Math.ceil(this.#size.watches / 50))
    for (let at = 0; at < customers; at += 1) {
      const pays = at % 2 === 0
      const given = { name: `customer ${at}`, language: 'en', zone: 'UTC', pays } as const
      const { id } = await createCustomer(app, given)
      this.#customers.push(id)
      if (pays) await this.#give(id, at === 0 ? 5 : this.#size.watches * 20)
    }
    for (let at = 0; at < this.#size.watches; at += 1) {
      const customerId = this.#customers[at % customers] ?? ''
      // Each customer watches another profile with each of his watches.
      const target = `target${Math.floor(at / customers) % TARGETS_MAX}.example`
      const everyDays = EVERY_DAYS[at % EVERY_DAYS.length] ?? 7
      await watchProfile(app, { customerId, target, everyDays, quiet: null })
    }
  }

  async live(): Promise<void> {
    const { app, clock } = this.#trial
    const endMs = this.#begunAtMs + this.#size.days * DAY_MS
    const giftMs = this.#begunAtMs + (this.#size.days * DAY_MS * 2) / 3
    let isGiven = false
    let day = 0
    for (let round = 0; clock.now().getTime() < endMs; round += 1) {
      if (round % 5 === 0) await tellChanges(app)
      if (!isGiven && clock.now().getTime() >= giftMs) {
        isGiven = true
        await this.#give(this.#customers[0] ?? '', 1000)
      }
      for (; clock.now().getTime() >= this.#begunAtMs + (day + 1) * DAY_MS; day += 1) {
        this.#tell(`day ${day + 1} of ${this.#size.days}: ${this.#dueAt.size} readings`)
      }
      await this.#order()
      await this.#readDue()
      await this.#readUntil(Math.min(endMs, await this.#nextMinuteMs()))
    }
    while (this.#running.size > 0) await this.#goOn(Number.POSITIVE_INFINITY)
    await tellChanges(app)
  }

  /** The next minute in which something happens by itself. */
  async #nextMinuteMs(): Promise<number> {
    const found = await sql<{ at: Date | null }>`
      select min(at) as at from (
        select min(next_at) as at from watches where ended_at is null
        union all
        select min(parked_until) from checks where state = 'parked'
        union all
        select min(ready_at) from instagram_accounts where ready_at > evercheck_now()
      ) next
    `.execute(this.#trial.app.db)
    const orderMs = this.#begunAtMs + ((this.#ordered + 1) / this.#size.ordersPerDay) * DAY_MS
    const nowMs = this.#trial.clock.now().getTime()
    const nextMs = Math.min(orderMs, found.rows[0]?.at?.getTime() ?? orderMs)
    return Math.max(nowMs, Math.ceil(nextMs / MINUTE_MS) * MINUTE_MS) + MINUTE_MS
  }

  async figures(): Promise<WatchedFigures> {
    const { app } = this.#trial
    const checks = await sql<{
      id: string
      purpose: string
      created_at: Date
      started_at: Date
      charged: number
    }>`
      select id, purpose, created_at, started_at, charged from checks where finished_at is not null
    `.execute(app.db)
    const lates = checks.rows.flatMap(({ id, started_at: startedAt }) => {
      const dueAt = this.#dueAt.get(id)
      return dueAt ? [startedAt.getTime() - dueAt.getTime()] : []
    })
    const waits = checks.rows
      .filter(({ purpose }) => purpose === 'order')
      .map((check) => check.started_at.getTime() - check.created_at.getTime())
    const told = await sql<{ kind: string; count: number }>`
      select kind, count(*)::integer as count from events where kind like 'watch-%' group by kind
    `.execute(app.db)
    const toldOf = (kind: string) => told.rows.find((row) => row.kind === kind)?.count ?? 0
    const unread = await sql<{ count: number }>`
      select count(*)::integer as count from watches
      where next_at < evercheck_now() - interval '1 hour' and paused_for is null
    `.execute(app.db)
    const { findings } = await compareLedger(app)
    const charged = checks.rows.reduce((sum, check) => sum + check.charged, 0)
    return {
      readings: lates.length,
      lateReadings: lates.filter((ms) => ms > 60 * MINUTE_MS).length + (unread.rows[0]?.count ?? 0),
      latestMs: Math.max(0, ...lates),
      orders: waits.length,
      ordersPassedBy: this.#passedBy,
      longestOrderWaitMs: Math.max(0, ...waits),
      paused: toldOf('watch-paused'),
      told: toldOf('watch-changed'),
      ledgerFindings: findings.length + (await this.#missing(charged)),
      chargedCredits: charged,
    }
  }

  /** What was given and is neither there nor was charged. */
  async #missing(charged: number): Promise<number> {
    let there = 0
    for (const id of this.#customers) {
      const { balanceCredits, heldCredits } = await balanceOf(this.#trial.app, id)
      there += balanceCredits + heldCredits
    }
    return Math.abs(this.#given - there - charged)
  }

  #given = 0

  async #give(customerId: string, credits: number): Promise<void> {
    this.#given += credits
    const gift = { reason: 'granted', note: null, actor: 'operator', source: null } as const
    await credit(this.#trial.app, { ...gift, customerId, credits })
  }

  /** Orders by the house and by customers, spread over the day; and a profile that changes. */
  async #order(): Promise<void> {
    const { app, instagram, clock } = this.#trial
    const days = (clock.now().getTime() - this.#begunAtMs) / DAY_MS
    const due = Math.floor(days * this.#size.ordersPerDay)
    for (; this.#ordered < due; this.#ordered += 1) {
      const at = this.#ordered
      const target = `target${(at * 7) % Math.min(this.#size.watches, TARGETS_MAX)}.example`
      const customerId = this.#customers[1 + 2 * (at % Math.floor(this.#customers.length / 2))]
      const how = { patienceMs: DAY_MS, accountId: null, inFront: false }
      await orderCheck(app, { ...how, customerId: customerId ?? 'house', target })
      instagram.change({ target, followed: 1 })
    }
  }

  async #readDue(): Promise<void> {
    const { app } = this.#trial
    const due = await sql<{ id: string; next_at: Date }>`
      select id, next_at from watches where next_at <= evercheck_now() and ended_at is null
    `.execute(app.db)
    if (due.rows.length === 0) return
    await readDueWatches(app)
    const read = await sql<{ id: string; last_check: string | null }>`
      select id, last_check from watches
      where id = any(${due.rows.map(({ id }) => id)}::text[]) and next_at > evercheck_now()
        and paused_for is null
    `.execute(app.db)
    for (const { id, last_check: check } of read.rows) {
      const at = due.rows.find((row) => row.id === id)?.next_at
      if (check !== null && at !== undefined && !this.#dueAt.has(check)) this.#dueAt.set(check, at)
    }
  }

  async #readUntil(endMs: number): Promise<void> {
    await freeWhatIsOver(this.#trial.app)
    for (;;) {
      while (await this.#beginSlice());
      if (this.#running.size === 0) break
      if (!(await this.#goOn(endMs))) break
    }
    const leftMs = endMs - this.#trial.clock.now().getTime()
    if (leftMs > 0) this.#trial.clock.advance(leftMs)
  }

  async #beginSlice(): Promise<boolean> {
    const { app } = this.#trial
    const pair = await nextPair(app, LEASE_MS, { only: null, without: [] })
    if (pair === null) return false
    const passedBy = await sql<{ count: number }>`
      select count(*)::integer as count
      from checks waiting, checks chosen
      where chosen.id = ${pair.claim.checkId}
        and chosen.is_behind
        and waiting.waits and not waiting.is_behind and waiting.bound_to is null
    `.execute(app.db)
    this.#passedBy += passedBy.rows[0]?.count ?? 0
    const slice = this.#clock
      .during(() => runSlice(this.#context, pair, never()))
      .catch((error: unknown) => {
        this.#failure = error
      })
      .then(() => {
        this.#running.delete(slice)
      })
    this.#running.add(slice)
    return true
  }

  /** Waits until everybody sleeps or somebody is done; then time passes. False at the end of it. */
  async #goOn(endMs: number): Promise<boolean> {
    const before = this.#running.size
    await Promise.race([this.#clock.everybodySleeps(), ...this.#running])
    if (this.#failure !== null) throw this.#failure
    if (this.#running.size < before) return true
    return this.#clock.wakeNext(endMs)
  }
}

/** A clock for many at once: time passes when all of them wait, until the first of them wakes. */
class SharedClock implements Clock {
  readonly #clock: ManualClock
  readonly #sleepers: { readonly atMs: number; readonly wake: () => void }[] = []
  #awake = 0
  #quiet: (() => void)[] = []

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  now(): Date {
    return this.#clock.now()
  }

  elapsedMs(): number {
    return this.#clock.elapsedMs()
  }

  async sleep(waitMs: number): Promise<void> {
    const atMs = this.elapsedMs() + Math.max(0, waitMs)
    await new Promise<void>((wake) => {
      this.#sleepers.push({ atMs, wake })
      this.#falls(-1)
    })
  }

  /** Does something whose sleeps count. */
  async during<T>(act: () => Promise<T>): Promise<T> {
    this.#falls(1)
    try {
      return await act()
    } finally {
      this.#falls(-1)
    }
  }

  async everybodySleeps(): Promise<void> {
    if (this.#awake > 0) await new Promise<void>((quiet) => this.#quiet.push(quiet))
  }

  /** Turns the time to when the first one wakes; false when that is not before `endMs`. */
  wakeNext(endMs: number): boolean {
    const nextMs = Math.min(...this.#sleepers.map(({ atMs }) => atMs))
    if (!Number.isFinite(nextMs) || nextMs >= endMs) return false
    this.#clock.advance(Math.max(0, nextMs - this.elapsedMs()))
    const waking = this.#sleepers.filter(({ atMs }) => atMs <= nextMs)
    for (const sleeper of waking) {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1)
      this.#falls(1)
      sleeper.wake()
    }
    return true
  }

  #falls(by: 1 | -1): void {
    this.#awake += by
    if (this.#awake > 0) return
    const quiet = this.#quiet
    this.#quiet = []
    for (const each of quiet) each()
  }
}
