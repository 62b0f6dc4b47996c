import type { AccountRow, CheckRow, Evidence } from './evidence.ts'

/** Whoever waits for the next of his requests of the day is not in need of anything. */
const PACED = '{"kind":"paced"}'

/**
 * An account that rests keeps its pass for an hour. One that an order has taken the check from, by
 * naming another, keeps it for no longer than that.
 */
const FOREIGN_BOND_MS = 2 * 3_600_000

/** An account from some time on, until its next such state. */
type Readiness = {
  readonly fromMs: number
  readonly standing: string
  readonly readyAtMs: number | null
  readonly why: string | null
}

/**
 * For how long, before its end and since its last page, no account was able to read a check: none
 * was active and ready, of those that may read it; of a check in the middle of a pass only the one
 * that it is bound to counts.
 */
export function stoodStillMs(evidence: Evidence, check: CheckRow): number {
  const { createdAtMs, finishedAtMs, id } = check
  const untilMs = Number(finishedAtMs)
  const pages = evidence.told.filter((event) => event.kind === 'page-saved' && event.check === id)
  const beginsAtMs = Math.max(createdAtMs, ...pages.map(({ atMs }) => atMs))
  const readers = evidence.accounts
    .filter(({ username }) => check.askedAccount === null || check.askedAccount === username)
    .filter((account) => !check.closedTo.includes(account.id))
    .map((account) => ({ account, course: courseOf(evidence, account) }))
  const bonds = evidence.bonds.filter(({ checkId }) => checkId === id)
  const edges = new Set([beginsAtMs])
  for (const { course } of readers) {
    for (const { fromMs, readyAtMs } of course) edges.add(fromMs).add(readyAtMs ?? fromMs)
  }
  for (const { atMs } of bonds) edges.add(atMs).add(atMs + FOREIGN_BOND_MS)
  const times = [...edges]
    .filter((atMs) => atMs >= beginsAtMs && atMs < untilMs)
    .sort((one, other) => one - other)
  let stillMs = 0
  for (const [index, atMs] of times.entries()) {
    const bond = bonds.findLast((each) => each.atMs <= atMs)
    const isForeign = !readers.some(({ account }) => account.id === bond?.boundTo)
    const isOver = check.askedAccount !== null && atMs - Number(bond?.atMs) >= FOREIGN_BOND_MS
    const boundTo = isForeign && isOver ? null : (bond?.boundTo ?? null)
    const isAble = readers.some(({ account, course }) => {
      if (boundTo !== null && boundTo !== account.id) return false
      return isReady(course, atMs) && mayBegin(evidence, check, account, atMs)
    })
    if (!isAble) stillMs += (times[index + 1] ?? untilMs) - atMs
  }
  return stillMs
}

/** Whether an account was not stopped right before an instant. */
export function isActive(evidence: Evidence, account: AccountRow, atMs: number): boolean {
  const state = courseOf(evidence, account).findLast(({ fromMs }) => fromMs < atMs)
  return state?.standing === 'active'
}

/** The longest time in which an account neither was stopped nor rested, be it for its requests. */
export function longestReadyMs(
  evidence: Evidence,
  account: AccountRow,
  fromMs: number,
  untilMs: number,
): number {
  const course = courseOf(evidence, account)
  return course.reduce((longest, { fromMs: beginsAtMs, standing, readyAtMs }, at) => {
    if (standing !== 'active') return longest
    const beginMs = Math.max(fromMs, beginsAtMs, readyAtMs ?? 0)
    const endMs = Math.min(untilMs, course[at + 1]?.fromMs ?? untilMs)
    return Math.max(longest, endMs - beginMs)
  }, 0)
}

function courseOf({ readiness }: Evidence, account: AccountRow): readonly Readiness[] {
  const moves = readiness.filter(({ accountId }) => accountId === account.id)
  const [first] = moves
  const before =
    first === undefined
      ? { standing: account.standing, readyAtMs: account.readyAtMs, why: account.restingWhy }
      : { standing: first.oldStanding, readyAtMs: first.oldReadyAtMs, why: first.oldWhy }
  return [
    { fromMs: 0, ...before },
    ...moves.map(({ atMs, newStanding, newReadyAtMs, newWhy }) => {
      return { fromMs: atMs, standing: newStanding, readyAtMs: newReadyAtMs, why: newWhy }
    }),
  ]
}

function isReady(course: readonly Readiness[], atMs: number): boolean {
  const state = course.findLast(({ fromMs }) => fromMs <= atMs)
  if (state?.standing !== 'active') return false
  return state.why === PACED || state.readyAtMs === null || state.readyAtMs <= atMs
}

/** Nobody is logged in to hear what another one has said already, that a target is closed. */
function mayBegin(
  { sessions }: Evidence,
  { closedTo }: CheckRow,
  { username }: AccountRow,
  atMs: number,
): boolean {
  if (closedTo.length === 0) return true
  return sessions.some(({ account, fromMs, toMs }) => {
    return account === username && fromMs <= atMs && atMs < toMs
  })
}
