import type { Reader } from '../checks/standstill.ts'
import { stopTextWords } from './reasons.ts'
import { remedy } from './remedy.ts'

/** What a human must do before a check can go on, a line for each account. */
export function needsHumanWords(readers: readonly Reader[]): string {
  if (readers.length === 0) {
    return 'There is no account to read with. Add one: evercheck account add USERNAME'
  }
  return readers
    .map(({ username, standing, standingWhy }) => {
      const said = standingWhy ? `: ${stopTextWords(standingWhy)}` : ''
      return `Account ${username} is ${standing}${said}. ${remedy(standing, username)}`
    })
    .join('\n')
}
