import type { Sayings } from '../checks/reading/walk.ts'
import { restTextWords, restWords, stopTextWords } from './reasons.ts'
import { remedy } from './remedy.ts'

/** How checks put reasons into words. */
export const SAYINGS: Sayings = {
  resting: restWords,
  restingText: restTextWords,
  stopped: stopTextWords,
  remedy,
}
