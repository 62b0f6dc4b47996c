import type { Checker } from './evidence.ts'

/** When the faults are over everything comes to its end, and nothing is left behind. */
export const everythingEnds: Checker = ({ stuck, accounts, deadHolders, openTransports }) => [
  ...(stuck === null ? [] : [`liveness: ${stuck}`]),
  ...accounts
    .filter(({ leaseHolder }) => leaseHolder !== null && !deadHolders.has(leaseHolder))
    .map(({ username }) => `liveness: ${username} is left leased by somebody who lives`),
  ...(openTransports === 0 ? [] : [`liveness: ${openTransports} connections are left open`]),
]
