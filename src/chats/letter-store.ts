import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow, fromNow } from '../db/time.ts'
import type { Notice } from './notice-store.ts'

type Context = { readonly db: Database }

/** A message that answers nothing, as it is to be sent. */
export type Letter = {
  readonly chatId: number
  /** What Telegram is given beside the chat, ready to be sent. */
  readonly message: object
  /**
   * What stands in its message before the rest does, so that of what matters only this can ever be
   * sent twice; null for a letter that is sent as it is.
   */
  readonly opening: object | null
  /** What a reply to it means; null for nothing. */
  readonly notice: Pick<Notice, 'kind' | 'about'> | null
  /** What it tells, so that nobody hears of it twice; null for one that is always sent. */
  readonly key: string | null
}

/** One that has not gone yet. */
export type LetterDue = Pick<Letter, 'chatId' | 'message' | 'opening'> & {
  readonly id: string
  readonly tries: number
  /** The message that its opening has gone as; null before. */
  readonly messageId: number | null
}

/**
 * Puts a letter down, in the commit of what it tells if the caller is in one. To whom nobody can
 * write, because he never wrote himself, none is put down: false then.
 */
export async function addLetter(context: Context, letter: Letter): Promise<boolean> {
  const { chatId, message, opening, notice, key } = letter
  const found = await sql<{ is_known: boolean }>`
    with added as (
      insert into telegram_letters
        (key, chat_id, message, opening, notice_kind, notice_about, created_at, due_at)
      select ${key}, chat_id, ${JSON.stringify(message)}::jsonb,
        ${opening === null ? null : JSON.stringify(opening)}::jsonb, ${notice?.kind ?? null},
        ${notice?.about ?? null}, ${dbNow}, ${dbNow}
      from telegram_chats
      where chat_id = ${chatId}
      on conflict (key) do nothing
    )
    select exists (select from telegram_chats where chat_id = ${chatId}) as is_known
  `.execute(context.db)
  return found.rows[0]?.is_known ?? false
}

/** The oldest letters that are to go, one of each chat: they arrive in their order. */
export async function lettersDue(context: Context, countMax: number): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`
    with first as (
      select distinct on (chat_id) id, chat_id, due_at
      from telegram_letters
      where message is not null
      order by chat_id, id
    )
    select first.id
    from first
    join telegram_chats chat on chat.chat_id = first.chat_id
    where first.due_at <= ${dbNow} and chat.silent_since is null
    order by first.id
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(({ id }) => id)
}

/** A letter by its id; null when it has gone. */
export async function letterById(context: Context, id: string): Promise<LetterDue | null> {
  const row = await context.db
    .selectFrom('telegram_letters')
    .select(['chat_id', 'message', 'opening', 'message_id', 'tries'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined || row.message === null) return null
  const { message, opening, message_id: at, tries } = row
  // Both are written by `addLetter` only.
  const said = { message: message as object, opening: opening as object | null }
  return {
    id,
    chatId: Number(row.chat_id),
    messageId: at === null ? null : Number(at),
    tries,
    ...said,
  }
}

/** The letter with this key that has not gone yet; null when there is none. */
export async function letterOf(
  context: Context,
  key: string,
): Promise<{ readonly id: string } | null> {
  const row = await context.db
    .selectFrom('telegram_letters')
    .select('id')
    .where('key', '=', key)
    .where('message', 'is not', null)
    .executeTakeFirst()
  return row ?? null
}

/** The opening of a letter has gone as this message. Durable when it returns. */
export async function noteLetterOpened(
  context: Context,
  id: string,
  messageId: number,
): Promise<void> {
  await sql`
    update telegram_letters set message_id = ${messageId} where id = ${id}
  `.execute(context.db)
}

/**
 * A letter has gone, as this message; null for one that cannot. What was in it goes, and a reply
 * to it means what it was to mean.
 */
export async function noteLetterGone(
  context: Context,
  id: string,
  messageId: number | null,
): Promise<void> {
  await sql`
    with gone as (
      update telegram_letters set message = null where id = ${id}
      returning chat_id, notice_kind, notice_about
    )
    insert into telegram_notices (chat_id, message_id, kind, about, sent_at)
    select chat_id, ${messageId}::bigint, notice_kind, notice_about, ${dbNow}
    from gone
    where notice_kind is not null and ${messageId}::bigint is not null
    on conflict (chat_id, message_id) do nothing
  `.execute(context.db)
}

/** A letter could not go: it is tried again later. */
export async function delayLetter(context: Context, id: string, againMs: number): Promise<void> {
  await sql`
    update telegram_letters set tries = tries + 1, due_at = ${fromNow(againMs)} where id = ${id}
  `.execute(context.db)
}

/** Whether anybody was told, or is to be, of what such replies are about. */
export async function isTold(
  context: Context,
  { kind, about }: Pick<Notice, 'kind' | 'about'>,
): Promise<boolean> {
  const row = await context.db
    .selectFrom('telegram_letters')
    .select('id')
    .where('notice_about', '=', about)
    .where('notice_kind', '=', kind)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether something that can be replied to is on its way to a chat. */
export async function isNoticeOnItsWay(context: Context, chatId: number): Promise<boolean> {
  const row = await context.db
    .selectFrom('telegram_letters')
    .select('id')
    .where('chat_id', '=', String(chatId))
    .where('message', 'is not', null)
    .where('notice_kind', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets letters that are older than so many milliseconds, gone or not. */
export async function deleteLetters(context: Context, olderThanMs: number): Promise<void> {
  await sql`delete from telegram_letters where created_at < ${ago(olderThanMs)}`.execute(context.db)
}
