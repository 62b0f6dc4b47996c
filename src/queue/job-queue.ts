import type { PgBoss } from 'pg-boss'
import type { Database } from '../db/database.ts'
import type { SendText } from '../db/pool.ts'
import { Bell } from '../kernel/bell.ts'
import type { Clock } from '../kernel/clock.ts'
import { openBoss } from './boss.ts'
import { JOB_CHANNEL } from './enqueue.ts'
import { type JobData, type JobKind, KINDS } from './kinds.ts'
import { dueKinds } from './queue-store.ts'

/** One attempt at a job. */
export type Attempt<K extends JobKind = JobKind> = {
  readonly id: string
  readonly data: JobData[K]
  /** 1 for the first. */
  readonly number: number
}

/** What does a kind of job. When it throws, the attempt has failed, and the next comes later. */
export type Handler<C, K extends JobKind> = (
  context: C,
  attempt: Attempt<K>,
  signal: AbortSignal,
) => Promise<void>

/** What does the jobs of each kind. */
export type Handlers<C> = { readonly [K in JobKind]: Handler<C, K> }

export type QueueContext = {
  readonly db: Database
  readonly clock: Clock
  readonly sendText: SendText
  /** How long is waited at the most before there is another look. */
  readonly lookMs: number
  listen(channel: string, heard: () => void): () => void
  readonly tell: (event: QueueEvent) => void
}

/** What happens to jobs, told to log and metrics. */
export type QueueEvent =
  | { readonly kind: 'job-done'; readonly job: JobKind; readonly tookMs: number }
  | {
      readonly kind: 'job-failed'
      readonly job: JobKind
      readonly why: string
      readonly isLast: boolean
    }
  | { readonly kind: 'jobs-failed'; readonly why: string }

/**
 * So many jobs of a kind run at a time in one process. No kind waits for another: neither what is
 * told to people nor what comes by the clock stands behind webhooks that do not answer.
 */
const JOBS_AT_ONCE = 10
/** What is put down is heard of at once; only what was put off has to be looked for. */
const LOOKS_SKIPPED = 2
/** How often attempts that take too long are ended and what is old is deleted. */
const SUPERVISE_MS = 60_000
/** After a failure of the database, before the next look. */
const AFTER_FAILURE_MS = 2000

/** The jobs of a database, worked by this process. */
export class JobQueue<C extends QueueContext> {
  readonly #context: C
  readonly #boss: PgBoss
  readonly #handlers: Handlers<C>
  /** What runs, and of which kind it is. */
  readonly #running = new Map<Promise<void>, JobKind>()
  readonly #bell = new Bell()
  #supervisedAtMs = Number.NEGATIVE_INFINITY

  private constructor(context: C, boss: PgBoss, handlers: Handlers<C>) {
    this.#context = context
    this.#boss = boss
    this.#handlers = handlers
  }

  /** Opens the queue; nothing is worked yet. */
  static async open<C extends QueueContext>(
    context: C,
    handlers: Handlers<C>,
  ): Promise<JobQueue<C>> {
    const boss = await openBoss(context.sendText, () => context.clock.now().getTime())
    return new JobQueue(context, boss, handlers)
  }

  /** Works jobs as they come due, until the signal is given; those that run are awaited. */
  async work(signal: AbortSignal): Promise<void> {
    const { clock, lookMs } = this.#context
    const unlisten = this.#context.listen(JOB_CHANNEL, () => this.#bell.ring())
    try {
      while (!signal.aborted) {
        const waitMs = await this.#look(signal).then(
          (started) => (started > 0 ? 0 : LOOKS_SKIPPED * lookMs),
          (error: unknown) => this.#failed(error, signal),
        )
        if (waitMs > 0) await this.#bell.wait(clock, waitMs, signal).catch(() => undefined)
      }
    } finally {
      unlisten()
      await Promise.allSettled(this.#running.keys())
    }
  }

  /** Works everything that is due now, and what that puts down. Returns how many attempts. */
  async workDue(signal: AbortSignal): Promise<number> {
    for (let all = 0; ; ) {
      const started = await this.#startDue(signal)
      if (started === 0 && this.#running.size === 0) return all
      all += started
      await Promise.allSettled(this.#running.keys())
    }
  }

  /** Ends attempts that have taken too long, and deletes jobs that were kept long enough. */
  async supervise(): Promise<void> {
    await this.#boss.supervise()
  }

  async #look(signal: AbortSignal): Promise<number> {
    const nowMs = this.#context.clock.elapsedMs()
    if (nowMs - this.#supervisedAtMs >= SUPERVISE_MS) {
      await this.supervise()
      this.#supervisedAtMs = nowMs
    }
    return this.#startDue(signal)
  }

  async #startDue(signal: AbortSignal): Promise<number> {
    let started = 0
    for (const kind of await dueKinds(this.#context)) {
      if (signal.aborted) break
      const room = JOBS_AT_ONCE - this.#countOf(kind)
      if (room <= 0) continue
      const jobs = await this.#boss.fetch<JobData[typeof kind]>(kind, { batchSize: room })
      for (const { id, data, retryCount } of jobs) {
        this.#start(kind, { id, data, number: retryCount + 1 }, signal)
        started += 1
      }
    }
    return started
  }

  #countOf(kind: JobKind): number {
    return [...this.#running.values()].filter((running) => running === kind).length
  }

  #start<K extends JobKind>(kind: K, attempt: Attempt<K>, signal: AbortSignal): void {
    const run = this.#run(kind, attempt, signal)
      .catch((error: unknown) => this.#failed(error, signal))
      .finally(() => {
        this.#running.delete(settled)
        this.#bell.ring()
      })
    const settled = run.then(() => undefined)
    this.#running.set(settled, kind)
  }

  async #run<K extends JobKind>(kind: K, attempt: Attempt<K>, signal: AbortSignal): Promise<void> {
    const { clock, tell } = this.#context
    const claim = { id: attempt.id, retryCount: attempt.number - 1 }
    const { expireSeconds, retryLimit } = KINDS[kind]
    const over = AbortSignal.any([signal, AbortSignal.timeout(expireSeconds * 1000)])
    const startedAtMs = clock.elapsedMs()
    try {
      await this.#handlers[kind](this.#context, attempt, over)
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      await this.#boss.fail(kind, claim, { why })
      tell({ kind: 'job-failed', job: kind, why, isLast: attempt.number > retryLimit })
      return
    }
    await this.#boss.complete(kind, claim)
    tell({ kind: 'job-done', job: kind, tookMs: clock.elapsedMs() - startedAtMs })
  }

  /** What the database refuses breaks nothing here: the attempt comes again. */
  #failed(error: unknown, signal: AbortSignal): number {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    if (!signal.aborted) this.#context.tell({ kind: 'jobs-failed', why })
    return AFTER_FAILURE_MS
  }
}
