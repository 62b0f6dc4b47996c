import type { List } from '../instagram/questions/operation.ts'
import type { CheckEnding } from './check.ts'
import { confidenceOf, type Progress, shortageOf } from './reading/progress.ts'

/**
 * What a check comes to whose lists are both finished: it has failed, and costs nothing, if one of
 * them holds less than the part `deliverable` of what the profile counts. Pure.
 */
export function endingOfLists(
  lists: Readonly<Record<List, Progress>>,
  deliverable: number,
): {
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
  const isThin = incomplete.some((each) => each.fetched < (each.expected ?? 0) * deliverable)
  return { state: isThin ? 'failed' : 'completed', ending: { kind: 'incomplete', short } }
}
