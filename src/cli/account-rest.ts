import type { Account } from '../accounts/account-store.ts'
import { timeIn } from '../words/language.ts'
import { restTextWords, stopTextWords } from '../words/reasons.ts'

/** Why an account is not used now: what its standing says, or until when it rests; else nothing. */
export function whyOf(
  account: Pick<Account, 'standing' | 'standingWhy' | 'restingUntil' | 'restingWhy'>,
  now: Date,
): string {
  const until = restOf(account.restingUntil, now)
  if (account.standing !== 'active' || until === null) {
    return stopTextWords(account.standingWhy ?? '')
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const why = restTextWords(account.restingWhy ?? 'Instagram asked for it')
  return `rests until ${timeIn('en', until, zone)}: ${why}`
}

/** Until when an account rests; null when it does not. */
export function restOf(restingUntil: Date | null, now: Date): Date | null {
  return restingUntil !== null && restingUntil > now ? restingUntil : null
}
