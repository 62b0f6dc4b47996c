import type { Checker, Evidence, LeaseMove } from './evidence.ts'

/**
 * Invariant 4: nobody takes what somebody alive still holds, nor, while a login is under way, what
 * somebody may still hold; nobody takes an account that rests; and whoever lives gives back what he
 * holds before his time is over.
 */
export const oneLessee: Checker = ({ leases, accounts, faults }) => {
  const nameOf = (move: LeaseMove) =>
    accounts.find(({ id }) => id === move.accountId)?.username ?? move.accountId
  return [
    ...leases.filter(isTakenAway).map((move) => {
      return `lessees: ${nameOf(move)} was taken from a holder who lives and whose lease was not over`
    }),
    ...leases
      .filter(({ newHolder, rests, byHolder }) => newHolder !== null && rests && byHolder !== null)
      .map((move) => `lessees: ${nameOf(move)} was taken while it rests`),
    ...leases
      .filter((move) => isKept(move) && !faults.some(mayKeep))
      .map((move) => {
        return `lessees: ${nameOf(move)} was not given back by a holder who lives`
      }),
  ]
}

function isTakenAway({ atMs, oldHolder, byHolder, oldUntilMs, ...old }: LeaseMove): boolean {
  if (oldHolder === null || byHolder === null || byHolder === oldHolder) return false
  if (old.oldLogsIn ? old.oldSilent : !old.oldLives) return false
  return oldUntilMs !== null && oldUntilMs > atMs
}

/** Its time was over, and whoever held it lived and answered all the time. */
function isKept({
  atMs,
  oldHolder,
  newHolder,
  oldUntilMs,
  oldLives,
  oldSilent,
}: LeaseMove): boolean {
  if (oldHolder === null || newHolder === oldHolder || oldUntilMs === null) return false
  return oldUntilMs <= atMs && oldLives && !oldSilent
}

/**
 * Who does nothing for minutes, or is unknown to the database, gives nothing back; nor does who
 * never heard that he was given something.
 */
function mayKeep({ kind, what }: Evidence['faults'][number]): boolean {
  if (kind === 'freeze' || kind === 'restart') return true
  return (
    kind === 'statement' && /^answer-lost .*(look-for-work|next_slice|set lease_holder)/s.test(what)
  )
}
