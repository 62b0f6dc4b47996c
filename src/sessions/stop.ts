import { moveStanding } from '../accounts/account-store.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import type { BlockedWhy, Verdict } from '../instagram/verdicts/verdict.ts'
import type { Tell } from '../telemetry/events.ts'

type Context = { readonly db: Database; readonly tell: Tell }

/** The account's use has ended, for good or for a time. */
export type Stopped = {
  readonly kind: 'stopped'
  readonly standing: Standing
  readonly why: string
}

type Stop = { readonly standing: Standing; readonly why: string; readonly forMs: number | null }

/** Moves the account's standing as Instagram's answer demands, and tells it if it moved. */
export async function stopAccount(
  context: Context,
  account: { readonly id: string; readonly username: string; readonly standing: Standing },
  stop: Stop,
): Promise<Stopped> {
  const { standing, why, forMs } = stop
  if (await moveStanding(context, account, { to: standing, by: 'instagram', why, forMs })) {
    context.tell({ kind: 'account-stopped', account: account.username, standing, why })
  }
  return { kind: 'stopped', standing, why }
}

/** What a challenge or a block does to the account it was said to. */
export function stopOf(
  verdict: Verdict<unknown> & { readonly kind: 'challenged' | 'blocked' },
): Stop {
  return verdict.kind === 'challenged'
    ? { standing: 'challenged', why: challengeWords(verdict.where), forMs: null }
    : BLOCKS[verdict.why]
}

function challengeWords(where: string | null): string {
  return where === null ? 'Instagram wants a human' : `Instagram wants a human at ${where}`
}

const HOUR_MS = 3_600_000

/** Facts 4.1 rows 12, 14, 15, 7, 31, 33: what each block does to the account, and for how long. */
const BLOCKS: Readonly<Record<BlockedWhy, Stop>> = {
  feedback: {
    standing: 'blocked',
    why: 'Instagram limits what this account may do for now',
    forMs: 48 * HOUR_MS,
  },
  sentry: {
    standing: 'blocked',
    why: 'Instagram distrusts the address or the login for now',
    forMs: 6 * HOUR_MS,
  },
  suspended: { standing: 'suspended', why: 'Instagram has suspended the account', forMs: null },
  disabled: { standing: 'suspended', why: 'Instagram has disabled the account', forMs: null },
  'password-reset': {
    standing: 'wrong-password',
    why: 'Instagram has reset the password of the account',
    forMs: null,
  },
  geoblock: {
    standing: 'challenged',
    why: 'Instagram bars the account in this region',
    forMs: null,
  },
}
