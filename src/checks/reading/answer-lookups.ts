import { sql } from 'kysely'
import { recordRequests } from '../../accounts/budget.ts'
import { dbNow } from '../../db/time.ts'
import { viewerPk } from '../../instagram/cookies/cookies.ts'
import type { Profile } from '../../instagram/questions/people.ts'
import type { CallContext, CallOutcome } from '../../sessions/call.ts'
import type { HeldAccount } from '../../sessions/held-account.ts'
import { hold, letGo } from '../../sessions/hold.ts'
import type { HoldContext } from '../../sessions/take.ts'
import {
  answerLookup,
  claimLookup,
  giveLookupBack,
  isLookupWaiting,
  type LookupAnswer,
} from '../lookup-store.ts'
import { identify } from './identify.ts'

type Context = CallContext & { readonly holder: string }

/** What keeps an account from going on: whatever it does next must not be asked either. */
type Hindered = Exclude<
  CallOutcome<never>,
  { kind: 'ok' } | { kind: 'incomplete' } | { kind: 'cursor-refused' } | { kind: 'target-closed' }
>

/**
 * Answers one question of somebody who wants to know what a check would cost, with an account that
 * is at work anyway: between two of its pages, at its pace, out of its budget. Null when there is
 * none, and when one was answered; else why the account cannot go on.
 */
export async function answerBetweenPages(
  context: Context,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<Hindered | null> {
  if (!(await isLookupWaiting(context))) return null
  const outcome = await answerOne(context, held, signal)
  return outcome === 'answered' || outcome === 'none' ? null : outcome
}

/**
 * Answers what waits with an account that has nothing to read and whose session lives; nobody is
 * logged in for it. False when there is no such account.
 */
export async function answerIdly(
  context: HoldContext,
  without: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const id = await idleAccount(context, without)
  if (id === null) return false
  const reached = await hold(context, { id }, signal)
  if (reached.kind !== 'held') return false
  try {
    while ((await answerOne(context, reached.held, signal)) === 'answered') signal.throwIfAborted()
    return true
  } finally {
    await letGo(context, reached.held)
  }
}

async function answerOne(
  context: Context,
  held: HeldAccount,
  signal: AbortSignal,
): Promise<'answered' | 'none' | Hindered> {
  const claim = await claimLookup(context)
  if (claim === null) return 'none'
  let answer: LookupAnswer | null = null
  try {
    const found = await identify(context, held, claim.target, signal)
    switch (found.kind) {
      case 'ok':
        answer = answerOf(found.value, held)
        break
      case 'target-closed':
        answer = { answer: found.why }
        break
      case 'incomplete':
      case 'cursor-refused':
        answer = { answer: 'gone' }
        break
      default:
        return found
    }
    return 'answered'
  } finally {
    // No check has asked for it, so that none is told to have cost it.
    await recordRequests(context, held.account.id, held.effort.take().requests)
    if (answer === null) await giveLookupBack(context, claim)
    else await answerLookup(context, claim, answer)
  }
}

function answerOf(profile: Profile, held: HeldAccount): LookupAnswer {
  const { pk, username, fullName, followersCount, followingCount } = profile
  const isOwn = held.state !== null && viewerPk(held.state) === pk
  const isClosed = profile.isPrivate && profile.viewerFollows === false && !isOwn
  const answer = isClosed ? 'private' : 'found'
  return { answer, pk, username, fullName, followersCount, followingCount }
}

async function idleAccount(
  context: HoldContext,
  without: readonly string[],
): Promise<string | null> {
  const found = await sql<{ id: string }>`
    select account.id
    from instagram_accounts account
    where account.standing = 'active'
      and account.lease_holder is null
      and account.ready_at <= ${dbNow}
      and not account.id = any(${[...without]}::text[])
      and exists (
        select from instagram_sessions session
        where session.account_id = account.id
          and session.label = 'current'
          and session.died_at is null
      )
    order by account.idle_since nulls first, account.username
    limit 1
  `.execute(context.db)
  return found.rows[0]?.id ?? null
}
