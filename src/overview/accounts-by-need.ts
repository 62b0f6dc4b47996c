import type { AccountHealth } from './account-health.ts'
import {
  ACCOUNT_GROUPS,
  type AccountGroup,
  countGroups,
  type GroupCounts,
  groupOfAccount,
} from './account-state.ts'

/** Which accounts are asked for. */
export type AccountsAsked = {
  /** A part of the name; empty for all. */
  readonly part: string
  readonly group: AccountGroup | null
  /** The cursor that the page before gave. */
  readonly after: string | null
  readonly countMax: number
}

/** Some of the accounts, and how many there are of each group, of all that have the part. */
export type AccountPage = {
  readonly items: readonly AccountHealth[]
  /** What the next page is asked for with; null on the last. */
  readonly next: string | null
  readonly groups: GroupCounts
  /** What all that have the part have asked in the last 24 hours. */
  readonly requestCount: number
}

/**
 * Accounts in the order in which somebody has to do with them: first the one that was named, then
 * by group, what closes by itself in some minutes before what waits for days, then by name. Pure.
 */
export function byNeed(accounts: readonly AccountHealth[], part = ''): readonly AccountHealth[] {
  return accounts
    .map((account) => ({ account, place: placeOf(account, part) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .map(({ account }) => account)
}

/** One page, in the order of `byNeed`: who moves meanwhile may be on two pages, or none. Pure. */
export function pageOfAccounts(
  accounts: readonly AccountHealth[],
  { part, group, after, countMax }: AccountsAsked,
): AccountPage {
  const found = accounts.filter(({ account }) => account.includes(part))
  const wanted = found.filter((account) => group === null || groupOfAccount(account) === group)
  const left = byNeed(wanted, part).filter(
    (account) => after === null || placeOf(account, part) > after,
  )
  const items = left.slice(0, countMax)
  const last = items.at(-1)
  return {
    items,
    next: last === undefined || left.length === items.length ? null : placeOf(last, part),
    groups: countGroups(found),
    requestCount: found.reduce((sum, { requestCount }) => sum + requestCount, 0),
  }
}

/** Whether a text can be a cursor. */
export function isAccountCursor(text: string): boolean {
  return /^[01][0-3][01]-[a-z0-9._]{1,30}$/.test(text)
}

/** Where an account stands: texts of one length before the name, which order as they stand. */
function placeOf(account: AccountHealth, part: string): string {
  const isNamed = account.account === part ? 0 : 1
  const hasTime = account.dialogueId === null ? 1 : 0
  const group = ACCOUNT_GROUPS.indexOf(groupOfAccount(account))
  return `${isNamed}${group}${hasTime}-${account.account}`
}
