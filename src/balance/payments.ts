import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { balanceOf, credit } from './ledger.ts'

type Context = { readonly db: Database }

/** Something that was paid, as its provider tells it. */
export type Paid = {
  readonly provider: 'telegram-stars'
  /** The provider's own name of the charge: `telegram_payment_charge_id`. */
  readonly chargeId: string
  readonly customerId: string
  /** What is given for it. */
  readonly credits: number
  /** What was paid, in the provider's smallest unit: Stars. */
  readonly amount: number
}

/** A payment as it is kept. */
export type Payment = Paid & {
  readonly state: PaymentState
  readonly paidAt: Date
  readonly endedAt: Date | null
}

/** `refunded` by us; `charged-back` behind our back, at a shop of apps or a bank. */
export type PaymentState = 'paid' | 'refunded' | 'charged-back'

/** What came of crediting a payment. */
export type PaymentCredited =
  | { readonly kind: 'credited'; readonly balanceCredits: number; readonly debtCredits: number }
  /** This charge was credited before; nothing was done. */
  | { readonly kind: 'known'; readonly state: PaymentState }

/**
 * Gives the credits of a payment, once for each charge, however often it is told. Durable when it
 * returns, with the caller's transaction if it has one.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; CreditsInvalidError CREDITS_INVALID
 */
export async function creditPayment(context: Context, paid: Paid): Promise<PaymentCredited> {
  return inTransaction(context, async (db) => {
    const { provider, chargeId, customerId, credits, amount } = paid
    const entered = await sql`
      insert into payments (charge_id, provider, customer_id, credits, amount, state, paid_at)
      values (${chargeId}, ${provider}, ${customerId}, ${credits}, ${amount}, 'paid', ${dbNow})
      on conflict (charge_id) do nothing
      returning charge_id
    `.execute(db)
    if (entered.rows.length === 0) {
      const known = await paymentOf({ db }, chargeId)
      return { kind: 'known', state: known?.state ?? 'paid' }
    }
    const moved = await credit(
      { db },
      {
        customerId,
        credits,
        reason: 'paid',
        note: null,
        actor: provider,
        source: `paid:${chargeId}`,
      },
    )
    if (moved.kind === 'known') return { kind: 'known', state: 'paid' }
    const { balanceCredits, debtCredits } = moved
    return { kind: 'credited', balanceCredits, debtCredits }
  })
}

/** What came of taking the credits of a payment back. */
export type PaymentTaken =
  | {
      readonly kind: 'taken'
      readonly payment: Payment
      readonly balanceCredits: number
      readonly debtCredits: number
    }
  /** It was taken back before; nothing was done. */
  | { readonly kind: 'ended-before'; readonly payment: Payment }
  /** Its credits were spent, or are held: it is not refunded. */
  | { readonly kind: 'spent'; readonly payment: Payment; readonly balanceCredits: number }
  /** There is no such payment. */
  | { readonly kind: 'unknown' }

/**
 * Takes the credits of a payment that is refunded, if they are still there; the money itself is
 * given back by whoever calls this, after the commit, as often as that takes. Durable when it
 * returns, with the caller's transaction if it has one.
 */
export function refundPayment(
  context: Context,
  chargeId: string,
  actor: string,
): Promise<PaymentTaken> {
  return takePayment(context, chargeId, { state: 'refunded', actor })
}

/**
 * Takes the credits of a payment that was taken back behind our back: what is spent of them becomes
 * a debt. Durable when it returns, with the caller's transaction if it has one.
 */
export function chargeBackPayment(context: Context, chargeId: string): Promise<PaymentTaken> {
  return takePayment(context, chargeId, { state: 'charged-back', actor: 'evercheck' })
}

async function takePayment(
  context: Context,
  chargeId: string,
  { state, actor }: { readonly state: 'refunded' | 'charged-back'; readonly actor: string },
): Promise<PaymentTaken> {
  return inTransaction(context, async (db) => {
    const found = await sql<{ customer_id: string }>`
      select customer_id from payments where charge_id = ${chargeId} for no key update
    `.execute(db)
    const payment = await paymentOf({ db }, chargeId)
    if (found.rows.length === 0 || payment === null) return { kind: 'unknown' }
    if (payment.state !== 'paid') return { kind: 'ended-before', payment }
    const { customerId, credits } = payment
    await sql`select id from customers where id = ${customerId} for no key update`.execute(db)
    const { balanceCredits } = await balanceOf({ db }, customerId)
    if (state === 'refunded' && balanceCredits < credits) {
      return { kind: 'spent', payment, balanceCredits }
    }
    await sql`
      update payments set state = ${state}, ended_at = ${dbNow} where charge_id = ${chargeId}
    `.execute(db)
    const source = `${state}:${chargeId}`
    const move = { customerId, credits: -credits, reason: state, note: null, actor, source }
    await credit({ db }, move)
    const after = await balanceOf({ db }, customerId)
    const ended = await paymentOf({ db }, chargeId)
    return {
      kind: 'taken',
      payment: ended ?? payment,
      balanceCredits: after.balanceCredits,
      debtCredits: after.debtCredits,
    }
  })
}

/** A payment by its charge; null when there is none. */
export async function paymentOf(context: Context, chargeId: string): Promise<Payment | null> {
  const row = await rows(context).where('charge_id', '=', chargeId).executeTakeFirst()
  return row ? toPayment(row) : null
}

/** What a customer has paid, the newest first. */
export async function paymentsOf(
  context: Context,
  customerId: string,
  countMax: number,
): Promise<readonly Payment[]> {
  const found = await rows(context)
    .where('customer_id', '=', customerId)
    .orderBy('paid_at', 'desc')
    .orderBy('charge_id')
    .limit(countMax)
    .execute()
  return found.map(toPayment)
}

function rows(context: Context) {
  return context.db.selectFrom('payments').selectAll()
}

function toPayment(
  row: Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>,
): Payment {
  return {
    // There is one provider so far, which the table says, too.
    provider: row.provider as Payment['provider'],
    chargeId: row.charge_id,
    customerId: row.customer_id,
    credits: row.credits,
    amount: row.amount,
    state: row.state,
    paidAt: row.paid_at,
    endedAt: row.ended_at,
  }
}
