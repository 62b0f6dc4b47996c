import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** What a chat was asked and has not answered. */
export type Question = {
  readonly kind: 'target' | 'ignore' | 'feedback' | 'support' | 'export'
  /** What it is about: the id of a check, a file; null where that goes without saying. */
  readonly about: string | null
}

/** An answer is waited for as long as this. */
const OPEN_MS = 3_600_000

/** Remembers what a chat was asked; an older question is forgotten. */
export async function askChat(context: Context, chatId: number, question: Question) {
  await sql`
    insert into telegram_questions (chat_id, kind, about, asked_at, until)
    values (${chatId}, ${question.kind}, ${question.about}, ${dbNow}, ${fromNow(OPEN_MS)})
    on conflict (chat_id) do update
    set kind = excluded.kind, about = excluded.about, asked_at = excluded.asked_at,
      until = excluded.until
  `.execute(context.db)
}

/** The open question of a chat; null when there is none. */
export async function questionOf(context: Context, chatId: number): Promise<Question | null> {
  const row = await context.db
    .selectFrom('telegram_questions')
    .select(['kind', 'about'])
    .where('chat_id', '=', String(chatId))
    .where('until', '>', dbNow)
    .executeTakeFirst()
  return row ?? null
}

/** Closes the open question of a chat. Returns whether there was one. */
export async function closeQuestion(context: Context, chatId: number): Promise<boolean> {
  const closed = await sql<{ open: boolean }>`
    delete from telegram_questions where chat_id = ${chatId} returning until > ${dbNow} as open
  `.execute(context.db)
  return closed.rows[0]?.open ?? false
}
