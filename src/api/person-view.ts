import type { Member } from '../checks/result/table.ts'

/** Somebody in a list, as the contract has it. */
export function personOf(member: Member) {
  const { pk, username, formerUsername, fullName, isPrivate, isVerified, reason } = member
  return { key: pk, username, formerUsername, fullName, isPrivate, isVerified, reason }
}
