import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import type { Invoice } from './invoice-store.ts'

type Context = { readonly db: Database }

/** A subscription that Telegram renews, until it is ended. */
export type Subscription = {
  readonly invoiceId: string
  readonly chatId: number
  readonly customerId: string
  /** The charge of the first payment: by it Telegram knows the subscription. */
  readonly chargeId: string
  readonly lastChargeId: string
  /** What each payment gives, and costs. */
  readonly credits: number
  readonly stars: number
  /** Up to when it is paid. */
  readonly until: Date
  /** When it was ended: it is not paid again. Null while it renews itself. */
  readonly cancelledAt: Date | null
}

/** A period, which is Telegram's only one, in seconds. */
export const PERIOD_SECONDS = 30 * 24 * 3600

/**
 * Notes that a subscription is paid up to an instant; its first payment begins it. Told twice, or
 * out of order, it changes nothing. Give it the transaction that credits the payment.
 */
export async function noteSubscriptionPaid(
  context: Context,
  paid: { readonly invoice: Invoice; readonly chargeId: string; readonly until: Date },
): Promise<void> {
  const { invoice, chargeId, until } = paid
  await sql`
    insert into telegram_subscriptions as known
      (invoice_id, chat_id, customer_id, charge_id, last_charge_id, credits, stars, until,
       created_at)
    values (${invoice.id}, ${invoice.chatId}, ${invoice.customerId}, ${chargeId}, ${chargeId},
      ${invoice.credits}, ${invoice.stars}, ${until}, ${dbNow})
    on conflict (invoice_id) do update
    set last_charge_id = excluded.last_charge_id,
      until = excluded.until,
      -- Whoever pays again has not ended it.
      cancelled_at = null,
      over_told_at = null
    where known.until < excluded.until
  `.execute(context.db)
}

/** The subscription of a customer that is paid for now; null for none. */
export async function subscriptionOf(
  context: Context,
  customerId: string,
): Promise<Subscription | null> {
  const row = await rows(context)
    .where('customer_id', '=', customerId)
    .where('until', '>', dbNow)
    .orderBy('until', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toSubscription(row) : null
}

/** The subscription that began with an invoice; null when it has not. */
export async function subscriptionBegunBy(
  context: Context,
  invoiceId: string,
): Promise<Subscription | null> {
  const row = await rows(context).where('invoice_id', '=', invoiceId).executeTakeFirst()
  return row ? toSubscription(row) : null
}

/** The subscription that one of its payments belongs to, its first or its last; null for none. */
export async function subscriptionPaidBy(
  context: Context,
  chargeId: string,
): Promise<Subscription | null> {
  const row = await rows(context)
    .where((either) =>
      either.or([either('charge_id', '=', chargeId), either('last_charge_id', '=', chargeId)]),
    )
    .executeTakeFirst()
  return row ? toSubscription(row) : null
}

/** Notes that a subscription is not to be paid again, or is after all. */
export async function noteSubscriptionEnds(
  context: Context,
  invoiceId: string,
  ends: boolean,
): Promise<void> {
  await sql`
    update telegram_subscriptions
    set cancelled_at = ${ends ? sql`coalesce(cancelled_at, ${dbNow})` : null}
    where invoice_id = ${invoiceId}
  `.execute(context.db)
}

/**
 * The subscriptions that are over for an hour and of which nobody has been told, each given out
 * once: Telegram may be a little late with a renewal.
 */
export async function takeOverSubscriptions(context: Context): Promise<readonly Subscription[]> {
  const found = await context.db
    .updateTable('telegram_subscriptions')
    .set({ over_told_at: dbNow })
    .where('over_told_at', 'is', null)
    .where('until', '<', sql<Date>`${dbNow} - interval '1 hour'`)
    .returningAll()
    .execute()
  return found.map(toSubscription)
}

function rows(context: Context) {
  return context.db.selectFrom('telegram_subscriptions').selectAll()
}

function toSubscription(
  row: Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>,
): Subscription {
  return {
    invoiceId: row.invoice_id,
    chatId: Number(row.chat_id),
    customerId: row.customer_id,
    chargeId: row.charge_id,
    lastChargeId: row.last_charge_id,
    credits: row.credits,
    stars: row.stars,
    until: row.until,
    cancelledAt: row.cancelled_at,
  }
}
