import type { List } from '../instagram/questions/operation.ts'
import type { CheckEnding } from './check.ts'
import { confidenceOf, type Progress, shortageOf } from './reading/progress.ts'

/** Lists under this part of what the profile counts make the check a failed one. */
const DELIVERABLE = 0.9

/**
 * What a check comes to whose lists are both finished: it has failed if one of them is too thin to
 * be delivered. Pure.
 */
export function endingOfLists(lists: Readonly<Record<List, Progress>>): {
  readonly state: 'completed' | 'failed'
  readonly ending: CheckEnding
} {
  const incomplete = [lists.followers, lists.following].filter(
    (each) => confidenceOf(each) === 'incomplete',
  )
  if (incomplete.length === 0) return { state: 'completed', ending: { kind: 'complete' } }
  const short = incomplete.flatMap((each) => {
    const shortage = shortageOf(each)
    return shortage === null ? [] : [{ list: each.list, shortage }]
  })
  const isThin = incomplete.some((each) => each.fetched < (each.expected ?? 0) * DELIVERABLE)
  return { state: isThin ? 'failed' : 'completed', ending: { kind: 'incomplete', short } }
}
