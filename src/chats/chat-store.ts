import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** A private chat with the bot, and whose it is. */
export type Chat = {
  readonly chatId: number
  readonly customerId: string
  readonly username: string | null
  /** Nothing can be sent there since then. */
  readonly silentSince: Date | null
  readonly createdAt: Date
}

/** The chat of an id; null for a stranger. */
export async function chatOf(context: Context, chatId: number): Promise<Chat | null> {
  const row = await context.db
    .selectFrom('telegram_chats')
    .selectAll()
    .where('chat_id', '=', String(chatId))
    .executeTakeFirst()
  return row
    ? {
        chatId: Number(row.chat_id),
        customerId: row.customer_id,
        username: row.username,
        silentSince: row.silent_since,
        createdAt: row.created_at,
      }
    : null
}

/** The chat of a customer; null when he has none. */
export async function chatOfCustomer(context: Context, customerId: string): Promise<Chat | null> {
  const row = await context.db
    .selectFrom('telegram_chats')
    .select('chat_id')
    .where('customer_id', '=', customerId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? chatOf(context, Number(row.chat_id)) : null
}

/**
 * Enters a chat, or notes that it has written again: whoever writes can be written to. Durable when
 * it returns, with the caller's transaction if it has one.
 */
export async function enterChat(
  context: Context,
  chat: {
    readonly chatId: number
    readonly customerId: string
    readonly username: string | null
    readonly invitedBy: string | null
  },
): Promise<void> {
  const { chatId, customerId, username, invitedBy } = chat
  await sql`
    insert into telegram_chats (chat_id, customer_id, username, invited_by, created_at)
    values (${chatId}, ${customerId}, ${username},
      (select id from customers where id = ${invitedBy} and forgotten_at is null), ${dbNow})
    on conflict (chat_id) do update
    set username = excluded.username, silent_since = null
    where telegram_chats.username is distinct from excluded.username
      or telegram_chats.silent_since is not null
  `.execute(context.db)
}

/** Nothing can be sent to a chat any more: what was due there is not due now. */
export async function silenceChat(context: Context, chatId: number): Promise<void> {
  await sql`
    update telegram_chats
    set silent_since = coalesce(silent_since, ${dbNow})
    where chat_id = ${chatId}
  `.execute(context.db)
}

/** The friends of a customer who came by his link, and of how many a check was delivered. */
export async function friendsOf(
  context: Context,
  customerId: string,
): Promise<{ readonly came: number; readonly checked: number }> {
  const found = await sql<{ came: number; checked: number }>`
    select count(*)::integer as came,
      count(*) filter (where exists (
        select from checks
        where checks.customer_id = chat.customer_id and checks.state = 'completed'
      ))::integer as checked
    from telegram_chats chat
    where chat.invited_by = ${customerId}
  `.execute(context.db)
  return found.rows[0] ?? { came: 0, checked: 0 }
}

/** Who has invited a customer; null when nobody did, or nobody who is still known. */
export async function inviterOf(context: Context, customerId: string): Promise<string | null> {
  const row = await context.db
    .selectFrom('telegram_chats')
    .innerJoin('customers as inviter', 'inviter.id', 'telegram_chats.invited_by')
    .select('telegram_chats.invited_by')
    .where('telegram_chats.customer_id', '=', customerId)
    .where('inviter.forgotten_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row?.invited_by ?? null
}
