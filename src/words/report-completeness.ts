import type { PassEnd } from '../checks/reading/progress.ts'
import type { ListResult } from '../checks/result/table.ts'

/** Why reading came to an end before the list did; `end` is the end of the list itself. */
export type EarlyEnd = Exclude<PassEnd, 'end'>

/** Why a list is not whole, in brackets after what it is; nothing where there is nothing to say. */
export function because(ended: PassEnd | null, words: Readonly<Record<EarlyEnd, string>>): string {
  return ended === null || ended === 'end' ? '' : ` (${words[ended]})`
}

/** How many the profile counts beyond those who were read. */
export function unseenIn({ expected, collected }: ListResult): number {
  return Math.max(0, (expected ?? collected) - collected)
}
