import { sql } from 'kysely'
import { type Account, accountById } from '../accounts/account-store.ts'
import { ago, dbNow } from '../db/time.ts'
import { counted } from './ask.ts'
import { openCurrent } from './hold.ts'
import { refresh } from './refresh.ts'
import type { RefreshOutcome } from './renewal.ts'
import { endRetired } from './retired.ts'
import type { Renewed } from './session.ts'
import { giveBack, type HoldContext, type NotTaken, take } from './take.ts'

/** What a renewal came to. `busy`: a check has the account, and it is not disturbed. */
export type RenewalOutcome =
  | ({ readonly version: number } & Pick<Renewed, 'kind' | 'how'>)
  | Exclude<RefreshOutcome, Renewed>
  | NotTaken
  /** There is nothing to log in with: its session is used until it dies. */
  | { readonly kind: 'no-password' }
  /** Workers run, and none has begun it: they are of an older version, or stand still. */
  | { readonly kind: 'untaken' }

/**
 * Renews one account's session in its own browser state: still logged in, the cookies are taken
 * over and tested; else it logs in. By hand, a resting account is renewed too.
 * @throws LeaseLostError LEASE_LOST; the signal's reason on abort
 */
export async function renewAccount(
  context: HoldContext,
  account: Account,
  cause: 'proactive' | 'manual',
  signal: AbortSignal,
): Promise<RenewalOutcome> {
  if (account.standing === 'active' && account.credentialId === null) {
    return { kind: 'no-password' }
  }
  const taken = await take(context, account.id, { evenResting: cause === 'manual' })
  if (taken.kind !== 'taken') return taken
  const { held } = taken
  try {
    await openCurrent(context, held)
    const outcome = await refresh(context, held, cause, signal)
    // Here nobody waits for the next page.
    if (outcome.kind !== 'renewed') return outcome
    await endRetired(context, account.id, counted(context, held), signal)
    return { kind: 'renewed', version: outcome.session.version, how: outcome.how }
  } finally {
    await giveBack(context, held)
  }
}

/**
 * The active accounts to be renewed, the oldest first. `planned` are those whose session lives and
 * whose place in the night has come: the others log in when a check needs them, and not before.
 * `aged` are those whose session is missing, dead, or was renewed too long ago, wherever their
 * place is. One that waits out a throttle is not among them: a login would make the throttle worse.
 * Nor is one without a password: there is nothing to log in with, and its session may live on for
 * long.
 */
export async function dueAccounts(
  context: HoldContext,
  of: 'aged' | 'planned' = 'aged',
): Promise<readonly Account[]> {
  const due = await sql<{ id: string }>`
    select account.id
    from instagram_accounts account
    left join instagram_sessions session
      on session.account_id = account.id
      and session.label = 'current'
    where account.standing = 'active'
      and account.credential_id is not null
      and (account.resting_until is null or account.resting_until <= ${dbNow})
      and (
        (${of === 'aged'} and (session.id is null or session.died_at is not null))
        or (${of === 'aged'}
          and session.died_at is null
          and session.renewed_at <= ${ago(context.refreshAfterMs)}
          and (session.postponed_until is null or session.postponed_until <= ${dbNow}))
        or (${of === 'planned'}
          and session.died_at is null
          and session.next_refresh_at <= ${dbNow})
      )
    order by session.renewed_at nulls first, account.username
  `.execute(context.db)
  return Promise.all(due.rows.map(({ id }) => accountById(context, id)))
}
