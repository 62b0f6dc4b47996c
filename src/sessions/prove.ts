import { rememberPk } from '../accounts/account-store.ts'
import { reason } from '../accounts/reasons.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import type { SessionState } from '../instagram/cookies/session-state.ts'
import type { Asker } from './ask.ts'
import { CookieJar } from './cookie-jar.ts'
import type { HeldAccount } from './held-account.ts'
import { hear } from './probe.ts'
import type { RefreshContext, RefreshOutcome } from './renewal.ts'
import { rest, throttled } from './rest.ts'
import type { RenewedHow, Session } from './session.ts'
import { promote, retire, saveState } from './session-store.ts'
import { stopAccount, stopOf } from './stop.ts'

/** A version that is put to the test. */
export type Trial = {
  readonly pending: Session
  readonly state: SessionState
  readonly how: RenewedHow
  /** The browser has just been shown its home: that proves it where every surface is vague. */
  readonly seen: boolean
}

/**
 * Asks Instagram with a pending version, on whichever surface answers, and makes it current when it
 * is proved; 'dead' when Instagram does not accept it; 'vague' when nobody says anything of use: it
 * stays pending then, with the cookies it has now, for it may well be good.
 * @throws LeaseLostError LEASE_LOST
 */
export async function prove(
  context: RefreshContext,
  held: HeldAccount,
  { pending, state, how, seen }: Trial,
  signal: AbortSignal,
): Promise<RefreshOutcome | 'dead' | 'vague'> {
  const pk = viewerPk(state)
  if (pk === null || (held.account.pk !== null && pk !== held.account.pk)) {
    await retire(context, pending, 'is no session of this account')
    return 'dead'
  }
  const cookies = new CookieJar(state)
  const doubt = { ...NOTHING_SUSPECTED, isShownHome: how === 'still-logged-in' }
  const hearing = await hear(context, onTrial(held, cookies), doubt, signal)
  // Whoever tests it next goes on with the cookies as Instagram has rotated them.
  if (cookies.changed) await saveState(context, held.lease, pending, cookies.state)
  if (hearing.kind === 'too-many') return rest(context, held, hearing.waitMs, reason('paced'))
  const current = async (by: 'answer' | 'visit'): Promise<RefreshOutcome> => {
    await rememberPk(context, held.account.id, pk)
    const renewal = { by, refreshAfterMs: context.refreshAfterMs, how }
    const session = await promote(context, held.lease, pending, renewal)
    return { kind: 'renewed', session, state: cookies.state, how }
  }
  const { judgement, last } = hearing
  switch (judgement) {
    case 'alive':
      return current('answer')
    case 'dead':
      await retire(context, pending, 'logged out when tested')
      return 'dead'
    case 'see-last':
      if (last?.verdict.kind === 'challenged' || last?.verdict.kind === 'blocked') {
        return stopAccount(context, held.account, stopOf(last.verdict))
      }
      return 'vague'
    case 'throttled':
      if (seen) return current('visit')
      return throttled(
        context,
        held,
        last?.verdict.kind === 'throttled' ? last.verdict.retryAfterSeconds : null,
      )
    default:
      return seen ? current('visit') : 'vague'
  }
}

const NOTHING_SUSPECTED = { suspicion: null, about: null } as const

/** Asks in the account's name, counted and paced as ever, with the cookies that are on trial. */
export function onTrial(held: HeldAccount, cookies: CookieJar): Asker {
  const { account, transport, pacer, surfaces, pages, effort } = held
  return { account, transport, pacer, surfaces, pages, effort, cookies }
}
