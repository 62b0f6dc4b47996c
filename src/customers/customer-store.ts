import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { isBehind, type Place } from '../db/place.ts'
import { hasPart } from '../db/text-part.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import {
  type Customer,
  CustomerAmbiguousError,
  CustomerInvalidError,
  type CustomerLanguage,
  CustomerUnknownError,
  checkedName,
  checkedZone,
  type Identity,
} from './customer.ts'

type Context = { readonly db: Database }

/** A customer as he is entered. */
export type NewCustomer = {
  readonly name: string
  readonly language: CustomerLanguage
  readonly zone: string
  readonly pays: boolean
}

/**
 * Enters a customer, with the identities by which he is known. Durable when it returns.
 * @throws CustomerInvalidError CUSTOMER_INVALID, also when somebody else is known by one of them
 */
export async function createCustomer(
  context: Context,
  given: NewCustomer,
  identities: readonly Identity[] = [],
): Promise<Customer> {
  const name = checkedName(given.name)
  const zone = checkedZone(given.zone)
  const id = newId('cus')
  const made = await sql<CustomerRow>`
    with customer as (
      insert into customers (id, name, language, zone, pays, created_at)
      values (${id}, ${name}, ${given.language}, ${zone}, ${given.pays}, ${dbNow})
      returning *
    ),
    known as (
      insert into identities (subject, kind, customer_id, created_at)
      select subject, kind, ${id}, ${dbNow}
      from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as row (subject text, kind text)
    )
    select id, name, language, zone, pays, balance, debt, open_count, created_at, forgotten_at
    from customer
  `
    .execute(context.db)
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error
      const known = identities.map(({ subject }) => subject).join(', ')
      throw new CustomerInvalidError(`There is a customer who is known as ${known} already.`)
    })
  const [row] = made.rows
  if (!row) throw new Error('a customer who was entered must be there')
  return toCustomer(row)
}

/** Whether an identity is somebody else's. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'identities_pkey'
}

/**
 * The customer of an identity, entered if he is new: whoever asks twice at once gets the same one.
 * Durable when it returns.
 * @throws CustomerInvalidError CUSTOMER_INVALID
 */
export async function ensureCustomer(
  context: Context,
  identity: Identity,
  given: NewCustomer,
): Promise<{ readonly customer: Customer; readonly isNew: boolean }> {
  return inTransaction(context, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${identity.subject}, 0))`.execute(tx)
    const known = await customerOf({ db: tx }, identity)
    if (known) return { customer: known, isNew: false }
    return { customer: await createCustomer({ db: tx }, given, [identity]), isNew: true }
  })
}

/** Lets a customer be known by another identity. Durable when it returns. */
export async function addIdentity(
  context: Context,
  customerId: string,
  identity: Identity,
): Promise<void> {
  await sql`
    insert into identities (subject, kind, customer_id, created_at)
    values (${identity.subject}, ${identity.kind}, ${customerId}, ${dbNow})
  `.execute(context.db)
}

/** By what a customer is known. */
export async function identitiesOf(
  context: Context,
  customerId: string,
): Promise<readonly Identity[]> {
  return context.db
    .selectFrom('identities')
    .select(['kind', 'subject'])
    .where('customer_id', '=', customerId)
    .orderBy('subject')
    .execute()
}

/** The customer of an identity; null when nobody is known by it. */
export async function customerOf(context: Context, identity: Identity): Promise<Customer | null> {
  const row = await rows(context)
    .innerJoin('identities', 'identities.customer_id', 'customers.id')
    .where('identities.subject', '=', identity.subject)
    .where('identities.kind', '=', identity.kind)
    .executeTakeFirst()
  return row ? toCustomer(row) : null
}

/** @throws CustomerUnknownError CUSTOMER_UNKNOWN */
export async function customerById(context: Context, id: string): Promise<Customer> {
  const row = await rows(context).where('customers.id', '=', id).executeTakeFirst()
  if (!row) throw new CustomerUnknownError(`There is no customer ${id}.`)
  return toCustomer(row)
}

/** How people call customers, by their ids: what is not among them has no name. */
export async function namesOfCustomers(
  context: Context,
  ids: readonly string[],
): Promise<(id: string) => string> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return () => ''
  const found = await context.db
    .selectFrom('customers')
    .select(['id', 'name'])
    .where('id', 'in', wanted)
    .execute()
  const names = new Map(found.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? ''
}

/**
 * The customer whom somebody names by id, by identity (`tg:ID`) or by name.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; CustomerAmbiguousError CUSTOMER_AMBIGUOUS
 */
export async function findCustomer(context: Context, named: string): Promise<Customer> {
  const exact = await rows(context)
    .where((either) =>
      either.or([
        either('customers.id', '=', named),
        either.exists(
          either
            .selectFrom('identities')
            .select('subject')
            .whereRef('identities.customer_id', '=', 'customers.id')
            .where('identities.subject', '=', named),
        ),
      ]),
    )
    .executeTakeFirst()
  if (exact) return toCustomer(exact)
  const found = await rows(context)
    .where(sql<boolean>`lower(customers.name) = lower(${named})`)
    .where('customers.forgotten_at', 'is', null)
    .limit(2)
    .execute()
  const [first, other] = found
  if (!first)
    throw new CustomerUnknownError(
      `There is no customer ${JSON.stringify(named)}: evercheck customer list shows all.`,
    )
  if (other) {
    throw new CustomerAmbiguousError(
      `Several customers are called ${JSON.stringify(named)}: name one by its id, as evercheck customer list shows it.`,
    )
  }
  return toCustomer(first)
}

/** Which customers are listed: the newest first, after the one where the page before ended. */
export type CustomerPage = {
  readonly countMax: number
  readonly after?: Place | null
  /** Part of a name, an identity or an id. */
  readonly search?: string | null
}

/** The customers that are not forgotten, the newest first. */
export async function listCustomers(
  context: Context,
  { countMax, after = null, search = null }: CustomerPage,
): Promise<readonly Customer[]> {
  let query = rows(context).where('customers.forgotten_at', 'is', null)
  if (after !== null) query = query.where(isBehind('customers', after))
  if (search !== null && search !== '') {
    query = query.where((either) =>
      either.or([
        hasPart(sql.ref('customers.name'), search),
        either('customers.id', '=', search),
        either.exists(
          either
            .selectFrom('identities')
            .select('subject')
            .whereRef('identities.customer_id', '=', 'customers.id')
            .where(hasPart(sql.ref('identities.subject'), search)),
        ),
      ]),
    )
  }
  const found = await query
    .orderBy('customers.created_at', 'desc')
    .orderBy('customers.id', 'desc')
    .limit(countMax)
    .execute()
  return found.map(toCustomer)
}

/**
 * Changes how a customer is called and spoken to. Durable when it returns.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; CustomerInvalidError CUSTOMER_INVALID
 */
export async function changeCustomer(
  context: Context,
  id: string,
  change: Partial<NewCustomer>,
): Promise<Customer> {
  const { name, language, zone, pays } = change
  const { numUpdatedRows } = await context.db
    .updateTable('customers')
    .set({
      ...(name === undefined ? {} : { name: checkedName(name) }),
      ...(language === undefined ? {} : { language }),
      ...(zone === undefined ? {} : { zone: checkedZone(zone) }),
      ...(pays === undefined ? {} : { pays }),
      // Something is always set, so that an empty change is one, too.
      id,
    })
    .where('id', '=', id)
    .where('forgotten_at', 'is', null)
    .executeTakeFirst()
  // Who was forgotten meanwhile is called nothing any more.
  if (numUpdatedRows === 0n) throw new CustomerUnknownError(`There is no customer ${id}.`)
  return customerById(context, id)
}

/**
 * Takes away whatever tells who a customer is: his name and all that he is known by. What is left
 * is an id, under which the ledger goes on to be true. Durable when it returns.
 */
export async function makePseudonym(context: Context, id: string): Promise<void> {
  await sql`
    with unknown as (delete from identities where customer_id = ${id})
    update customers
    set name = '', zone = 'UTC', language = 'en', forgotten_at = coalesce(forgotten_at, ${dbNow})
    where id = ${id}
  `.execute(context.db)
}

function rows(context: Context) {
  return context.db
    .selectFrom('customers')
    .select([
      'customers.id',
      'customers.name',
      'customers.language',
      'customers.zone',
      'customers.pays',
      'customers.balance',
      'customers.debt',
      'customers.open_count',
      'customers.created_at',
      'customers.forgotten_at',
    ])
}

type CustomerRow = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>

function toCustomer(row: CustomerRow): Customer {
  return {
    id: row.id,
    name: row.name,
    language: row.language,
    zone: row.zone,
    pays: row.pays,
    balanceCredits: row.balance,
    debtCredits: row.debt,
    openCount: row.open_count,
    createdAt: row.created_at,
    forgottenAt: row.forgotten_at,
  }
}
