import type { Checker, CheckRow, Evidence } from './evidence.ts'

const PATIENCE_MS = 6 * 3_600_000
const OVER = new Set(['completed', 'failed', 'cancelled'])

/** Invariant 3: a check ends once, and as its target deserves. */
export const endingsAreRight: Checker = (evidence) => [
  ...endsTwice(evidence),
  ...evidence.checks.flatMap((check) => wrongEnd(evidence, check)),
]

function endsTwice({ endings, told, checks }: Evidence): readonly string[] {
  const wrong: string[] = []
  for (const { id, number } of checks) {
    const moves = endings.filter(({ checkId }) => checkId === id)
    if (moves.some(({ from }) => OVER.has(from))) {
      wrong.push(`endings: check ${number} was changed after its end`)
    }
    if (moves.filter(({ from, to }) => !OVER.has(from) && OVER.has(to)).length > 1) {
      wrong.push(`endings: check ${number} ended more than once`)
    }
    if (told.filter(({ kind, check }) => kind === 'check-ended' && check === id).length > 1) {
      wrong.push(`endings: the end of check ${number} was told more than once`)
    }
  }
  return wrong
}

function wrongEnd(evidence: Evidence, check: CheckRow): readonly string[] {
  const { state, ending, why, target, number } = check
  if (!OVER.has(state)) return [`liveness: check ${number} of ${target} never ended`]
  if (state === 'cancelled') return []
  const truth = evidence.truth.find((each) => each.target === target)
  const { askedAccount } = check
  const seenBy = (truth?.seenBy ?? []).filter(
    (name) => askedAccount === null || name === askedAccount,
  )
  const canBeSeen = seenBy.length > 0
  const isClosed = ending === 'target-closed'
  const said = `check ${number} of ${target} ended as ${ending}${why ? ` (${why})` : ''}`
  if (ranOut(evidence, check)) return []
  if (!canBeSeen) return isClosed ? [] : [`endings: ${said}, and nobody can see it`]
  if (isClosed) {
    const { calmAtMs, faults } = evidence
    // A stopped account may have been the only one that sees it.
    const isExcused = faults.length > 0 && Number(check.finishedAtMs) <= calmAtMs
    return isExcused && seenBy.length !== evidence.accounts.length
      ? []
      : [`endings: ${said}, although ${seenBy.join(', ')} can see it`]
  }
  if (state !== 'completed') return [`endings: ${said}`]
  return evidence.progress
    .filter(({ checkId, confidence }) => checkId === check.id && confidence === 'incomplete')
    .map(({ list, why: reason }) => `endings: ${said} with ${list} incomplete (${reason})`)
}

/** It stood still for as long as it may, and there was a reason. */
function ranOut({ faults }: Evidence, { ending, createdAtMs, finishedAtMs }: CheckRow): boolean {
  if (ending !== 'out-of-patience' || faults.length === 0) return false
  return Number(finishedAtMs) - createdAtMs >= PATIENCE_MS - 1000
}
