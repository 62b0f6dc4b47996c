import type { List } from '../../instagram/questions/operation.ts'
import { passEnd } from './passes.ts'
import { completenessOf, type Progress } from './progress.ts'

/**
 * So many people are read within minutes: whoever has only them left is waited for, so that one
 * question asks the counters of both lists.
 */
const NEARLY_READ_PEOPLE_MAX = 2000

/** What is to be done next for the lists of a check. */
export type Step =
  | { readonly kind: 'finished' }
  | { readonly kind: 'read'; readonly list: Progress }
  /** To ask the counters, and to judge every list whose pass is over. */
  | { readonly kind: 'judge' }

/**
 * Whether a list is to be read on, or those that were read are to be judged. A list is judged by a
 * counter that was asked for after its pass, and a profile tells both counters at once: where the
 * other list is short one question does for both. Pure.
 */
export function nextStep(lists: readonly Progress[]): Step {
  const unfinished = lists.filter((list) => completenessOf(list) === null)
  const open = unfinished.filter((list) => passEnd(list) === null)
  // One in the middle of a pass goes on: its cursor does not keep.
  const list = open.find(({ stand }) => stand.kind === 'cursor') ?? open[0]
  const isEnded = open.length < unfinished.length
  if (list === undefined) return { kind: isEnded ? 'judge' : 'finished' }
  return isEnded && !isNearlyRead(list) ? { kind: 'judge' } : { kind: 'read', list }
}

/** The list that is read now, or that was read last. Pure. */
export function listInHand(followers: Progress, following: Progress): List {
  const step = nextStep([followers, following])
  if (step.kind === 'read') return step.list.list
  return following.pages > 0 || completenessOf(followers) !== null ? 'following' : 'followers'
}

function isNearlyRead({ expected, passPeople }: Progress): boolean {
  return expected !== null && expected - passPeople <= NEARLY_READ_PEOPLE_MAX
}
