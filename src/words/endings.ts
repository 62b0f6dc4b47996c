import { parseRestReason } from '../accounts/reasons.ts'
import { type CheckEnding, endingText } from '../checks/check.ts'
import { restWords } from './reasons.ts'

/** What a check came to, with a code in front for scripts; null when it is complete. */
export function endingWords(ending: CheckEnding | null): string | null {
  if (ending?.kind !== 'out-of-patience' || ending.why === '') return endingText(ending)
  return endingText({ ...ending, why: restWords(parseRestReason(ending.why)) })
}
