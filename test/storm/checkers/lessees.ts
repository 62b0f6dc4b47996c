import type { Checker, LeaseMove } from './evidence.ts'

/**
 * Invariant 4: nobody takes what somebody alive still holds, nor, while a login is under way, what
 * somebody may still hold; and nobody takes an account that rests.
 */
export const oneLessee: Checker = ({ leases, accounts }) => {
  const nameOf = (move: LeaseMove) =>
    accounts.find(({ id }) => id === move.accountId)?.username ?? move.accountId
  return [
    ...leases.filter(isTakenAway).map((move) => {
      return `lessees: ${nameOf(move)} was taken from a holder who lives and whose lease was not over`
    }),
    ...leases
      .filter(({ newHolder, rests, byHolder }) => newHolder !== null && rests && byHolder !== null)
      .map((move) => `lessees: ${nameOf(move)} was taken while it rests`),
  ]
}

function isTakenAway({ atMs, oldHolder, byHolder, oldUntilMs, ...old }: LeaseMove): boolean {
  if (oldHolder === null || byHolder === null || byHolder === oldHolder) return false
  if (old.oldLogsIn ? old.oldSilent : !old.oldLives) return false
  return oldUntilMs !== null && oldUntilMs > atMs
}
