import { reason } from '../accounts/reasons.ts'
import type { ImportRefusal } from '../sessions/import.ts'
import { restWords } from './reasons.ts'
import type { ActsBy } from './remedy.ts'

/** Why pasted cookies were not taken over, as a clause that people read. */
export function importRefusalWords(
  why: ImportRefusal,
  username: string,
  by: ActsBy = 'commands',
): string {
  switch (why.kind) {
    case 'standing':
      return `the account is ${why.standing}; first ${by === 'buttons' ? 'press “Resume”' : `run: evercheck account resume ${username}`}`
    case 'no-session':
      return 'there is no sessionid among the cookies'
    case 'other-account':
      return 'the cookies belong to another account'
    case 'not-logged-in':
      return 'Instagram does not take them for a session that is logged in'
    case 'untested':
      return why.why === null
        ? `Instagram did not say whether they are logged in (${why.verdict}); try again later`
        : `nothing is wrong with the cookies as far as is known: ${restWords(reason('unreachable', why.why))}`
  }
}
