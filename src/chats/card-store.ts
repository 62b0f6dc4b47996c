import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** A message that looks a profile up until there is an answer. */
export type PendingCard = {
  readonly chatId: number
  readonly messageId: number
  readonly target: string
  /** Since when it looks, in milliseconds. */
  readonly forMs: number
}

/** Remembers that a message looks a profile up. */
export async function addCard(
  context: Context,
  card: { readonly chatId: number; readonly messageId: number; readonly target: string },
): Promise<void> {
  await sql`
    insert into telegram_cards (chat_id, message_id, target_username, asked_at)
    values (${card.chatId}, ${card.messageId}, ${card.target}, ${dbNow})
    on conflict (chat_id, message_id) do update
    set target_username = excluded.target_username, asked_at = excluded.asked_at
  `.execute(context.db)
}

/** A card has been shown. */
export async function removeCard(
  context: Context,
  card: { readonly chatId: number; readonly messageId: number },
): Promise<void> {
  await sql`
    delete from telegram_cards where chat_id = ${card.chatId} and message_id = ${card.messageId}
  `.execute(context.db)
}

/** The cards for which there is an answer, or that have looked for longer than so long. */
export async function cardsDue(
  context: Context,
  longestMs: number,
  countMax: number,
): Promise<readonly PendingCard[]> {
  const found = await sql<{
    chat_id: string
    message_id: string
    target_username: string
    for_ms: number
  }>`
    select card.chat_id, card.message_id, card.target_username,
      extract(epoch from ${dbNow} - card.asked_at)::double precision * 1000 as for_ms
    from telegram_cards card
    left join profile_lookups lookup on lookup.target_username = card.target_username
    where lookup.state = 'answered'
      or card.asked_at < ${ago(longestMs)}
    order by card.asked_at
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map((row) => ({
    chatId: Number(row.chat_id),
    messageId: Number(row.message_id),
    target: row.target_username,
    forMs: row.for_ms,
  }))
}
