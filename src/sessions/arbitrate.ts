import { endpointOf, type Surface } from '../instagram/questions/operation.ts'
import type { GatedWhy, Verdict } from '../instagram/verdicts/verdict.ts'

/**
 * What makes a session doubtful: an answer that says it is logged out, one that may mean that, or
 * none at all where one should be. Null when nothing is suspected: a new session is on trial.
 */
export type Suspicion = 'logged-out' | 'ambiguous' | 'withheld' | null

/** A suspicion and the surface whose answer raised it; null when a session is on trial. */
export type Doubt = {
  readonly suspicion: Suspicion
  readonly about: Surface | null
  /** The session on trial is one with which a browser has been shown its home. */
  readonly isShownHome?: boolean
}

/** What one surface answered to the question whether the session lives. */
export type Testimony = {
  readonly surface: Surface
  readonly kind: Verdict<unknown>['kind']
  /** Set for `gated`. */
  readonly gatedWhy: GatedWhy | null
}

/**
 * What a suspicion and what was asked about it come to together. The same please-wait 401 is sent
 * for throttles and for dead sessions (facts 4.2), a surface may not be served (facts 13), and one
 * may say logged out while the session lives (row 2e): so no surface decides alone.
 */
export type Judgement =
  /** The session answers for itself, and nothing was suspected. */
  | 'alive'
  /** Proved by two surfaces: the session is dead. Log in again, once. */
  | 'dead'
  /** The session answers for itself: what was refused is the pace. Wait; never log in. */
  | 'throttled'
  /** The session answers for itself and one surface says it is logged out (facts 4.1 row 2e). */
  | 'surface-refused'
  /** The session answers for itself on another surface: this one is not served (facts 13). */
  | 'not-served'
  /** Nobody says anything of use. Wait, and ask again. */
  | 'vague'
  /** Something else came to light: act on that answer. */
  | 'see-last'

const ALIVE: Readonly<Record<'logged-out' | 'ambiguous' | 'withheld', Judgement>> = {
  'logged-out': 'surface-refused',
  ambiguous: 'throttled',
  withheld: 'not-served',
}

/**
 * Judges what has been heard so far; null when another surface has to be asked. `more` says that
 * there is one. Pure.
 */
export function arbitrate(
  doubt: Doubt,
  heard: readonly Testimony[],
  more: boolean,
): Judgement | null {
  const { suspicion } = doubt
  const last = heard.at(-1)
  if (last) {
    if (last.kind === 'ok') return suspicion === null ? 'alive' : ALIVE[suspicion]
    if (last.kind === 'challenged' || last.kind === 'blocked') return 'see-last'
    if (last.kind === 'throttled') return 'throttled'
    // The way to Instagram is broken: another question would go the same way.
    if (last.kind === 'transient') return 'vague'
  }
  // A session that has just been made is denied by all surfaces or is alive: two of them may call
  // everybody logged out, and another login would end no better.
  if (isProved(doubt, heard) && !(suspicion === null && more)) return 'dead'
  if (more) return null
  return suspicion === 'withheld' && heard.length > 0 && heard.every(isSilence)
    ? 'throttled'
    : 'vague'
}

/**
 * Two endpoints that say logged out are proof. So is the account's own profile, which is served
 * while an account is throttled, if it says so twice beside another one that may mean it: once,
 * any surface may say so of a session that lives (row 2e). Other profiles come from the endpoint of
 * the own one: both together are a single witness.
 */
function isProved(doubt: Doubt, heard: readonly Testimony[]): boolean {
  const { suspicion, about, isShownHome = false } = doubt
  const said = [...heard, ...(about === null ? [] : [{ surface: about, kind: suspicion }])]
  const saying = (kind: 'logged-out' | 'ambiguous') =>
    new Set(said.filter((each) => each.kind === kind).map(({ surface }) => endpointOf(surface)))
  const loggedOut = saying('logged-out')
  if (loggedOut.size >= 2) return true
  // A throttle beside one surface that lies looks the same, and home is not shown to the dead.
  if (isShownHome) return false
  const isOwn = heard.filter(isOwnDenial).length >= 2
  const isVagueToo = [...saying('ambiguous')].some((endpoint) => !loggedOut.has(endpoint))
  return isOwn && isVagueToo
}

/**
 * Whether a surface that answered so is to be done without, where another one answers for the
 * session: it withheld its answer, or calls a session logged out that was just made. Pure.
 */
export function isUseless({ suspicion }: Doubt, verdict: Verdict<unknown>): boolean {
  return isWithheld(verdict) || (suspicion === null && verdict.kind === 'logged-out')
}

/** Whether the account's own profile says that it is logged out. Pure. */
export function isOwnDenial({ kind, surface }: Testimony): boolean {
  return kind === 'logged-out' && surface === 'self'
}

// 429 without a word from one surface is that surface; from all of them it is a throttle.
function isSilence({ gatedWhy }: Testimony): boolean {
  return gatedWhy === 'not-served' || gatedWhy === 'protocol'
}

/** Reasons of `gated` that leave open whether the surface, our way of asking or the session is it. */
const WITHHELD: ReadonlySet<GatedWhy> = new Set(['not-served', 'html-shell', 'protocol', 'retired'])

/** Whether an answer withholds what was asked for without saying why. Pure. */
export function isWithheld(verdict: Verdict<unknown>): boolean {
  return verdict.kind === 'gated' && WITHHELD.has(verdict.why)
}

/** What an answer makes us suspect; null when it raises no doubt about the session. Pure. */
export function suspicionOf(verdict: Verdict<unknown>): Suspicion {
  if (verdict.kind === 'logged-out' || verdict.kind === 'ambiguous') return verdict.kind
  return isWithheld(verdict) ? 'withheld' : null
}
