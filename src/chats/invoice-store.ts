import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'

type Context = { readonly db: Database }

/** An invoice, for one chat. */
export type Invoice = {
  readonly id: string
  readonly chatId: number
  readonly customerId: string
  readonly credits: number
  readonly stars: number
  /** The profile whose check it is for; null for a pack. */
  readonly target: string | null
  readonly messageId: number | null
  /** Whether Telegram renews it every thirty days. */
  readonly isSubscription: boolean
  readonly state: 'open' | 'paid' | 'closed'
  /** Whether its time is over. */
  readonly isOld: boolean
}

/** An invoice can be paid for as long as this. */
const OPEN_MS = 24 * 3_600_000

/** Makes an invoice out. Its id is what Telegram gives back as the payload. */
export async function makeInvoice(
  context: Context,
  invoice: Pick<
    Invoice,
    'chatId' | 'customerId' | 'credits' | 'stars' | 'target' | 'isSubscription'
  >,
): Promise<string> {
  const id = newId('inv')
  const { chatId, customerId, credits, stars, target, isSubscription } = invoice
  await sql`
    insert into telegram_invoices
      (id, chat_id, customer_id, credits, stars, target_username, is_subscription, state,
       created_at, until)
    values (${id}, ${chatId}, ${customerId}, ${credits}, ${stars}, ${target}, ${isSubscription},
      'open', ${dbNow}, ${fromNow(OPEN_MS)})
  `.execute(context.db)
  return id
}

/** The message that shows an invoice. */
export async function noteInvoice(context: Context, id: string, messageId: number): Promise<void> {
  await sql`
    update telegram_invoices set message_id = ${messageId} where id = ${id}
  `.execute(context.db)
}

/** An invoice by its id; null when there is none. */
export async function invoiceOf(context: Context, id: string): Promise<Invoice | null> {
  const found = await sql<{
    id: string
    chat_id: string
    customer_id: string
    credits: number
    stars: number
    target_username: string | null
    message_id: string | null
    is_subscription: boolean
    state: Invoice['state']
    is_old: boolean
  }>`
    select *, until <= ${dbNow} as is_old from telegram_invoices where id = ${id}
  `.execute(context.db)
  const row = found.rows[0]
  if (!row) return null
  return {
    id: row.id,
    chatId: Number(row.chat_id),
    customerId: row.customer_id,
    credits: row.credits,
    stars: row.stars,
    target: row.target_username,
    messageId: row.message_id === null ? null : Number(row.message_id),
    isSubscription: row.is_subscription,
    state: row.state,
    isOld: row.is_old,
  }
}

/** An invoice is paid: it cannot be paid again. Give it the transaction that credits it. */
export async function noteInvoicePaid(context: Context, id: string): Promise<void> {
  await sql`update telegram_invoices set state = 'paid' where id = ${id}`.execute(context.db)
}
