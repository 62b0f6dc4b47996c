import { type RestReason, reason, reasonText } from '../accounts/reasons.ts'
import { countHit, restAccount } from '../accounts/rest-store.ts'
import type { Database } from '../db/database.ts'
import { recordEvent } from '../events/event-store.ts'
import type { HeldAccount } from './held-account.ts'
import type { TellSession } from './session-event.ts'
import { type PlainRest, plainRestMs, throttleWait, vagueWaitMs } from './waits.ts'

/** The account rests until then: let another one go on, or park. */
export type Resting = {
  readonly kind: 'resting'
  readonly until: Date
  readonly why: RestReason
}

export type RestContext = {
  readonly db: Database
  readonly tell: TellSession
  /** The wait that other waits are measured in. */
  readonly throttleMs: number
}

/** Lets the account rest for a reason whose wait has a name. Durable when it returns. */
export function restPlainly(
  context: RestContext,
  held: HeldAccount,
  kind: PlainRest,
  detail: string | null = null,
): Promise<Resting> {
  return rest(context, held, plainRestMs(kind, context.throttleMs), reason(kind, detail))
}

/** Lets the account rest for so long. Durable when it returns. */
export async function rest(
  context: RestContext,
  held: HeldAccount,
  forMs: number,
  why: RestReason,
): Promise<Resting> {
  const until = await restAccount(context, held.lease, {
    forMs,
    why: reasonText(why),
    paceFactor: held.pacer.factor,
  })
  context.tell({ kind: 'account-resting', account: held.account.username, why, until })
  return { kind: 'resting', until, why }
}

/**
 * Waits 5, 15 and 45 minutes for answers that stay vague about a session; null when that has been
 * waited and its browser must decide. Durable when it returns.
 */
export async function restVaguely(
  context: RestContext,
  held: HeldAccount,
  kind: 'vague' | 'login-unproved',
): Promise<Resting | null> {
  const hits = await countHit(context, held.lease, 'vague')
  const waitMs = vagueWaitMs(hits, context.throttleMs)
  return waitMs === null ? null : rest(context, held, waitMs, reason(kind))
}

/**
 * Waits out a throttle, longer each time as long as nothing is read between them, and slows down.
 * Durable when it returns.
 */
export async function throttled(
  context: RestContext,
  held: HeldAccount,
  retryAfterSeconds: number | null,
): Promise<Resting> {
  held.pacer.slowDown()
  const paceFactor = held.pacer.factor
  const { hits, until, why } = await context.db.transaction().execute(async (db) => {
    const hits = await countHit({ db }, held.lease, 'throttle')
    const { waitMs, endsDay } = throttleWait(hits, context.throttleMs, retryAfterSeconds)
    const why = reason(endsDay ? 'day-over' : 'throttled')
    const rest = { forMs: waitMs, why: reasonText(why), paceFactor }
    const until = await restAccount({ db }, held.lease, rest)
    await recordEvent(
      { db },
      {
        kind: 'account-throttled',
        account: held.account.id,
        detail: { hits, until: until.toISOString() },
      },
    )
    return { hits, until, why }
  })
  context.tell({ kind: 'throttled', account: held.account.username, until, hits })
  return { kind: 'resting', until, why }
}
