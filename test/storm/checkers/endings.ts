import type { Checker, CheckRow, Evidence, Follow, ProgressRow } from './evidence.ts'
import { isActive, longestReadyMs, stoodStillMs } from './standstill.ts'

const HOUR_MS = 3_600_000
const PATIENCE_MS = 6 * HOUR_MS
/** How long what nobody has ordered may stand still: it is in no hurry. */
const UNORDERED_MS: Readonly<Record<string, number>> = {
  watch: 48 * HOUR_MS,
  confirm: 72 * HOUR_MS,
}
const ONE_LIST = ['followers'] as const
const BOTH_LISTS = ['followers', 'following'] as const
const OVER = new Set(['completed', 'failed', 'cancelled'])

/** Invariant 3: a check ends once, and as its target deserves. */
export const endingsAreRight: Checker = (evidence) => [
  ...endsTwice(evidence),
  ...evidence.checks.flatMap((check) => wrongEnd(evidence, check)),
]

function endsTwice({ endings, told, checks }: Evidence): readonly string[] {
  const wrong: string[] = []
  for (const { id, number } of checks) {
    const moves = endings.filter(({ checkId }) => checkId === id)
    if (moves.some(({ from }) => OVER.has(from))) {
      wrong.push(`endings: check ${number} was changed after its end`)
    }
    if (moves.filter(({ from, to }) => !OVER.has(from) && OVER.has(to)).length > 1) {
      wrong.push(`endings: check ${number} ended more than once`)
    }
    if (told.filter(({ kind, check }) => kind === 'check-ended' && check === id).length > 1) {
      wrong.push(`endings: the end of check ${number} was told more than once`)
    }
  }
  return wrong
}

function wrongEnd(evidence: Evidence, check: CheckRow): readonly string[] {
  const { state, ending, why, target, number, purpose } = check
  if (!OVER.has(state)) {
    if (mayWaitOn(evidence, check)) return []
    return [`liveness: check ${number} of ${target} never ended`]
  }
  if (state === 'cancelled') return wrongCancel(evidence, check)
  const truth = evidence.truth.find((each) => each.target === target)
  const { seenBy = [], seenOnceBy = [] } = truth ?? {}
  const isClosed = ending === 'target-closed'
  const said = `check ${number} of ${target} ended as ${ending}${why ? ` (${why})` : ''}`
  if (ranOut(evidence, check) || wasPoison(evidence, check)) return []
  if (isClosed) {
    const isPublic = seenBy.length === evidence.accounts.length
    const wronged = seenBy.filter(
      (name) =>
        isPublic || saidWrong(evidence, check, name) || couldHaveRead(evidence, check, name),
    )
    return wronged.length === 0
      ? []
      : [`endings: ${said}, although ${wronged.join(', ')} can see it`]
  }
  if (seenOnceBy.length === 0) return [`endings: ${said}, and nobody can see it`]
  if (state !== 'completed' && ending !== 'incomplete') return [`endings: ${said}`]
  // What makes losses sure reads the followers alone.
  const lists = purpose === 'confirm' ? ONE_LIST : BOTH_LISTS
  return lists.flatMap((list) => {
    const progress = evidence.progress.find(
      (each) => each.checkId === check.id && each.list === list,
    )
    const { confidence = null, why: reason = null } = progress ?? {}
    if (confidence === 'exact' || confidence === 'confirmed') return []
    if (confidence === 'incomplete' && couldNotBeCounted(evidence, reason)) return []
    const isShort = reason !== null && JSON.parse(reason).kind === 'short'
    if (progress && confidence === 'incomplete' && isShort) {
      if (wasSkipped(evidence, check, progress) || wasMixed(evidence, check, progress)) return []
    }
    return [`endings: ${said} with ${list} ${confidence ?? 'unfinished'} (${reason})`]
  })
}

/**
 * Where no account is left that could read, what a watch reads is ordered anew as often as it is
 * given up: one of them waits whenever a bout ends, but none for longer than it may stand still.
 */
export function mayWaitOn(evidence: Evidence, check: CheckRow): boolean {
  if (check.purpose === 'order' || OVER.has(check.state)) return false
  if (evidence.accounts.some(({ standing }) => standing === 'active')) return false
  const stillMs = stoodStillMs(evidence, { ...check, finishedAtMs: evidence.endedAtMs })
  return stillMs < (UNORDERED_MS[check.purpose] ?? PATIENCE_MS) + LOOK_MS
}

/** No list is believed to be whole while nothing that Instagram serves says how many it has. */
function couldNotBeCounted({ faults }: Evidence, reason: string | null): boolean {
  // A single refusal can be one that says: this surface is not for you.
  const isRefused = faults.some(({ kind }) => kind === 'surface' || kind === 'refusal')
  if (reason === null || !isRefused) return false
  const shortage = JSON.parse(reason)
  return shortage.kind === 'uncounted' && shortage.unserved.length > 0
}

/**
 * Who is left out of one pass after another is not found, and that is said. Of a list that nobody
 * joined or left that takes a pass that misses them, and two more that find nobody new. Where
 * people have come and gone since it was counted, a pass that misses one known person of a short
 * list is not a whole one: that one may have left.
 */
function wasSkipped(
  { skips, follows }: Evidence,
  check: CheckRow,
  { list, beganAtMs }: ProgressRow,
): boolean {
  const isOfIt = (each: Pick<Follow, 'atMs' | 'target' | 'list'>, sinceMs: number | null) =>
    each.target === check.target &&
    each.list === list &&
    each.atMs >= (sinceMs ?? 0) &&
    each.atMs <= Number(check.finishedAtMs)
  const hasChurned = follows.some((each) => isOfIt(each, check.startedAtMs))
  return skips.filter((each) => isOfIt(each, beganAtMs)).length >= (hasChurned ? 1 : 3)
}

/**
 * Who walks through a list twice at once is shown it in two orders, mixed: each walk meets some
 * people twice and others not at all. An order does not wait until one is through it that walks
 * there for nobody.
 */
function wasMixed({ told, checks }: Evidence, check: CheckRow, progress: ProgressRow): boolean {
  const isOrder = check.purpose === 'order'
  const others = checks.filter(({ id, target, purpose }) => {
    return id !== check.id && target === check.target && (purpose === 'order') !== isOrder
  })
  return told.some(({ kind, check: of, list, atMs }) => {
    const isOther = kind === 'page-saved' && others.some(({ id }) => id === of)
    if (!isOther || list !== progress.list) return false
    return atMs >= (progress.beganAtMs ?? 0) && atMs <= Number(check.finishedAtMs)
  })
}

/** A customer cancels what he has ordered; two of his checks that prove to be one become one. */
function wrongCancel({ checks, cancelling }: Evidence, check: CheckRow): readonly string[] {
  const { ending, customer, target, number, id } = check
  if (ending === 'cancelled' && cancelling.has(customer)) return []
  const isOne = checks.some((other) => {
    return other.id !== id && other.customer === customer && other.target === target
  })
  if (ending === 'merged' && isOne) return []
  return [`endings: check ${number} of ${target} was ended as ${ending} by nobody`]
}

/** Whether an account said that a target is closed which it can see, and nobody had misled it. */
function saidWrong({ faults, accounts }: Evidence, { closedTo }: CheckRow, name: string): boolean {
  const id = accounts.find(({ username }) => username === name)?.id
  const isMisled = faults.some(({ kind }) => kind === 'refusal' || kind === 'surface')
  return id !== undefined && closedTo.includes(id) && !isMisled
}

/** The accounts that are asked about a target that seems closed. */
const OPINIONS_MAX = 3
/** How late those may be who look whether anybody could read: they are frozen, or killed. */
const LOOK_MS = 45 * 60_000
/** Whoever has had a session for so long before the end should have been asked. */
const TURN_MS = 15 * 60_000

/**
 * Whether an account that can see a target was there to say so: it may read the check, and it had a
 * session after others had called the target closed, for nobody is logged in to hear that. Three
 * others may have been asked before it, a stopped one cannot be asked at all, and one that rests
 * is waited for as long as the check is patient.
 */
function couldHaveRead(evidence: Evidence, check: CheckRow, name: string): boolean {
  const { askedAccount, closedTo, closedAtMs, createdAtMs, finishedAtMs } = check
  if (askedAccount !== null) return askedAccount === name
  if (closedTo.length >= OPINIONS_MAX) return false
  const { calmAtMs, faults, sessions } = evidence
  if (faults.length > 0 && Number(finishedAtMs) <= calmAtMs) return false
  const endedAtMs = Number(finishedAtMs)
  const beginMs = closedAtMs ?? createdAtMs
  const account = evidence.accounts.find(({ username }) => username === name)
  if (account === undefined || !isActive(evidence, account, endedAtMs)) return false
  const known = sessions.filter(({ account: of }) => of === name)
  if (endedAtMs - beginMs >= PATIENCE_MS) {
    return known.some(({ fromMs, toMs }) => {
      const [from, to] = [Math.max(beginMs, fromMs), Math.min(endedAtMs, toMs)]
      return longestReadyMs(evidence, account, from, to) >= LOOK_MS
    })
  }
  return known.some(({ fromMs, toMs }) => {
    const lasts = toMs >= endedAtMs || toMs - Math.max(beginMs, fromMs) >= TURN_MS
    return lasts && fromMs < endedAtMs - TURN_MS
  })
}

/** It stood still for as long as it may: nobody who might have read it was able to. */
function ranOut(evidence: Evidence, check: CheckRow): boolean {
  if (check.ending !== 'out-of-patience') return false
  const lateMs = evidence.faults.length === 0 ? 1000 : LOOK_MS
  return stoodStillMs(evidence, check) >= PATIENCE_MS - lateMs
}

/** After so many deaths of those who read it at one place, a check is read by nobody any more. */
const CRASHES_MAX = 5

/** It was lost with process after process, or connection after connection, between two pages. */
function wasPoison({ told, faults }: Evidence, check: CheckRow): boolean {
  const { id, ending, why, createdAtMs, finishedAtMs } = check
  if (ending !== 'out-of-patience' || why === null || JSON.parse(why).kind !== 'crashes')
    return false
  const pages = told.filter((event) => event.kind === 'page-saved' && event.check === id)
  const sinceMs = Math.max(createdAtMs, ...pages.map(({ atMs }) => atMs))
  const losses = faults.filter(({ kind, atMs }) => {
    return (
      (kind === 'kill' || kind === 'restart') && atMs >= sinceMs && atMs <= Number(finishedAtMs)
    )
  })
  return losses.length >= CRASHES_MAX && Number(finishedAtMs) - sinceMs >= PATIENCE_MS
}
