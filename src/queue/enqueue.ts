import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { Database } from '../db/database.ts'
import { openBoss, through } from './boss.ts'
import type { JobData, JobKind } from './kinds.ts'

/** A job to be put down. */
export type NewJob<K extends JobKind = JobKind> = K extends JobKind
  ? {
      readonly kind: K
      readonly data: JobData[K]
      /** Of a kind that is single: what it is about. One that waits or runs with it is enough. */
      readonly key?: string
      /** Not before so many milliseconds from now, rounded up to seconds; at once without it. */
      readonly afterMs?: number
      /** Higher ones come first; 0 without it. */
      readonly priority?: number
    }
  : never

/** The channel on which those who work jobs are woken. */
export const JOB_CHANNEL = 'evercheck_jobs'

/**
 * Puts a job down inside the caller's transaction: it is there when that is committed, and never
 * was if it is rolled back. Returns its id; null when its kind is single and one like it waits or
 * runs already.
 */
export async function enqueue(tx: Database, job: NewJob): Promise<string | null> {
  const { kind, data, key, afterMs = 0, priority = 0 } = job
  const boss = await senderOn(tx)
  const id = await boss.send(kind, data, {
    ...(key === undefined ? {} : { singletonKey: key }),
    ...(afterMs > 0 ? { startAfter: Math.ceil(afterMs / 1000) } : {}),
    priority,
    db: through(tx),
  })
  await sql`select pg_notify(${JOB_CHANNEL}, ${kind})`.execute(tx)
  return id
}

let sender: Promise<PgBoss> | null = null

/**
 * The one that puts jobs down, for all databases of this process: it remembers only what the kinds
 * are. It asks for them within the first caller's transaction, because a second connection might not
 * be had before that is over.
 */
function senderOn(tx: Database): Promise<PgBoss> {
  sender ??= openBoss(through(tx), () => 0).catch((error: unknown) => {
    sender = null
    throw error
  })
  return sender
}
