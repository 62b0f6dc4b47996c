import { type RawBuilder, sql } from 'kysely'
import type { Account } from '../accounts/account-store.ts'
import { parseRestReason, parseStopReason, reasonText } from '../accounts/reasons.ts'
import type { Standing } from '../accounts/standing.ts'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import type { RenewalOutcome } from './keeper.ts'

/** Where is told that a renewal was asked for, or has come to something. */
export const RENEWALS_CHANNEL = 'evercheck_renewals'

/** What nobody came back for is deleted after this. */
const KEPT_MS = 60 * 60_000

export type RenewalCause = 'proactive' | 'manual'

/** A renewal that a worker does for whoever asked. */
export type AskedRenewal = {
  readonly id: string
  readonly accountId: string
  readonly cause: RenewalCause
}

/** No worker is at it: none has taken it yet, or it is over, or its worker is gone. */
const isLeft = sql`(ended_at is not null or holder is null or not holder_lives(holder))`

type Context = { readonly db: Database }
type HolderContext = Context & { readonly holder: string }

/** Asks the workers for a renewal. Durable when it returns its number. */
export async function askForRenewal(
  context: Context,
  account: Account,
  cause: RenewalCause,
): Promise<string> {
  const asked = await sql<{ id: string }>`
    with old as (
      delete from asked_renewals
      where asked_at <= ${ago(KEPT_MS)} and holder is not null and ${isLeft}
    ),
    asked as (
      insert into asked_renewals (account_id, cause) values (${account.id}, ${cause}) returning id
    )
    select id::text, pg_notify(${RENEWALS_CHANNEL}, '') from asked
  `.execute(context.db)
  return asked.rows[0]?.id ?? ''
}

/** Takes the oldest that nobody has taken; null if there is none. */
export async function takeAskedRenewal(context: HolderContext): Promise<AskedRenewal | null> {
  const taken = await sql<{ id: string; account_id: string; cause: RenewalCause }>`
    update asked_renewals set holder = ${context.holder}::bigint
    where id = (
      select id from asked_renewals
      where ended_at is null and holder is null
      order by id
      limit 1
      for update skip locked
    )
    returning id::text, account_id, cause
  `.execute(context.db)
  const [row] = taken.rows
  return row ? { id: row.id, accountId: row.account_id, cause: row.cause } : null
}

/** Leaves it to another worker: this one ends. Durable when it returns. */
export function putBackAskedRenewal(context: HolderContext, id: string): Promise<void> {
  return changeOwn(context, id, sql`holder = null`)
}

/** Says what it came to. Durable when it returns. */
export function endAskedRenewal(
  context: HolderContext,
  id: string,
  outcome: RenewalOutcome,
): Promise<void> {
  const json = JSON.stringify(written(outcome))
  return changeOwn(context, id, sql`outcome = ${json}::jsonb, ended_at = ${dbNow}`)
}

async function changeOwn(
  context: HolderContext,
  id: string,
  change: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    with changed as (
      update asked_renewals set ${change}
      where id = ${id}::bigint and holder = ${context.holder}::bigint and ended_at is null
      returning id
    )
    select pg_notify(${RENEWALS_CHANNEL}, '') from changed
  `.execute(context.db)
}

/**
 * What it has come to; null while it goes on. `gone`: its worker is, in the middle of it, or it was
 * deleted with its account.
 */
export async function askedRenewalOutcome(
  context: Context,
  id: string,
): Promise<RenewalOutcome | 'gone' | null> {
  const found = await sql<{ outcome: Written | null; goes_on: boolean }>`
    select outcome, holder is null or holder_lives(holder) as goes_on
    from asked_renewals where id = ${id}::bigint
  `.execute(context.db)
  const [row] = found.rows
  if (row?.outcome) return read(row.outcome)
  return row?.goes_on ? null : 'gone'
}

/** Whether workers do any of them: whoever waits is served when one of those is over. */
export async function renewalsUnderWay(context: Context): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (
      select from asked_renewals where ended_at is null and holder_lives(holder)
    ) as any
  `.execute(context.db)
  return found.rows[0]?.any ?? false
}

/** Deletes it if no worker has taken it. Whether it did; durable then. */
export async function withdrawAskedRenewal(context: Context, id: string): Promise<boolean> {
  const deleted = await sql`
    delete from asked_renewals where id = ${id}::bigint and holder is null returning id
  `.execute(context.db)
  return deleted.rows.length > 0
}

/** Deletes it unless a worker is at it: nobody asks any more what it came to. */
export async function forgetAskedRenewal(context: Context, id: string): Promise<void> {
  await sql`delete from asked_renewals where id = ${id}::bigint and ${isLeft}`.execute(context.db)
}

/** An outcome as JSON holds it. */
type Written =
  | Extract<RenewalOutcome, { kind: 'renewed' }>
  | { readonly kind: 'busy' | 'no-password' | 'untaken' }
  | { readonly kind: 'stopped'; readonly standing: Standing; readonly why: string }
  | { readonly kind: 'resting'; readonly until: string; readonly why: string }
  | { readonly kind: 'postponed'; readonly detail: string; readonly retryMs: number }
  | { readonly kind: 'unable'; readonly code: UnableCode; readonly message: string }

type UnableCode = Extract<RenewalOutcome, { kind: 'unable' }>['error']['code']

function written(outcome: RenewalOutcome): Written {
  switch (outcome.kind) {
    case 'renewed':
      return { kind: 'renewed', version: outcome.version, how: outcome.how }
    case 'busy':
    case 'no-password':
    case 'untaken':
      return { kind: outcome.kind }
    case 'stopped':
      return { kind: 'stopped', standing: outcome.standing, why: reasonText(outcome.why) }
    case 'resting':
      return { kind: 'resting', until: outcome.until.toISOString(), why: reasonText(outcome.why) }
    case 'postponed':
      return { kind: 'postponed', detail: outcome.detail, retryMs: outcome.retryMs }
    case 'unable':
      return { kind: 'unable', code: outcome.error.code, message: outcome.error.message }
  }
}

function read(outcome: Written): RenewalOutcome {
  switch (outcome.kind) {
    case 'stopped':
      return { ...outcome, why: parseStopReason(outcome.why) }
    case 'resting':
      return { ...outcome, until: new Date(outcome.until), why: parseRestReason(outcome.why) }
    case 'unable': {
      const { code, message } = outcome
      const error = Object.assign<Error, { readonly code: UnableCode }>(new Error(message), {
        code,
      })
      return { kind: 'unable', error }
    }
    default:
      return outcome
  }
}
