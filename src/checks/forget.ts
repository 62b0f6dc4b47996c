import { type Kysely, sql } from 'kysely'
import { HOUSE } from '../customers/customer.ts'
import { customerById, makePseudonym } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.gen.ts'
import { customerAlone } from './customer-limits.ts'
import { endAnyway } from './leave-store.ts'
import { deleteListsOf } from './retention.ts'

/** The house orders the operator's own checks, and cannot be forgotten. */
export class HouseKeptError extends Error {
  override readonly name = 'HouseKeptError'
  readonly code = 'HOUSE_KEPT'
}

/** What forgetting a customer came to. */
export type Forgotten = {
  readonly customerId: string
  /** Whether he was forgotten before; what was left over is gone now. */
  readonly wasForgotten: boolean
  readonly cancelledChecks: number
  readonly releasedCredits: number
  readonly deletedChecks: number
  /** What stays under his id alone: entries of the ledger and payments. */
  readonly keptEntries: number
  readonly keptPayments: number
  /** Since when there was something of him: backups from then on hold him still. */
  readonly since: Date
}

/**
 * Whatever says by `customer_id` whose it is goes, whichever room it belongs to, so that nobody who
 * adds a table has to think of this. These stay: what is owed and was paid has to be told for
 * years, what happened goes by its own retention, and checks go after their lists.
 */
const KEPT = ['balance_entries', 'payments', 'events', 'checks', 'list_series']

/**
 * Forgets a customer: cancels what is open and gives back what was held, ends whatever he has
 * (keys, watches, links, chats), and takes his name away, in one commit. Then his checks and their
 * lists are deleted; interrupted in that, it goes on when it is called again. The ledger stays,
 * under an id that leads to nobody. Durable when it returns.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN, HouseKeptError HOUSE_KEPT; the signal's reason
 */
export async function forgetCustomer(
  context: { readonly db: Kysely<Tables> },
  customerId: string,
  signal: AbortSignal,
): Promise<Forgotten> {
  if (customerId === HOUSE) throw new HouseKeptError('The house is the operator: it stays.')
  const before = await customerById(context, customerId)
  const ended = await context.db.transaction().execute(async (db) => {
    await customerAlone({ db }, customerId)
    const open = await endAll({ db }, customerId)
    for (const table of await tablesWithCustomers({ db })) {
      await sql`delete from ${sql.ref(table)} where customer_id = ${customerId}`.execute(db)
    }
    await sql`
      update balance_entries set note = null
      where customer_id = ${customerId} and note is not null
    `.execute(db)
    await makePseudonym({ db }, customerId)
    return open
  })
  await deleteListsOf(context, customerId, signal)
  const deleted = await sql`
    delete from checks where customer_id = ${customerId}
  `.execute(context.db)
  const kept = await keptOf(context, customerId)
  return {
    customerId,
    wasForgotten: before.forgottenAt !== null,
    ...ended,
    deletedChecks: Number(deleted.numAffectedRows ?? 0n),
    ...kept,
    since: before.createdAt,
  }
}

/**
 * Goes on with whoever is forgotten and whose checks were not all deleted, because the process died
 * in the middle: whom a chat belonged to nobody can ask for again. Returns how many there were.
 * Durable when it returns.
 * @throws the signal's reason
 */
export async function finishForgetting(
  context: { readonly db: Kysely<Tables> },
  signal: AbortSignal,
): Promise<number> {
  const left = await sql<{ id: string }>`
    select id from customers
    where forgotten_at is not null
      and exists (select from checks where checks.customer_id = customers.id)
    order by id
  `.execute(context.db)
  for (const { id } of left.rows) await forgetCustomer(context, id, signal)
  return left.rows.length
}

async function endAll(
  context: { readonly db: Database },
  customerId: string,
): Promise<Pick<Forgotten, 'cancelledChecks' | 'releasedCredits'>> {
  const open = await sql<{ id: string; ceiling: number }>`
    select id, ceiling from checks
    where customer_id = ${customerId} and finished_at is null
    order by id
    for no key update
  `.execute(context.db)
  const end = { state: 'cancelled', ending: { kind: 'cancelled' } } as const
  let cancelledChecks = 0
  let releasedCredits = 0
  for (const { id, ceiling } of open.rows) {
    if (!(await endAnyway(context, id, end))) continue
    cancelledChecks += 1
    releasedCredits += ceiling
  }
  return { cancelledChecks, releasedCredits }
}

async function tablesWithCustomers(context: { readonly db: Database }): Promise<readonly string[]> {
  const found = await sql<{ name: string }>`
    select c.table_name as name
    from information_schema.columns c
    join information_schema.tables t
      on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = 'public'
      and c.column_name = 'customer_id'
      and t.table_type = 'BASE TABLE'
      and not c.table_name = any(${KEPT}::text[])
    order by c.table_name
  `.execute(context.db)
  return found.rows.map(({ name }) => name)
}

async function keptOf(
  context: { readonly db: Database },
  customerId: string,
): Promise<Pick<Forgotten, 'keptEntries' | 'keptPayments'>> {
  const found = await sql<{ entries: number; payments: number }>`
    select
      (select count(*) from balance_entries where customer_id = ${customerId})::integer as entries,
      (select count(*) from payments where customer_id = ${customerId})::integer as payments
  `.execute(context.db)
  const row = found.rows[0]
  return { keptEntries: row?.entries ?? 0, keptPayments: row?.payments ?? 0 }
}
