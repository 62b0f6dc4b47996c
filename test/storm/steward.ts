import type { PgBoss } from 'pg-boss'
import { type AlertsContext, evaluateAlerts } from '../../src/alerts/evaluate.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { deliverNotice } from '../../src/channels/deliver.ts'
import type { CustomerLimits } from '../../src/checks/customer-limits.ts'
import type { Database } from '../../src/db/database.ts'
import { fireDue } from '../../src/jobs/fire-due.ts'
import type { Schedule } from '../../src/jobs/schedules.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { openBoss, through } from '../../src/queue/boss.ts'
import { dueKinds } from '../../src/queue/queue-store.ts'
import { noteRun } from '../../src/queue/schedule-store.ts'
import { readDueWatches } from '../../src/watches/read-due.ts'
import { tellChanges } from '../../src/watches/tell-changes.ts'
import { Draws } from './draws.ts'
import type { Stage } from './process.ts'
import type { Life } from './scheduler.ts'

const MINUTE_MS = 60_000
const LIMITS: CustomerLimits = {
  ordersPerDayMax: 1000,
  quotesPerDayMax: 1000,
  cancelsPerDayMax: 3,
}
/** What comes by the clock in a storm: seldom, for every run costs turns. */
export const STORM_SCHEDULES: readonly Schedule[] = [
  { kind: 'read-watches', cron: '*/10 * * * *', zone: 'UTC' },
]
const EVERY_MS = 10 * MINUTE_MS
const KINDS_WORKED = ['deliver-alert', 'read-watches'] as const
/** Whom alerts are told to, and by what. */
export const ALERTED = { channel: 'ntfy', target: 'operator' } as const

/**
 * What a service does beside reading: it keeps time, works jobs, evaluates alerts and has watches
 * read. Several of them do it at once in a storm, each over a connection of its own, late or early,
 * and any of them may end between two awaits.
 */
export class Steward {
  readonly life: Life
  /** Whether a round is under way. */
  isBusy = false
  readonly #stage: Stage
  readonly #db: Database
  readonly #draws: Draws
  #boss: PgBoss | null = null
  readonly #context: AlertsContext & {
    readonly customerLimits: CustomerLimits
    readonly channels: readonly Channel[]
  }

  constructor(stage: Stage, name: string) {
    this.#stage = stage
    this.life = { name, isDead: false, frozenUntilMs: 0 }
    this.#draws = new Draws(stage.plan.seed, `pace of ${name}`)
    this.#db = stage.database.behind({
      ...stage,
      life: this.life,
      holder: newHolder(),
      strike: (text) => stage.weather.atStatement(this.life, text),
      done: () => undefined,
    })
    this.#context = {
      db: this.#db,
      customerLimits: LIMITS,
      alerting: { targets: [ALERTED], quiet: null },
      channels: [this.#channel()],
    }
  }

  /** Does it again and again, at times of its own, until nobody is interested any more. */
  async work(isOver: () => boolean): Promise<void> {
    const { scheduler, weather, plan } = this.#stage
    while (!isOver()) {
      const lateMinutes = this.#draws.between(1, weather.isCalm ? 360 : 120)
      const lateMs = lateMinutes * MINUTE_MS
      const isInTime = plan.isPunctual && !weather.isCalm
      const waitMs = isInTime ? EVERY_MS - (scheduler.nowMs % EVERY_MS) : lateMs
      await scheduler.sleep(this.life, waitMs, 'is late')
      if (isOver()) return
      await this.round()
    }
  }

  /** A round after which nothing comes. Evaluations of one instant would be one evaluation. */
  async lastRound(): Promise<void> {
    await this.#stage.scheduler.sleep(this.life, 1000, 'looks a last time')
    await this.round(true)
  }

  /**
   * Once: what is due by the clock, the jobs that are due, and what is to be told. In the `last`
   * round nothing new comes: nobody would read it.
   */
  async round(isLast = false): Promise<void> {
    const { history, scheduler } = this.#stage
    this.isBusy = true
    try {
      if (!isLast) {
        await fireDue(this.#context, STORM_SCHEDULES)
        await this.#workDue(KINDS_WORKED)
      }
      await evaluateAlerts(this.#context)
      await this.#workDue(['deliver-alert'])
    } catch (error) {
      // The next round makes up for it.
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      const { life } = this
      history.thrown.push({ atMs: scheduler.nowMs, life: life.name, name, code: null, message })
    } finally {
      this.isBusy = false
    }
  }

  async #workDue(kinds: readonly string[]): Promise<void> {
    const { scheduler } = this.#stage
    this.#boss ??= await openBoss(through(this.#db), () => scheduler.nowMs)
    const boss = this.#boss
    for (const kind of await dueKinds(this.#context)) {
      if (!kinds.includes(kind)) continue
      const jobs = await boss.fetch<{ delivery: string }>(kind, { batchSize: 5 })
      for (const job of jobs) await this.#run(boss, kind, job)
    }
  }

  async #run(
    boss: PgBoss,
    kind: string,
    job: { readonly id: string; readonly data: { readonly delivery: string } },
  ): Promise<void> {
    if (kind === 'read-watches') {
      await readDueWatches(this.#context)
      await tellChanges(this.#context)
      await noteRun(this.#context, kind, null)
    } else {
      const { signal } = new AbortController()
      await deliverNotice(this.#context, job.data.delivery, false, signal)
    }
    await boss.complete(kind, job.id)
  }

  #channel(): Channel {
    const { scheduler, history } = this.#stage
    return {
      name: ALERTED.channel,
      send: async ({ id }) => {
        await scheduler.turn(this.life, 'sends a notice')
        history.sent.push({ atMs: scheduler.nowMs, delivery: id })
        return { kind: 'sent' }
      },
    }
  }
}
