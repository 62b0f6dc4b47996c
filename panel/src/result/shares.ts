/**
 * Shares of a whole in whole per cent that add up to a hundred: what rounding leaves over goes to
 * those that were rounded down the most. Pure.
 */
export function percentsOf(counts: readonly number[]): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return counts.map(() => 0)
  const exact = counts.map((count) => (count / all) * 100)
  const left = 100 - exact.reduce((sum, share) => sum + Math.floor(share), 0)
  const byRest = exact
    .map((share, at) => ({ at, rest: share - Math.floor(share) }))
    .sort((one, other) => other.rest - one.rest || one.at - other.at)
  const raised = new Set(byRest.slice(0, left).map(({ at }) => at))
  return exact.map((share, at) => Math.floor(share) + (raised.has(at) ? 1 : 0))
}
