import type { Checker, Evidence } from './evidence.ts'

/** Stars that a credit costs in a storm. */
const STARS = 10

/** Invariant 3, of money: it adds up, is settled with every end, and comes in once. */
export const moneyAddsUp: Checker = ({ ledger, moves, acts, charges, stuck }) => [
  ...ledger.map((sentence) => `ledger: ${sentence}`),
  ...acts
    .filter(({ source, credits }) => {
      const found = moves.filter((move) => move.source === source)
      return found.length !== 1 || found[0]?.credits !== credits
    })
    .map(({ source }) => `ledger: ${source} did not come in once`),
  ...moves
    .filter(({ source }) => !acts.some((act) => act.source === source))
    .filter(({ source }) => !charges.some(({ id }) => source.endsWith(`:${id}`)))
    .map(({ source }) => `ledger: nobody has given ${source}`),
  ...(stuck === null ? charges.flatMap((charge) => wrongCharge(charge, moves)) : []),
]

/** Who has paid has the credits or the Stars, never both; one that went back at once neither. */
function wrongCharge(
  { id, isBack, isTakenBack, stars }: Evidence['charges'][number],
  moves: Evidence['moves'],
): readonly string[] {
  const creditsOf = (...kinds: readonly string[]) =>
    moves
      .filter(({ source }) => kinds.some((kind) => source === `${kind}:${id}`))
      .map(({ credits }) => credits)
  // We give none back whose credits have gone: only who takes them himself may owe credits then.
  if (!isTakenBack && creditsOf('charged-back').length > 0) {
    return [`ledger: ${id} was given back, and its credits were taken afterwards`]
  }
  const paid = creditsOf('paid')
  const back = creditsOf('refunded', 'charged-back')
  const right = `${stars / STARS}${isBack ? `, ${-stars / STARS}` : ''}`
  const found = [...paid, ...back].join(', ')
  if (found === right || (found === '' && isBack)) return []
  const whose = isBack ? 'went back' : 'is paid'
  return [`ledger: ${id} ${whose}, and its credits are ${found || 'missing'} instead of ${right}`]
}
