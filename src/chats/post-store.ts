import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'

type Context = { readonly db: Database }

/**
 * The one message about a check. `open` shows how far it is; `result` is due to show what it came
 * to; `bell` shows it, and the customer is to be told; `done`.
 */
export type Post = {
  readonly checkId: string
  readonly chatId: number
  /** Null before the first message was sent. */
  readonly messageId: number | null
  readonly state: 'open' | 'result' | 'bell' | 'done'
  readonly shown: string | null
  readonly tries: number
  /** How many messages have gone in place of a workbook that Telegram does not take. */
  readonly parts: number
}

/** Whoever adds a post shows it at once; if he dies before, others do so after this. */
const FIRST_MS = 2000

/** What each waiting check adds to the time between two looks at one of them. */
const WAITING_SHARE_MS = 100

/** Beginning with this message, or with one that is to be sent, a chat hears about a check. */
export async function addPost(
  context: Context,
  post: { readonly checkId: string; readonly chatId: number; readonly messageId: number | null },
): Promise<Post> {
  const found = await sql<Row>`
    with added as (
      insert into telegram_posts (check_id, chat_id, message_id, state, due_at)
      values (${post.checkId}, ${post.chatId}, ${post.messageId}, 'open', ${fromNow(FIRST_MS)})
      on conflict (check_id) do nothing
      returning *
    )
    select * from added
    union all
    select * from telegram_posts where check_id = ${post.checkId}
    limit 1
  `.execute(context.db)
  const [row] = found.rows
  if (!row) throw new Error('a post that was added must be there')
  return toPost(row)
}

/**
 * The posts at which something is due: results first, then those that have shown nothing yet, then
 * the longest waiting. Of a check that only waits nothing changes but its place, and that of
 * thousands is more than can be shown: so all of them together are looked at some times a second.
 */
export async function postsDue(context: Context, countMax: number): Promise<readonly Post[]> {
  const found = await sql<Row>`
    select post.*
    from telegram_posts post
    join telegram_chats chat on chat.chat_id = post.chat_id
    left join checks on checks.id = post.check_id
    where post.state <> 'done'
      and post.due_at <= ${dbNow}
      and chat.silent_since is null
      and (
        post.state <> 'open'
        or post.shown is null
        or not checks.waits
        or checks.last_update_at >= post.shown_at
        or post.shown_at <= ${dbNow} - interval '1 millisecond' * ${WAITING_SHARE_MS}
          * (select count(*) from telegram_posts other where other.state = 'open')
      )
    order by post.state = 'open', post.shown is not null, post.due_at
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(toPost)
}

/** What the posts of checks that have ended are due to show. Returns how many there were. */
export async function endPosts(context: Context): Promise<number> {
  const moved = await sql`
    update telegram_posts post
    set state = 'result', due_at = ${dbNow}, tries = 0
    from checks
    where checks.id = post.check_id
      and checks.finished_at is not null
      and post.state = 'open'
  `.execute(context.db)
  return Number(moved.numAffectedRows ?? 0n)
}

/** The post of a check; null when no chat hears about it. */
export async function postOf(context: Context, checkId: string): Promise<Post | null> {
  const found = await sql<Row>`
    select * from telegram_posts where check_id = ${checkId}
  `.execute(context.db)
  const [row] = found.rows
  return row ? toPost(row) : null
}

/** What a post has come to show, and when it is looked at again. Durable when it returns. */
export async function notePost(
  context: Context,
  checkId: string,
  now: {
    readonly from: Post['state']
    readonly state: Post['state']
    readonly shown?: string
    readonly againMs: number
  },
): Promise<void> {
  await sql`
    update telegram_posts
    set state = ${now.state}, tries = 0, due_at = ${fromNow(now.againMs)}, shown_at = ${dbNow},
      shown = coalesce(${now.shown ?? null}, shown)
    where check_id = ${checkId} and state = ${now.from}
  `.execute(context.db)
}

/**
 * A post is shown in another message from now on. Returns false, and changes nothing, if it has
 * been moved or has gone on meanwhile. Durable when it returns.
 */
export async function movePost(
  context: Context,
  { checkId, messageId, state }: Pick<Post, 'checkId' | 'messageId' | 'state'>,
  to: number,
): Promise<boolean> {
  const moved = await sql`
    update telegram_posts
    set message_id = ${to}, shown = null
    where check_id = ${checkId}
      and state = ${state}
      and message_id is not distinct from ${messageId}::bigint
  `.execute(context.db)
  return Number(moved.numAffectedRows ?? 0n) > 0
}

/** So many messages have gone in place of a workbook. Durable when it returns. */
export async function noteParts(context: Context, checkId: string, count: number): Promise<void> {
  await sql`
    update telegram_posts set parts = ${count} where check_id = ${checkId}
  `.execute(context.db)
}

/** Something could not be shown: it is tried again later. */
export async function delayPost(context: Context, checkId: string, againMs: number): Promise<void> {
  await sql`
    update telegram_posts
    set tries = tries + 1, due_at = ${fromNow(againMs)}
    where check_id = ${checkId}
  `.execute(context.db)
}

type Row = {
  readonly check_id: string
  readonly chat_id: string
  readonly message_id: string | null
  readonly state: Post['state']
  readonly shown: string | null
  readonly tries: number
  readonly parts: number
}

function toPost(row: Row): Post {
  return {
    checkId: row.check_id,
    chatId: Number(row.chat_id),
    messageId: row.message_id === null ? null : Number(row.message_id),
    state: row.state,
    shown: row.shown,
    tries: row.tries,
    parts: row.parts,
  }
}

/** Whether a check was begun with this message. */
export async function startedAt(
  context: Context,
  chatId: number,
  messageId: number,
): Promise<boolean> {
  const row = await context.db
    .selectFrom('telegram_posts')
    .select('check_id')
    .where('chat_id', '=', String(chatId))
    .where('message_id', '=', String(messageId))
    .executeTakeFirst()
  return row !== undefined
}
