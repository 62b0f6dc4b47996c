import { sql } from 'kysely'
import { parseReason, type Reason } from '../accounts/reasons.ts'
import type { Check } from '../checks/check.ts'
import { listInHand } from '../checks/reading/next-step.ts'
import type { Progress } from '../checks/reading/progress.ts'
import { progressOf } from '../checks/reading/progress-store.ts'
import { waitingFor } from '../checks/waiting-store.ts'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import type { List } from '../instagram/questions/operation.ts'

/** How far a check is, and what is happening to it. */
export type UnderWay = {
  readonly followers: Progress
  readonly following: Progress
  readonly happens: Happening
}

/** What is happening to a check that has not ended. */
export type Happening =
  /** It waits for an account; the place counts from 1. */
  | { readonly kind: 'in-line'; readonly place: number }
  | { readonly kind: 'reading'; readonly list: List }
  /** Its account is being logged in. */
  | { readonly kind: 'logging-in' }
  /** Its account was logged in a moment ago. */
  | { readonly kind: 'logged-in'; readonly list: List }
  /** The accounts that may read it rest, or are blocked for a time. */
  | { readonly kind: 'resting'; readonly why: Reason; readonly until: Date }
  /** No account can go on before a human has dealt with one. */
  | { readonly kind: 'no-account' }

/** A login is told of for as long as this. */
const TOLD_MS = 60_000

/** What is happening to an open check; `places` are those of all that wait, by check. */
export async function underWay(
  context: { readonly db: Database },
  check: Check,
  places: ReadonlyMap<string, number>,
): Promise<UnderWay> {
  const { followers, following } = await progressOf(context, check.id)
  const happens = await happening(context, check, { followers, following }, places)
  return { followers, following, happens }
}

async function happening(
  context: { readonly db: Database },
  check: Check,
  lists: Readonly<Record<List, Progress>>,
  places: ReadonlyMap<string, number>,
): Promise<Happening> {
  const list = listInHand(lists.followers, lists.following)
  if (check.state === 'running') {
    const login = await loginOf(context, check.id)
    if (login === 'under-way') return { kind: 'logging-in' }
    return login === 'over' && lists[list].fetched > 0
      ? { kind: 'logged-in', list }
      : { kind: 'reading', list }
  }
  const waiting = await waitingFor(context, check.id)
  switch (waiting.kind) {
    case 'ready':
    case 'line':
      return { kind: 'in-line', place: places.get(check.id) ?? 1 }
    case 'rest':
      return { kind: 'resting', why: parseReason(waiting.why), until: waiting.until }
    case 'human':
      return { kind: 'no-account' }
  }
}

/** Whether the account that reads a check is being logged in, or was a moment ago. */
async function loginOf(
  context: { readonly db: Database },
  checkId: string,
): Promise<'under-way' | 'over' | null> {
  const found = await sql<{ is_under_way: boolean; is_over: boolean }>`
    select account.login_since is not null as is_under_way,
      exists (
        select
        from session_refreshes refresh
        where refresh.account_id = account.id
          and refresh.outcome = 'logged-in'
          and refresh.finished_at > greatest(${ago(TOLD_MS)}, checks.started_at)
      ) as is_over
    from checks
    join instagram_accounts account on account.lease_holder = checks.holder
      and (checks.bound_to is null or checks.bound_to = account.id)
    where checks.id = ${checkId}
    order by account.id = checks.bound_to desc
    limit 1
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return null
  if (row.is_under_way) return 'under-way'
  return row.is_over ? 'over' : null
}
