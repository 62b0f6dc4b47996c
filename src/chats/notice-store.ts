import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** A message to an operator, and what a reply to it means. */
export type Notice = {
  readonly chatId: number
  readonly messageId: number
  readonly kind: 'dialogue' | 'support' | 'feedback'
  /** The dialogue's or the customer's id. */
  readonly about: string
}

/** Remembers a message that can be replied to. */
export async function addNotice(context: Context, notice: Notice): Promise<void> {
  await sql`
    insert into telegram_notices (chat_id, message_id, kind, about, sent_at)
    values (${notice.chatId}, ${notice.messageId}, ${notice.kind}, ${notice.about}, ${dbNow})
    on conflict (chat_id, message_id) do nothing
  `.execute(context.db)
}

/** What a message stands for; null for one that stands for nothing. */
export async function noticeOf(
  context: Context,
  chatId: number,
  messageId: number,
): Promise<Notice | null> {
  const row = await context.db
    .selectFrom('telegram_notices')
    .select(['kind', 'about'])
    .where('chat_id', '=', String(chatId))
    .where('message_id', '=', String(messageId))
    .executeTakeFirst()
  return row ? { chatId, messageId, ...row } : null
}

/** The messages about one thing. */
export async function noticesAbout(
  context: Context,
  kind: Notice['kind'],
  about: string,
): Promise<readonly Notice[]> {
  const rows = await context.db
    .selectFrom('telegram_notices')
    .select(['chat_id', 'message_id'])
    .where('kind', '=', kind)
    .where('about', '=', about)
    .orderBy('message_id')
    .execute()
  return rows.map((row) => ({
    chatId: Number(row.chat_id),
    messageId: Number(row.message_id),
    kind,
    about,
  }))
}
