import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'

type Context = { readonly db: Database }

/** The channel on which the bot is woken when an update was taken in. */
export const INBOX_CHANNEL = 'evercheck_telegram'

/** An update as it came in. */
export type Arrived = {
  readonly updateId: number
  /** Whose it is; null for one of nobody's. */
  readonly chatId: number | null
  /** As Telegram sent it. */
  readonly body: unknown
  /** It must be dealt with however many there are: money. */
  readonly isVital: boolean
}

/** So many updates of one chat may wait; what comes beyond that is left out. */
export const WAITING_PER_CHAT_MAX = 20
/** An update at which the process died so often is left alone. */
export const TRIES_MAX = 5

/**
 * Takes updates in, each once, whatever is repeated. Of a chat that sends faster than anybody could
 * answer, only so many wait. Durable when it returns: they may be confirmed then.
 */
export async function takeIn(context: Context, arrived: readonly Arrived[]): Promise<void> {
  if (arrived.length === 0) return
  const rows = JSON.stringify(
    arrived.map(({ updateId, chatId, body, isVital }) => ({ updateId, chatId, body, isVital })),
  )
  await sql`
    with arrived as (
      select "updateId" as update_id, "chatId" as chat_id, body, "isVital" as is_vital,
        row_number() over (partition by "chatId" order by "updateId") as number
      from jsonb_to_recordset(${rows}::jsonb)
        as row ("updateId" bigint, "chatId" bigint, body jsonb, "isVital" boolean)
    ),
    waiting as (
      select chat_id, count(*) as count
      from telegram_updates
      where handled_at is null and chat_id in (select chat_id from arrived)
      group by chat_id
    ),
    judged as (
      select arrived.*,
        arrived.is_vital
          or arrived.number + coalesce(waiting.count, 0) <= ${WAITING_PER_CHAT_MAX} as is_taken
      from arrived
      left join waiting on waiting.chat_id = arrived.chat_id
    )
    insert into telegram_updates (update_id, chat_id, received_at, handled_at, body)
    select update_id, chat_id, ${dbNow}, case when is_taken then null else ${dbNow} end,
      case when is_taken then body end
    from judged
    on conflict (update_id) do nothing
  `.execute(context.db)
  await sql`select pg_notify(${INBOX_CHANNEL}, '')`.execute(context.db)
}

/** An update that waits. */
export type Waiting = {
  readonly updateId: number
  readonly body: unknown
  readonly tries: number
}

/**
 * The oldest updates that wait and are not in hand already. Each is counted as tried: one at which
 * the process dies again and again is given up in the end.
 */
export async function nextUpdates(
  context: Context,
  inHand: readonly number[],
  countMax: number,
): Promise<readonly Waiting[]> {
  const found = await sql<{ update_id: string; body: unknown; tries: number }>`
    with next as (
      select update_id
      from telegram_updates
      where handled_at is null
        and not (update_id = any (${[...inHand]}::bigint[]))
      order by update_id
      limit ${countMax}
    )
    update telegram_updates
    set tries = tries + 1
    from next
    where telegram_updates.update_id = next.update_id
    returning telegram_updates.update_id, body, tries
  `.execute(context.db)
  return found.rows
    .map((row) => ({ updateId: Number(row.update_id), body: row.body, tries: row.tries }))
    .sort((one, other) => one.updateId - other.updateId)
}

/** An update is dealt with; what was in it goes. Durable when it returns. */
export async function markHandled(context: Context, updateId: number): Promise<void> {
  await sql`
    update telegram_updates set handled_at = ${dbNow}, body = null where update_id = ${updateId}
  `.execute(context.db)
}

/** Whether anything of a chat was left out within so many milliseconds. */
export async function hasLeftOut(
  context: Context,
  chatId: number,
  withinMs: number,
): Promise<boolean> {
  const found = await sql<{ is: boolean }>`
    select exists (
      select from telegram_updates
      where chat_id = ${chatId} and tries = 0 and handled_at > ${ago(withinMs)}
    ) as is
  `.execute(context.db)
  return found.rows[0]?.is ?? false
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
