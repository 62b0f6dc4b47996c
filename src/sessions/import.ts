import { type Account, rememberPk } from '../accounts/account-store.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Cookie } from '../instagram/cookies/cookie.ts'
import { viewerPk } from '../instagram/cookies/cookies.ts'
import { newDevice } from '../instagram/login/device.ts'
import type { Surface } from '../instagram/questions/operation.ts'
import type { Verdict } from '../instagram/verdicts/verdict.ts'
import { onlyOthersWork } from '../presence/worker-store.ts'
import { counted } from './ask.ts'
import { CookieJar } from './cookie-jar.ts'
import type { HeldAccount } from './held-account.ts'
import { hear } from './probe.ts'
import { onTrial } from './prove.ts'
import { endRetired } from './retired.ts'
import { promote, storePending } from './session-store.ts'
import { giveBack, type HoldContext, take } from './take.ts'

/** What came of pasted cookies. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly version: number }
  | { readonly kind: 'refused'; readonly why: ImportRefusal }
  | { readonly kind: 'busy' }

/** Why pasted cookies were not taken over. */
export type ImportRefusal =
  | { readonly kind: 'standing'; readonly standing: Standing }
  /** There is no `sessionid` among them. */
  | { readonly kind: 'no-session' }
  | { readonly kind: 'other-account' }
  /** Instagram says that they are logged in no more. */
  | { readonly kind: 'not-logged-in' }
  /**
   * Instagram could not be asked, or said nothing of use: `verdict` is its last word, and `why`
   * what kept its answer from coming. `elsewhere`: accounts are read by other processes only, which
   * may well reach it.
   */
  | {
      readonly kind: 'untested'
      readonly verdict: string
      readonly why: string | null
      readonly elsewhere: boolean
    }

type Pasted = { readonly cookies: readonly Cookie[]; readonly userAgent: string }

/**
 * Takes over a session from cookies of the operator's own browser: tested on whichever surface
 * answers, and stored only if it answers for itself and belongs to this account. Unlike a login it
 * can be given again, so that nothing untested needs to be kept, and no login that waits for its
 * test must make way for it. `userAgent` is that of the browser they come from: another one is
 * among the things that end a session (facts 6).
 */
export async function importSession(
  context: HoldContext,
  account: Account,
  pasted: Pasted,
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const taken = await take(context, account.id, { evenResting: true })
  if (taken.kind === 'stopped') {
    return refused({ kind: 'standing', standing: taken.standing })
  }
  if (taken.kind !== 'taken') return { kind: 'busy' }
  try {
    return await tryOut(context, taken.held, pasted, signal)
  } finally {
    await giveBack(context, taken.held)
  }
}

async function tryOut(
  context: HoldContext,
  held: HeldAccount,
  pasted: Pasted,
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const { account } = held
  const device = newDevice(context.random, pasted.userAgent)
  const cookies = new CookieJar({
    cookies: [...pasted.cookies],
    origins: [],
    device,
    wwwClaim: '0',
  })
  const pk = viewerPk(cookies.state)
  if (pk === null) return refused({ kind: 'no-session' })
  if (account.pk !== null && account.pk !== pk) return refused({ kind: 'other-account' })
  const nothing = { suspicion: null, about: null } as const
  const hearing = await hear(context, onTrial(held, cookies), nothing, signal)
  if (hearing.kind === 'too-many')
    return refused({ kind: 'untested', verdict: hearing.kind, why: null, elsewhere: false })
  const { judgement, last } = hearing
  if (judgement === 'dead') return refused({ kind: 'not-logged-in' })
  if (judgement !== 'alive' || !last) {
    const why = last?.verdict.kind === 'transient' ? last.verdict.why : null
    const elsewhere = why !== null && (await onlyOthersWork(context))
    const verdict = last?.verdict.kind ?? judgement
    return refused({ kind: 'untested', verdict, why, elsewhere })
  }
  if (isAnother(account.username, pk, last)) return refused({ kind: 'other-account' })
  await rememberPk(context, account.id, pk)
  const login = { state: cookies.state, method: 'import', continues: false } as const
  const pending = await storePending(context, held.lease, login)
  const { refreshAfterMs } = context
  const renewal = { by: 'answer', refreshAfterMs, how: 'logged-in' } as const
  const { version } = await promote(context, held.lease, pending, renewal)
  await endRetired(context, account.id, counted(context, held), signal)
  return { kind: 'imported', version }
}

/** Whether the surface that answered gives this name another key, or this key another name. */
function isAnother(
  username: string,
  pk: string,
  last: { readonly surface: Surface; readonly verdict: Verdict<unknown> },
): boolean {
  const value: unknown = last.verdict.kind === 'ok' ? last.verdict.value : null
  if (typeof value !== 'object' || value === null) return false
  if (!('pk' in value) || !('username' in value)) return false
  return value.pk !== pk || String(value.username).toLowerCase() !== username
}

function refused(why: ImportRefusal): ImportOutcome {
  return { kind: 'refused', why }
}
