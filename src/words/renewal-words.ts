import type { RenewalOutcome } from '../sessions/keeper.ts'
import { restWords, stopWords } from './reasons.ts'
import { remedy } from './remedy.ts'

/** What scripts read of a renewal. */
export const RENEWAL_CODES = {
  renewed: 'renewed',
  stopped: 'stopped',
  'no-password': 'stopped',
  resting: 'wait',
  postponed: 'wait',
  unable: 'unable',
  busy: 'busy',
} as const satisfies Record<RenewalOutcome['kind'], string>

/** Why an account was not renewed, and what to do; null when there is nothing to say. */
export function whyNotRenewed(username: string, outcome: RenewalOutcome): string | null {
  switch (outcome.kind) {
    case 'renewed':
    case 'busy':
      return null
    case 'stopped':
      return `${stopWords(outcome.why)}. ${remedy(outcome.standing, username)}`
    case 'no-password':
      return `Its session is used until it dies. To renew it: ${remedy('wrong-password', username)}`
    case 'resting':
      return restWords(outcome.why)
    case 'postponed':
      return `the login failed, and the session is well: ${outcome.detail}`
    case 'unable':
      return outcome.error.message
  }
}
