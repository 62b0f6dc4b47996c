import { moveStanding } from '../accounts/account-store.ts'
import { reason, type StopReason } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { recordEvent } from '../events/event-store.ts'
import type { BlockedWhy, Verdict } from '../instagram/verdicts/verdict.ts'
import type { TellSession } from './session-event.ts'
import { FEEDBACK_BLOCK_MS, SENTRY_BLOCK_MS } from './waits.ts'

type Context = { readonly db: Database; readonly tell: TellSession }

/** The account's use has ended, for good or for a time. */
export type Stopped = {
  readonly kind: 'stopped'
  readonly standing: Standing
  readonly why: StopReason
}

/** What stops an account, and for how long; null when only a human ends it. */
export type Stop = {
  readonly standing: Standing
  readonly why: StopReason
  readonly forMs: number | null
}

/**
 * Moves the account's standing as Instagram's answer demands, and tells it if it moved. Durable when
 * it returns.
 */
export async function stopAccount(
  context: Context,
  account: { readonly id: string; readonly username: string; readonly standing: Standing },
  stop: Stop,
): Promise<Stopped> {
  const { standing, why, forMs } = stop
  const move = { to: standing, by: 'instagram', why, forMs } as const
  const moved = await context.db.transaction().execute(async (db) => {
    if (!(await moveStanding({ db }, account, move))) return false
    const kind = standing === 'challenged' ? 'account-challenged' : 'account-stopped'
    await recordEvent({ db }, { kind, account: account.id, detail: { standing, why: why.kind } })
    return true
  })
  if (moved) context.tell({ kind: 'account-stopped', account: account.username, standing, why })
  return { kind: 'stopped', standing, why }
}

/** What a challenge or a block does to the account it was said to. Pure. */
export function stopOf(
  verdict: Verdict<unknown> & { readonly kind: 'challenged' | 'blocked' },
): Stop {
  return verdict.kind === 'challenged'
    ? { standing: 'challenged', why: reason('challenged', verdict.where), forMs: null }
    : BLOCKS[verdict.why]
}

/** Facts 4.1 rows 12, 14, 15, 7, 31, 33: what each block does to the account, and for how long. */
const BLOCKS: Readonly<Record<BlockedWhy, Stop>> = {
  feedback: { standing: 'blocked', why: reason('feedback'), forMs: FEEDBACK_BLOCK_MS },
  sentry: { standing: 'blocked', why: reason('sentry'), forMs: SENTRY_BLOCK_MS },
  suspended: { standing: 'suspended', why: reason('suspended'), forMs: null },
  disabled: { standing: 'suspended', why: reason('disabled'), forMs: null },
  'password-reset': { standing: 'wrong-password', why: reason('password-reset'), forMs: null },
  geoblock: { standing: 'challenged', why: reason('geoblock'), forMs: null },
}
