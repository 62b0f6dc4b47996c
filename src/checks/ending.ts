import assert from 'node:assert/strict'
import type { CheckEnding } from './check.ts'
import { confidenceOf, type Progress, shortageOf } from './reading/progress.ts'

/**
 * What a check comes to whose lists are all finished: it has failed, and costs nothing, if one of
 * them holds less than the part `deliverable` of what the profile counts. Pure.
 */
export function endingOfLists(
  lists: readonly Progress[],
  deliverable: number,
): {
  readonly state: 'completed' | 'failed'
  readonly ending: CheckEnding
} {
  assert(
    lists.length > 0 && lists.every((each) => confidenceOf(each) !== null),
    'nothing comes to its end with a list that is still being read',
  )
  const incomplete = lists.filter((each) => confidenceOf(each) === 'incomplete')
  if (incomplete.length === 0) return { state: 'completed', ending: { kind: 'complete' } }
  const short = incomplete.flatMap((each) => {
    const shortage = shortageOf(each)
    return shortage === null ? [] : [{ list: each.list, shortage }]
  })
  const isThin = incomplete.some((each) => each.fetched < (each.expected ?? 0) * deliverable)
  return { state: isThin ? 'failed' : 'completed', ending: { kind: 'incomplete', short } }
}
