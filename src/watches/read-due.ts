import { sql } from 'kysely'
import type { CustomerLimits } from '../checks/customer-limits.ts'
import { orderCheck } from '../checks/order.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { recordEvent } from '../events/event-store.ts'
import type { Watch } from './watch.ts'
import { endWatch, toWatch, watchRows } from './watch-store.ts'

type Context = { readonly db: Database; readonly customerLimits: CustomerLimits }

/** A reading that stands still is given up after this: the next one comes anyway. */
const PATIENCE_MS = 2 * 24 * 3_600_000
/** Watches that are ordered at a time. */
const BATCH = 50
/** One that has no credits looks again after so many hours, one that has no room sooner. */
const NO_CREDITS_HOURS = 6
const NO_ROOM_MINUTES = 20

/**
 * Orders the readings of all watches that are due, each in a commit of its own and once, however
 * many processes do it. One whose customer has no credits is paused and goes on when there are
 * some. Returns how many were ordered. Durable when it returns.
 */
export async function readDueWatches(context: Context): Promise<number> {
  let ordered = 0
  for (;;) {
    const due = await watchRows(context)
      .where('ended_at', 'is', null)
      .where('next_at', '<=', dbNow)
      .orderBy('next_at')
      .limit(BATCH)
      .execute()
    for (const row of due) if (await readOne(context, toWatch(row))) ordered += 1
    if (due.length < BATCH) return ordered
  }
}

async function readOne(context: Context, watch: Watch): Promise<boolean> {
  const customer = await customerById(context, watch.customerId)
  if (customer.forgottenAt !== null) {
    await endWatch(context, watch, 'forgotten').catch(() => undefined)
    return false
  }
  const order = {
    customerId: watch.customerId,
    target: watch.target,
    patienceMs: PATIENCE_MS,
    accountId: null,
    inFront: false,
    purpose: 'watch',
  } as const
  const outcome = await orderCheck(context, order, async (db, check) => {
    // Spread by a hash: those that were begun together do not stay together.
    const mine = await sql`
      update watches
      set last_check = ${check.id},
        paused_for = null,
        next_at = ${dbNow} + make_interval(days => every_days)
          + make_interval(secs => abs(hashtext(id) % 3600))
      where id = ${watch.id} and ended_at is null and next_at <= ${dbNow}
      returning id
    `.execute(db)
    // Another process was quicker, and this order must not be.
    if (mine.rows.length === 0) throw new ReadAlreadyError()
  }).catch((error: unknown) => {
    if (error instanceof ReadAlreadyError) return null
    throw error
  })
  switch (outcome?.kind) {
    case undefined:
      return false
    case 'ordered':
      return true
    case 'not-enough':
      await pause(context, watch, 'credits', sql`make_interval(hours => ${NO_CREDITS_HOURS})`)
      return false
    case 'daily-limit':
      await pause(
        context,
        watch,
        'limit',
        sql`greatest(interval '1 minute',
        ${outcome.again}::timestamptz - ${dbNow})`,
      )
      return false
    case 'line-full':
      await pause(context, watch, 'limit', sql`make_interval(mins => ${NO_ROOM_MINUTES})`)
      return false
  }
}

/** A reading was ordered by somebody else meanwhile; undoes ours. */
class ReadAlreadyError extends Error {}

/** Told once, and not again until it has gone on. */
async function pause(
  context: Context,
  watch: Watch,
  why: 'credits' | 'limit',
  forHowLong: ReturnType<typeof sql>,
): Promise<void> {
  await context.db.transaction().execute(async (db) => {
    await sql`
      update watches
      set paused_for = ${why}, next_at = ${dbNow} + ${forHowLong}
      where id = ${watch.id} and ended_at is null
    `.execute(db)
    if (why !== 'credits' || watch.pausedFor === 'credits') return
    await recordEvent(
      { db },
      {
        kind: 'watch-paused',
        customer: watch.customerId,
        detail: { watch: watch.id, target: watch.target, why },
      },
    )
  })
}
