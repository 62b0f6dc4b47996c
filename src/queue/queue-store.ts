import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { DEAD, DEAD_SECONDS, type JobKind, type JobPolicy, KINDS } from './kinds.ts'

type Context = { readonly db: Database }

/**
 * Makes the queue of every kind that the database does not know, and brings those up to date whose
 * policy has changed. Jobs that lie there keep theirs. Deliveries that were made are kept for so
 * many seconds. Durable when it returns.
 */
export async function ensureQueues(context: Context, deliveriesSeconds: number): Promise<void> {
  const wanted = [
    { name: DEAD, options: DEAD_OPTIONS },
    ...Object.entries(KINDS).map(([name, policy]) => {
      const keepSeconds = policy.isDelivery ? deliveriesSeconds : policy.keepSeconds
      return { name, options: optionsOf({ ...policy, keepSeconds }) }
    }),
  ]
  const known = await sql<{ name: string; policy: string; options: unknown }>`
    select name, policy,
      jsonb_build_array(retry_limit, retry_delay, retry_delay_max, expire_seconds,
        deletion_seconds) as options
    from pgboss.queue
  `.execute(context.db)
  for (const { name, options } of wanted) {
    const queue = known.rows.find((row) => row.name === name)
    if (queue === undefined) {
      await sql`
        select pgboss.create_queue(${name}, ${JSON.stringify(options)}::jsonb)
      `.execute(context.db)
    } else if (JSON.stringify(queue.options) !== JSON.stringify(numbersOf(options))) {
      await sql`
        update pgboss.queue
        set retry_limit = ${options.retryLimit}, retry_delay = ${options.retryDelay},
          retry_delay_max = ${options.retryDelayMax}, expire_seconds = ${options.expireInSeconds},
          deletion_seconds = ${options.deleteAfterSeconds}, updated_on = pgboss.job_now()
        where name = ${name}
      `.execute(context.db)
    }
  }
}

/** How many jobs of a kind there are, by what has become of them. */
export type JobCounts = {
  readonly kind: string
  /** Due, or about to be tried again. */
  readonly waiting: number
  readonly active: number
  /** Laid aside after their last try. */
  readonly dead: number
}

/** The jobs that wait, run or are dead, for every kind, those without any too. */
export async function jobCounts(context: Context): Promise<readonly JobCounts[]> {
  const found = await sql<{ kind: string; waiting: number; active: number; dead: number }>`
    select queue.name as kind,
      count(job.id) filter (
        where job.name = queue.name and job.state in ('created', 'retry'))::integer as waiting,
      count(job.id) filter (
        where job.name = queue.name and job.state = 'active')::integer as active,
      count(job.id) filter (
        where job.name = ${DEAD} and job.state = 'created')::integer as dead
    from pgboss.queue
    left join pgboss.job
      on job.state in ('created', 'retry', 'active')
      and (job.name = queue.name or (job.name = ${DEAD} and job.source_name = queue.name))
    where queue.name <> ${DEAD}
    group by queue.name
    order by queue.name
  `.execute(context.db)
  return found.rows
}

/** The kinds of which a job could be started now. */
export async function dueKinds(context: Context): Promise<readonly JobKind[]> {
  const found = await sql<{ name: string }>`
    select queue.name
    from pgboss.queue
    where queue.name <> ${DEAD}
      and exists (
        select from pgboss.job
        where job.name = queue.name
          and job.state < 'active'
          and job.start_after <= pgboss.job_now()
      )
    order by queue.name
  `.execute(context.db)
  // A newer program's kinds are left to it.
  return found.rows.map(({ name }) => name).filter((name): name is JobKind => name in KINDS)
}

type QueueOptions = {
  readonly policy: string
  readonly retryLimit: number
  readonly retryDelay: number
  readonly retryBackoff: boolean
  readonly retryDelayMax: number | null
  readonly expireInSeconds: number
  readonly deleteAfterSeconds: number
  readonly retentionSeconds: number
  readonly deadLetter?: string
}

/** Without a dead letter queue of its own: pg-boss refuses one that is not named. */
const DEAD_OPTIONS: QueueOptions = {
  policy: 'standard',
  retryLimit: 0,
  retryDelay: 0,
  retryBackoff: false,
  retryDelayMax: null,
  expireInSeconds: 60,
  deleteAfterSeconds: DEAD_SECONDS,
  retentionSeconds: DEAD_SECONDS,
}

function optionsOf(policy: JobPolicy): QueueOptions {
  return {
    policy: policy.isSingle ? 'exclusive' : 'standard',
    retryLimit: policy.retryLimit,
    retryDelay: policy.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: policy.retryDelaySecondsMax,
    expireInSeconds: policy.expireSeconds,
    deleteAfterSeconds: policy.keepSeconds,
    // One that nobody works for so long is dropped unread.
    retentionSeconds: DEAD_SECONDS,
    deadLetter: DEAD,
  }
}

function numbersOf(options: QueueOptions): readonly (number | null)[] {
  return [
    options.retryLimit,
    options.retryDelay,
    options.retryDelayMax,
    options.expireInSeconds,
    options.deleteAfterSeconds,
  ]
}
