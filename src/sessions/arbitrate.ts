import type { Verdict } from '../instagram/verdicts/verdict.ts'
import { unreachable } from '../kernel/unreachable.ts'

/**
 * What a suspicious answer and the probe that followed it come to together. The same please-wait
 * 401 is sent for throttles and for dead sessions (facts 4.2), so one answer alone proves nothing.
 */
export type Judgement =
  /** Proved: the session is dead. Log in again, once. */
  | 'dead'
  /** The session answers for itself: what was refused is the pace. Wait; never log in. */
  | 'throttled'
  /** The session answers for itself and one surface says it is logged out (facts 4.1 row 2e). */
  | 'surface-refused'
  /** Neither answer says anything. Wait, and ask again. */
  | 'vague'
  /** The probe brought something else to light: act on the probe's own verdict. */
  | 'see-probe'

/** Decides what `suspicion` was, given the probe's verdict. Pure. */
export function arbitrate(
  suspicion: 'logged-out' | 'ambiguous',
  probe: Verdict<unknown>['kind'],
): Judgement {
  switch (probe) {
    case 'ok':
      return suspicion === 'ambiguous' ? 'throttled' : 'surface-refused'
    case 'logged-out':
      return 'dead'
    case 'ambiguous':
      // A clear signal stays clear when the second answer is vague.
      return suspicion === 'logged-out' ? 'dead' : 'vague'
    case 'throttled':
      return 'throttled'
    case 'challenged':
    case 'blocked':
      return 'see-probe'
    case 'incomplete':
    case 'gated':
    case 'target-closed':
    case 'cursor-refused':
    case 'transient':
    case 'unknown':
      return 'vague'
    default:
      return unreachable(probe)
  }
}
