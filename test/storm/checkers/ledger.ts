import type { Checker } from './evidence.ts'

/** Invariant 3, of money: it adds up, is settled with every end, and comes in once. */
export const moneyAddsUp: Checker = ({ ledger, moves, acts }) => [
  ...ledger.map((sentence) => `ledger: ${sentence}`),
  ...acts
    .filter(({ source, credits }) => {
      const found = moves.filter((move) => move.source === source)
      return found.length !== 1 || found[0]?.credits !== credits
    })
    .map(({ source }) => `ledger: ${source} did not come in once`),
  ...moves
    .filter(({ source }) => !acts.some((act) => act.source === source))
    .map(({ source }) => `ledger: nobody has given ${source}`),
]
