import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { CustomerUnknownError } from '../customers/customer.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordEvent } from '../events/event-store.ts'
import {
  CREDITS_MAX,
  CreditsInvalidError,
  checkCredits,
  type Entry,
  type EntryReason,
} from './entry.ts'

type Context = { readonly db: Database }

/** What a customer has. At least one of the two is 0. */
export type Balance = {
  readonly balanceCredits: number
  /** What is owed: whatever comes in pays it first. */
  readonly debtCredits: number
  /** What is set aside for checks that have not ended; it is not in the balance. */
  readonly heldCredits: number
}

/** Credits that come or go without a check. */
export type Move = {
  readonly customerId: string
  /** Less than nothing is taken: what the balance lacks becomes a debt. */
  readonly credits: number
  readonly reason: EntryReason
  readonly note: string | null
  readonly actor: string
  /** What happens once only, however often it is told; null for what may happen again. */
  readonly source: string | null
}

/** What came of moving credits. */
export type Moved =
  | ({ readonly kind: 'moved'; readonly entryId: string } & Pick<
      Balance,
      'balanceCredits' | 'debtCredits'
    >)
  /** Something was entered before under this source; nothing was done. */
  | ({ readonly kind: 'known' } & Pick<Move, 'customerId' | 'credits'>)

/** Whether something that happens once only was entered before. */
export async function isEntered(context: Context, source: string): Promise<boolean> {
  const entry = context.db.selectFrom('balance_entries').select('id').where('source', '=', source)
  return (await entry.executeTakeFirst()) !== undefined
}

/**
 * Gives a customer credits, or takes some: the entry and the balance are one statement. Durable
 * when it returns, with the caller's transaction if it has one.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; CreditsInvalidError CREDITS_INVALID
 */
export async function credit(context: Context, move: Move): Promise<Moved> {
  checkCredits(move.credits)
  return inTransaction(context, async (tx) => {
    const { customerId, credits, reason, note, actor, source } = move
    await lockCustomer({ db: tx }, move)
    const moved = await sql<{ id: string; balance: number; debt: number }>`
      with entered as (
        insert into balance_entries
          (customer_id, kind, credits, reason, note, actor, source, at)
        values (${customerId}, ${credits > 0 && reason !== 'corrected' ? 'credit' : 'adjust'},
          ${credits}, ${reason}, ${note}, ${actor}, ${source}, ${dbNow})
        on conflict (source) do nothing
        returning id, customer_id, credits
      )
      update customers
      set balance = greatest(0, balance - debt + entered.credits),
        debt = greatest(0, debt - balance - entered.credits)
      from entered
      where customers.id = entered.customer_id
      returning entered.id, customers.balance, customers.debt
    `.execute(tx)
    const row = moved.rows[0]
    if (!row) return { kind: 'known', ...(await enteredAs(tx, source)) }
    const after = { balanceCredits: row.balance, debtCredits: row.debt }
    await recordEvent(
      { db: tx },
      {
        kind: 'balance-moved',
        customer: customerId,
        detail: { credits, reason, balance: row.balance, debt: row.debt },
      },
    )
    return { kind: 'moved', entryId: row.id, ...after }
  })
}

async function enteredAs(db: Database, source: string | null) {
  const found = await db
    .selectFrom('balance_entries')
    .select(['customer_id', 'credits'])
    .where('source', '=', source)
    .executeTakeFirstOrThrow()
  return { customerId: found.customer_id, credits: found.credits }
}

/** Who is forgotten is given nothing more, though what he paid may still be taken back. */
async function lockCustomer(context: Context, { customerId, credits }: Move): Promise<void> {
  const found = await sql<{ worth: number; held: number; is_known: boolean }>`
    select balance - debt as worth, forgotten_at is null as is_known,
      (
        select coalesce(sum(checks.ceiling), 0)::float8 from checks
        where checks.customer_id = customers.id and checks.finished_at is null
      ) as held
    from customers
    where id = ${customerId}
    for no key update
  `.execute(context.db)
  const row = found.rows[0]
  if (!row || (credits > 0 && !row.is_known)) {
    throw new CustomerUnknownError(`There is no customer ${customerId}.`)
  }
  // What is held comes back one day, and would then be more than can be counted.
  if (row.worth + row.held + credits > CREDITS_MAX || row.worth + credits < -CREDITS_MAX) {
    throw new CreditsInvalidError(`No customer can have or owe more than ${CREDITS_MAX} credits.`)
  }
}

/**
 * Sets credits aside for a check that is being ordered, in the caller's transaction, which has
 * locked the customer. False when the balance does not hold so much, and nothing was done.
 */
export async function hold(
  context: Context,
  check: { readonly id: string; readonly customerId: string; readonly ceilingCredits: number },
): Promise<boolean> {
  if (check.ceilingCredits === 0) return true
  const held = await sql<{ count: number }>`
    with entered as (
      insert into balance_entries (customer_id, check_id, kind, credits, reason, actor, at)
      select id, ${check.id}, 'hold', ${-check.ceilingCredits}, 'ordered', 'evercheck', ${dbNow}
      from customers
      where id = ${check.customerId}
        and balance >= ${check.ceilingCredits}
      returning customer_id, credits
    ),
    moved as (
      update customers
      set balance = balance + entered.credits
      from entered
      where customers.id = entered.customer_id
    )
    select count(*)::integer as count from entered
  `.execute(context.db)
  return held.rows[0]?.count === 1
}

/** What the end of a check costs. */
export type Settlement = {
  readonly checkId: string
  readonly customerId: string
  /** What was held for it. */
  readonly ceilingCredits: number
  readonly chargedCredits: number
  readonly reason: EntryReason
}

/**
 * Gives back what was held for a check and takes what it costs, in the transaction that ends it.
 * A second time it fails, and with it that transaction.
 */
export async function settle(context: Context, settlement: Settlement): Promise<void> {
  const { checkId, customerId, ceilingCredits, chargedCredits, reason } = settlement
  assert(chargedCredits >= 0 && chargedCredits <= ceilingCredits, 'no more is taken than was held')
  if (ceilingCredits === 0) return
  const settled = await sql<{ held: number }>`
    with entered as (
      insert into balance_entries (customer_id, check_id, kind, credits, reason, actor, at)
      select held.customer_id, held.check_id, entry.kind, entry.credits, ${reason}, 'evercheck',
        ${dbNow}
      from balance_entries held
      cross join (values
        ('release', ${ceilingCredits}::integer),
        ('capture', ${-chargedCredits}::integer)) entry (kind, credits)
      where held.check_id = ${checkId}
        and held.customer_id = ${customerId}
        and held.kind = 'hold'
        and held.credits = ${-ceilingCredits}
        and entry.credits <> 0
      order by entry.kind desc
      returning customer_id, credits
    ),
    total as (
      select customer_id, sum(credits)::integer as credits from entered group by customer_id
    ),
    moved as (
      update customers
      set balance = greatest(0, balance - debt + total.credits),
        debt = greatest(0, debt - balance - total.credits)
      from total
      where customers.id = total.customer_id
    )
    select count(*)::integer as held from total
  `.execute(context.db)
  assert(settled.rows[0]?.held === 1, `what was held for ${checkId} stands in the ledger`)
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN */
export async function balanceOf(context: Context, customerId: string): Promise<Balance> {
  const found = await sql<{ balance: number; debt: number; held: number }>`
    select customers.balance, customers.debt,
      coalesce((
        select sum(checks.ceiling)
        from checks
        where checks.customer_id = customers.id
          and checks.finished_at is null
      ), 0)::integer as held
    from customers
    where customers.id = ${customerId}
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) throw new CustomerUnknownError(`There is no customer ${customerId}.`)
  return { balanceCredits: row.balance, debtCredits: row.debt, heldCredits: row.held }
}

/** Which entries are shown: a customer's or all, before the one where the page before ended. */
export type EntryPage = {
  readonly customerId: string | null
  readonly countMax: number
  readonly beforeId?: string | null
  readonly checkId?: string | null
}

/** The ledger, the newest entry first. */
export async function entriesOf(context: Context, page: EntryPage): Promise<readonly Entry[]> {
  const { customerId, countMax, beforeId = null, checkId = null } = page
  const found = await sql<{
    id: string
    customer_id: string
    check_id: string | null
    kind: Entry['kind']
    credits: number
    worth: number
    reason: EntryReason
    note: string | null
    actor: string
    at: Date
  }>`
    select entry.id, entry.customer_id, entry.check_id, entry.kind, entry.credits, entry.reason,
      entry.note, entry.actor, entry.at,
      (
        select sum(earlier.credits)
        from balance_entries earlier
        where earlier.customer_id = entry.customer_id
          and earlier.id <= entry.id
      )::integer as worth
    from balance_entries entry
    where (${customerId}::text is null or entry.customer_id = ${customerId})
      and (${beforeId}::bigint is null or entry.id < ${beforeId}::bigint)
      and (${checkId}::text is null or entry.check_id = ${checkId})
    order by entry.id desc
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map((row) => ({
    id: row.id,
    customerId: row.customer_id,
    checkId: row.check_id,
    kind: row.kind,
    credits: row.credits,
    worthCredits: row.worth,
    reason: row.reason,
    note: row.note,
    actor: row.actor,
    at: row.at,
  }))
}
