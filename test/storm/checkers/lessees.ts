import type { Checker } from './evidence.ts'

/**
 * Invariant 4: nobody takes what somebody alive still holds, nor, while a login is under way, what
 * somebody may still hold.
 */
export const oneLessee: Checker = ({ leases, accounts }) => {
  return leases
    .filter(({ atMs, oldHolder, newHolder, oldUntilMs, ...old }) => {
      if (oldHolder === null || newHolder === null) return false
      if (old.oldLogsIn ? old.oldSilent : !old.oldLives) return false
      return oldUntilMs !== null && oldUntilMs > atMs
    })
    .map(({ accountId }) => {
      const name = accounts.find(({ id }) => id === accountId)?.username ?? accountId
      return `lessees: ${name} was taken from a holder who lives and whose lease was not over`
    })
}
