import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import type { Arrived } from './arrived.ts'

type Context = { readonly db: Database }

/** The channel on which the bot is woken when an update was taken in. */
export const INBOX_CHANNEL = 'evercheck_telegram'

/** So many updates of one chat may wait; what comes beyond that is left out. */
export const WAITING_PER_CHAT_MAX = 20
/** An update at which the process died so often is left alone. */
export const DEATHS_MAX = 5
/** One at which it died so often is dealt with by itself, so that no other is blamed for it. */
const SUSPECT_AT = 2

/**
 * Takes updates in, each once, whatever is repeated. Of a chat that sends faster than anybody could
 * answer, only so many wait; behind them one stands for all that were left out, so that the chat
 * hears of it. Durable when it returns: they may be confirmed then.
 */
export async function takeIn(context: Context, arrived: readonly Arrived[]): Promise<void> {
  if (arrived.length === 0) return
  await sql`
    with arrived as (
      select "updateId" as update_id, "chatId" as chat_id, body, "isVital" as is_vital,
        "isUrgent" as is_urgent,
        row_number() over (partition by "chatId" order by "updateId") as number
      from jsonb_to_recordset(${JSON.stringify(arrived, storable)}::jsonb) as row
        ("updateId" bigint, "chatId" bigint, body jsonb, "isVital" boolean, "isUrgent" boolean)
    ),
    waiting as (
      select chat_id, count(*) filter (where body <> ${LEFT_OUT}::jsonb) as count,
        bool_or(body = ${LEFT_OUT}::jsonb) as is_told
      from telegram_updates
      where handled_at is null and chat_id in (select chat_id from arrived)
      group by chat_id
    ),
    judged as (
      select arrived.*,
        arrived.is_vital
          or arrived.number + coalesce(waiting.count, 0) <= ${WAITING_PER_CHAT_MAX} as is_taken,
        coalesce(waiting.is_told, false) as is_told
      from arrived
      left join waiting on waiting.chat_id = arrived.chat_id
    ),
    first_out as (
      select min(update_id) as update_id from judged where not is_taken and not is_told
      group by chat_id
    ),
    kept as (
      insert into telegram_updates
        (update_id, chat_id, received_at, handled_at, body, is_urgent)
      select update_id, chat_id, ${dbNow},
        case when is_taken or is_first then null else ${dbNow} end,
        case when is_taken then body when is_first then ${LEFT_OUT}::jsonb end,
        is_urgent
      from judged,
        lateral (select update_id in (select update_id from first_out) as is_first) first
      on conflict (update_id) do nothing
    )
    select pg_notify(${INBOX_CHANNEL}, '')
  `.execute(context.db)
}

/** The database takes no text with a zero in it or half a character: nobody misses them. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value
}

/** What is kept of all that was left out. */
const LEFT_OUT = '"left out"'

/** An update that waits. */
export type Waiting = {
  readonly updateId: number
  /** Whose it is; null for one of nobody's. */
  readonly chatId: number | null
  /** As Telegram sent it; null where it stands for what was left out. */
  readonly body: unknown
  /** How often it was taken up, now included, without being dealt with or put back. */
  readonly tries: number
}

/** Updates that somebody is dealing with. */
export type InHand = {
  readonly updates: readonly number[]
  /** Whose they are: of a chat only one is in hand at a time. */
  readonly chats: readonly number[]
}

/**
 * The oldest updates that wait, one of each chat and none of those that are in hand. Each is
 * counted as tried until it is dealt with or put back: what is left of that, a death has left. An
 * update at which the process may have died again and again is given out alone.
 */
export async function nextUpdates(
  context: Context,
  inHand: InHand,
  countMax: number,
): Promise<readonly Waiting[]> {
  const { updates, chats } = inHand
  const found = await sql<WaitingRow>`
    with waiting as (
      select update_id, chat_id, tries >= ${SUSPECT_AT} as is_suspect,
        row_number() over (partition by chat_id order by update_id) as place_in_chat,
        row_number() over (order by update_id) as place
      from telegram_updates
      where handled_at is null and not is_urgent
    ),
    next as (
      select waiting.update_id
      from waiting
      left join waiting first on first.place = 1 and first.is_suspect
      where case
          when first.update_id is null
          then not waiting.is_suspect
            and (waiting.chat_id is null or waiting.place_in_chat = 1)
            and not (waiting.update_id = any (${[...updates]}::bigint[]))
            and (waiting.chat_id is null or not (waiting.chat_id = any (${[...chats]}::bigint[])))
          else waiting.place = 1 and ${updates.length === 0}
        end
      order by waiting.update_id
      limit ${countMax}
    )
    update telegram_updates
    set tries = tries + 1
    from next
    where telegram_updates.update_id = next.update_id
    returning telegram_updates.update_id, chat_id, body, tries
  `.execute(context.db)
  return found.rows.map(toWaiting).sort((one, other) => one.updateId - other.updateId)
}

/** An update could not be dealt with, and nothing died of it: it waits as if it had just come. */
export async function putBack(context: Context, updateId: number): Promise<void> {
  await sql`
    update telegram_updates set tries = 0 where update_id = ${updateId}
  `.execute(context.db)
}

/**
 * All that Telegram waits for an answer to, each once: later an answer is of no use, so they are
 * dealt with as they are taken.
 */
export async function takeUrgent(context: Context): Promise<readonly Waiting[]> {
  const found = await sql<WaitingRow>`
    with taken as (
      select update_id, chat_id, body, tries
      from telegram_updates
      where handled_at is null and is_urgent
      for update skip locked
    )
    update telegram_updates
    set handled_at = ${dbNow}, body = null
    from taken
    where telegram_updates.update_id = taken.update_id
    returning taken.update_id, taken.chat_id, taken.body, taken.tries
  `.execute(context.db)
  return found.rows.map(toWaiting)
}

type WaitingRow = {
  readonly update_id: string
  readonly chat_id: string | null
  readonly body: unknown
  readonly tries: number
}

function toWaiting(row: WaitingRow): Waiting {
  const { update_id, chat_id, body, tries } = row
  return {
    updateId: Number(update_id),
    chatId: chat_id === null ? null : Number(chat_id),
    body: typeof body === 'object' ? body : null,
    tries,
  }
}

/** An update is answered with a file in this message. Durable when it returns. */
export async function noteAnswer(
  context: Context,
  updateId: number,
  messageId: number,
): Promise<void> {
  await sql`
    update telegram_updates set answer_id = ${messageId} where update_id = ${updateId}
  `.execute(context.db)
}

/** The message in which an update is answered with a file; null when nobody has begun to. */
export async function answerOf(context: Context, updateId: number): Promise<number | null> {
  const row = await context.db
    .selectFrom('telegram_updates')
    .select('answer_id')
    .where('update_id', '=', String(updateId))
    .executeTakeFirst()
  const id = row?.answer_id ?? null
  return id === null ? null : Number(id)
}

/** An update is dealt with; what was in it goes. Durable when it returns. */
export async function markHandled(context: Context, updateId: number): Promise<void> {
  await sql`
    update telegram_updates set handled_at = ${dbNow}, body = null where update_id = ${updateId}
  `.execute(context.db)
}

/**
 * Forgets updates that are older than so many milliseconds: Telegram repeats none that are older
 * than a day. Returns how many.
 */
export async function deleteUpdates(context: Context, olderThanMs: number): Promise<number> {
  const deleted = await sql`
    delete from telegram_updates
    where handled_at is not null and received_at < ${ago(olderThanMs)}
  `.execute(context.db)
  return Number(deleted.numAffectedRows ?? 0n)
}
