import type { CheckResult, ListResult } from '../checks/result/table.ts'
import { endingText } from '../words/endings.ts'
import { shortageWords } from '../words/shortage.ts'

/** A result as `result.json` and the command line have it: reasons in English, dates as ISO. */
export function resultFile({ ending, followers, following, ...result }: CheckResult) {
  return {
    ...result,
    why: endingText(ending),
    followers: listFile(followers),
    following: listFile(following),
  }
}

/** One list of it. */
export function listFile({ shortage, ...list }: ListResult) {
  return { ...list, why: shortage === null ? null : shortageWords(shortage) }
}
