import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { hold } from '../balance/ledger.ts'
import { ceilingOf, highestPrice, priceOf, type Tariff } from '../balance/price.ts'
import { currentTariff } from '../balance/price-store.ts'
import { type Customer, CustomerUnknownError } from '../customers/customer.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { recordEvent } from '../events/event-store.ts'
import { newId } from '../kernel/ids.ts'
import type { Check } from './check.ts'
import { checkById } from './check-store.ts'
import { type CustomerLimits, customerAlone, dayLimit } from './customer-limits.ts'
import { accountOfLeft } from './history/reuse.ts'
import { freshLookup, type Lookup } from './lookup-store.ts'
import { BalanceTooLowError, DayLimitError, LineFullError } from './refused.ts'

type Context = { readonly db: Database }

/** A check as it is ordered. */
export type CheckOrder = {
  readonly customerId: string
  /** The target's name, as `parseTargetName` gives it. */
  readonly target: string
  /** How long it may stand still, in milliseconds, before it is given up. */
  readonly patienceMs: number
  /** The only account that may read it; null for any. */
  readonly accountId: string | null
  /** Whether it goes before all others. */
  readonly inFront: boolean
  /** What it is for; an order if nothing is said. */
  readonly purpose?: 'order' | 'watch'
  /** Whether any list that is young enough may serve it; else only what a check has left. */
  readonly reuses?: boolean
}

/** What came of ordering. Of every refusal nothing was written. */
export type Ordered =
  /** It is ordered, or was before: `isNew` says which. `check` says what it costs. */
  | { readonly kind: 'ordered'; readonly check: Check; readonly isNew: boolean }
  /** The balance does not hold what may have to be paid. */
  | {
      readonly kind: 'not-enough'
      readonly neededCredits: number
      readonly balanceCredits: number
      readonly debtCredits: number
    }
  /** So many checks wait in line that another would not be read in a sensible time. */
  | { readonly kind: 'line-full'; readonly waitingMax: number }
  /** The customer has ordered so much within a day. He may order again at that time. */
  | { readonly kind: 'daily-limit'; readonly countMax: number; readonly again: Date }

/** So many checks may wait in line. */
export const LINE_MAX = 20_000

/**
 * Orders a check: its row, what is held for it, and the event are one commit. Ordering the same
 * profile twice, by whichever of its names, is ordering once, and lets its patience begin anew
 * unless a watch does it.
 * `within` is done in the same commit, also for an order that was there; what it throws undoes all.
 * Durable when it returns.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN
 */
export async function orderCheck(
  context: Context & { readonly customerLimits: CustomerLimits },
  order: CheckOrder,
  within: (tx: Database, check: Check, isNew: boolean) => Promise<void> = async () => undefined,
): Promise<Ordered> {
  return inTransaction(context, async (db) => {
    await customerAlone({ db }, order.customerId)
    const lookup = await freshLookup({ db }, order.target)
    const known = await takeUpAgain({ db }, order, lookup)
    if (known !== null) {
      const check = await checkById({ db }, known)
      await within(db, check, false)
      return { kind: 'ordered', check, isNew: false }
    }
    const customer = await lockedCustomer({ db }, order.customerId)
    const refusal = await refusalOf({ db }, customer, context.customerLimits)
    if (refusal !== null) return refusal
    const terms = customer.pays ? await termsFor({ db }, lookup) : FREE
    const { balanceCredits, debtCredits } = customer
    if (terms.ceiling > balanceCredits) {
      return { kind: 'not-enough', neededCredits: terms.ceiling, balanceCredits, debtCredits }
    }
    const check = await insertCheck({ db }, order, terms, lookup)
    await within(db, check, true)
    return { kind: 'ordered', check, isNew: true }
  })
}

/**
 * The house's open check about this target, or a new one: nothing is paid for it, and a day has no
 * limit. Durable when it returns.
 * @throws LineFullError LINE_FULL: nothing was ordered
 */
export async function openCheck(context: Context, order: CheckOrder): Promise<Check> {
  const { db } = context
  return orThrow(await orderCheck({ db, customerLimits: NO_LIMITS }, order))
}

/**
 * The check that was ordered, for entrances that tell a refusal as an error.
 * @throws LineFullError LINE_FULL, BalanceTooLowError BALANCE_TOO_LOW, DayLimitError DAY_LIMIT
 */
export function orThrow(ordered: Ordered): Check {
  switch (ordered.kind) {
    case 'ordered':
      return ordered.check
    case 'line-full':
      throw new LineFullError(ordered.waitingMax)
    case 'not-enough':
      throw new BalanceTooLowError(ordered.neededCredits, ordered.balanceCredits)
    case 'daily-limit':
      throw new DayLimitError(ordered.countMax, ordered.again)
  }
}

const NO_LIMITS: CustomerLimits = {
  ordersPerDayMax: null,
  quotesPerDayMax: null,
  cancelsPerDayMax: null,
}

/** What a check is ordered for. */
type Terms = { readonly price: number; readonly ceiling: number; readonly tariff: Tariff }

const FREE: Terms = { price: 0, ceiling: 0, tariff: [] }

/** A profile that was looked up costs what its people do; of one that was not, the most is held. */
async function termsFor(context: Context, lookup: Lookup | null): Promise<Terms> {
  const tariff = await currentTariff(context)
  const people = lookup?.people ?? null
  if (people === null) {
    const highest = highestPrice(tariff)
    return { price: highest, ceiling: highest, tariff }
  }
  return { price: priceOf(tariff, people), ceiling: ceilingOf(tariff, people), tariff }
}

/** Locked, so that his balance stays what it is; after the check that he has ordered already. */
async function lockedCustomer(context: Context, id: string): Promise<Customer> {
  await sql`select id from customers where id = ${id} for no key update`.execute(context.db)
  const customer = await customerById(context, id)
  if (customer.forgottenAt === null) return customer
  throw new CustomerUnknownError(`There is no customer ${id}.`)
}

async function refusalOf(
  context: Context,
  customer: Customer,
  limits: CustomerLimits,
): Promise<Exclude<Ordered, { kind: 'ordered' }> | null> {
  const found = await sql<{ waiting: number }>`
    select coalesce(sum(waiting_count), 0)::integer as waiting from customers
  `.execute(context.db)
  if ((found.rows[0]?.waiting ?? 0) >= LINE_MAX) return { kind: 'line-full', waitingMax: LINE_MAX }
  if (!customer.pays) return null
  const ordered = sql`select created_at as at from checks where customer_id = ${customer.id}`
  const again = await dayLimit(context, ordered, limits.ordersPerDayMax)
  return again === null ? null : { kind: 'daily-limit', ...again }
}

/**
 * The customer's open check about this profile, by its name or by its key. If somebody asks for it
 * its patience begins anew; what a watch reads every day would otherwise stand still for ever.
 * Locked before its customer, as whoever ends it does.
 */
async function takeUpAgain(
  context: Context,
  order: CheckOrder,
  lookup: Lookup | null,
): Promise<string | null> {
  const pk = lookup?.pk ?? null
  const isAnotherAsked = sql<boolean>`(${order.accountId}::text <> all(closed_to)
    and ${order.accountId}::text is distinct from asked_account_id)`
  const found = await sql<{ id: string }>`
    with known as (
      select id
      from checks
      where customer_id = ${order.customerId}
        and purpose = ${order.purpose ?? 'order'}
        and state in ('queued', 'running', 'parked')
        and (target_username = ${order.target}
          or (target_name_now = ${order.target} and ${pk}::bigint is null)
          or target_pk = ${pk}::bigint)
      order by target_username = ${order.target} desc, created_at, id
      limit 1
      for no key update
    )
    update checks
    set still_ms = case when purpose = 'order' then 0 else still_ms end,
      still_since = case
          when still_since is null or purpose <> 'order' then still_since
          else ${dbNow}
        end,
      is_in_front = is_in_front or ${order.inFront},
      reuses = reuses and ${order.reuses ?? false},
      asked_account_id = coalesce(${order.accountId}, asked_account_id),
      -- Whoever names an account wants to hear that one, whatever others have said.
      closed_to = case when ${isAnotherAsked} then '{}' else closed_to end,
      closed_why = case when ${isAnotherAsked} then null else closed_why end,
      closed_at = case when ${isAnotherAsked} then null else closed_at end,
      patience_ms = greatest(patience_ms, ${order.patienceMs}::double precision),
      -- Whoever orders what crashed wants it tried again.
      state = case when parked_for = 'crashes' then 'queued' else state end,
      crash_count = case when parked_for = 'crashes' then 0 else crash_count end,
      why = case when parked_for = 'crashes' then null else why end,
      parked_for = nullif(parked_for, 'crashes')
    from known
    where checks.id = known.id
    returning checks.id
  `.execute(context.db)
  return found.rows[0]?.id ?? null
}

async function insertCheck(
  context: Context,
  order: CheckOrder,
  terms: Terms,
  lookup: Lookup | null,
): Promise<Check> {
  const id = newId('chk')
  const { customerId, target } = order
  const tariff = terms.tariff.length === 0 ? null : JSON.stringify(terms.tariff)
  const left = await leftFor(context, order, lookup)
  await takeTurn(context, customerId)
  await sql`
    insert into checks
      (id, customer_id, target_username, target_pk, state, patience_ms, asked_account_id,
       is_in_front, purpose, reuses, bound_to, urgent_at, price, ceiling, tariff, created_at,
       last_update_at)
    values (${id}, ${customerId}, ${target}, ${lookup?.pk ?? null}::bigint, 'queued',
      ${order.patienceMs}, ${order.accountId}, ${order.inFront}, ${order.purpose ?? 'order'},
      ${order.reuses ?? false}, ${left?.accountId ?? null}, ${left?.bestBefore ?? null},
      ${terms.price}, ${terms.ceiling}, ${tariff}::jsonb, ${dbNow}, ${dbNow})
  `.execute(context.db)
  const isHeld = await hold(context, { id, customerId, ceilingCredits: terms.ceiling })
  assert(isHeld, 'the balance of a locked customer is what it was')
  await recordEvent(context, {
    kind: 'check-ordered',
    check: id,
    customer: customerId,
    detail: { price: terms.price, ceiling: terms.ceiling },
  })
  return checkById(context, id)
}

/** What an order of the customer's own could go on with. */
function leftFor(context: Context, order: CheckOrder, lookup: Lookup | null) {
  if ((order.purpose ?? 'order') !== 'order' || order.accountId !== null) return null
  return accountOfLeft(context, order, lookup?.pk ?? null)
}

/**
 * A new customer begins at the lowest turn there is, and so does one who has ordered nothing for a
 * while: otherwise all others would wait until he has caught up.
 */
async function takeTurn(context: Context, customerId: string): Promise<void> {
  await sql`
    with lowest as (
      select coalesce(min(turn), 0) as turn
      from customers
      where open_count > 0 and id <> ${customerId}
    )
    update customers
    set turn = greatest(customers.turn, lowest.turn)
    from lowest
    where customers.id = ${customerId}
      and customers.open_count = 0
  `.execute(context.db)
}
