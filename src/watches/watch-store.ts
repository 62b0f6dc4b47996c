import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import {
  EVERY_DAYS,
  type QuietHours,
  type Watch,
  type WatchEnd,
  WatchInvalidError,
  WatchUnknownError,
} from './watch.ts'

type Context = { readonly db: Database }

/** So many profiles at the most may be watched for one customer. */
export const WATCHES_MAX = 100

/**
 * Begins to watch a profile, or changes how it is watched: its first reading is due at once.
 * Durable when it returns.
 * @throws WatchInvalidError WATCH_INVALID
 */
export async function watchProfile(
  context: Context,
  order: {
    readonly customerId: string
    /** The target's name, as `parseTargetName` gives it. */
    readonly target: string
    readonly everyDays: number
    readonly quiet: QuietHours | null
  },
): Promise<Watch> {
  const { customerId, target, everyDays, quiet } = order
  if (!Number.isInteger(everyDays) || everyDays < EVERY_DAYS.min || everyDays > EVERY_DAYS.max) {
    throw new WatchInvalidError(
      `A profile is watched every ${EVERY_DAYS.min} to ${EVERY_DAYS.max} days, and not every ${everyDays}.`,
    )
  }
  const open = await watchesOf(context, customerId)
  const isNew = !open.some((watch) => watch.target === target)
  if (isNew && open.length >= WATCHES_MAX) {
    throw new WatchInvalidError(`${WATCHES_MAX} profiles are watched already, which is the limit.`)
  }
  await sql`
    insert into watches
      (id, customer_id, target_username, every_days, quiet_from, quiet_until, created_at, next_at,
       told_number)
    values (${newId('wat')}, ${customerId}, ${target}, ${everyDays}, ${quiet?.fromMinute ?? null},
      ${quiet?.untilMinute ?? null}, ${dbNow}, ${dbNow},
      -- What happened before is no news.
      (select coalesce(max(number), 0) from checks
       where customer_id = ${customerId} and target_username = ${target}))
    on conflict (customer_id, target_username) where ended_at is null do update
    set every_days = excluded.every_days,
      quiet_from = excluded.quiet_from,
      quiet_until = excluded.quiet_until,
      next_at = least(watches.next_at, ${dbNow} + make_interval(days => ${everyDays}))
  `.execute(context.db)
  const found = (await watchesOf(context, customerId)).find((watch) => watch.target === target)
  if (!found) throw new WatchUnknownError(`The watch of ${target} was ended meanwhile.`)
  return found
}

/** What a customer watches, the eldest first; without those that are over. */
export async function watchesOf(context: Context, customerId: string): Promise<readonly Watch[]> {
  const rows = await watchRows(context)
    .where('customer_id', '=', customerId)
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toWatch)
}

/**
 * Ends a watch; one that is being read is read to its end and told no more. Durable when it
 * returns.
 * @throws WatchUnknownError WATCH_UNKNOWN when the customer has no such watch that is not over
 */
export async function endWatch(
  context: Context,
  { customerId, id }: { readonly customerId: string; readonly id: string },
  why: WatchEnd = 'customer',
): Promise<void> {
  const ended = await sql`
    update watches
    set ended_at = ${dbNow}, ended_for = ${why}
    where (id = ${id} or target_username = ${id})
      and customer_id = ${customerId} and ended_at is null
    returning id
  `.execute(context.db)
  if (ended.rows.length === 0) throw new WatchUnknownError(`There is no watch ${id}.`)
}

/** All columns of watches. */
export function watchRows(context: Context) {
  return context.db.selectFrom('watches').selectAll('watches')
}

/** A row of `watchRows` as the domain has it. */
export function toWatch(
  row: Awaited<ReturnType<ReturnType<typeof watchRows>['executeTakeFirstOrThrow']>>,
): Watch {
  const { quiet_from: fromMinute, quiet_until: untilMinute } = row
  return {
    id: row.id,
    customerId: row.customer_id,
    target: row.target_username,
    everyDays: row.every_days,
    quiet: fromMinute === null || untilMinute === null ? null : { fromMinute, untilMinute },
    nextAt: row.next_at,
    pausedFor: row.paused_for,
    lastCheck: row.last_check,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    endedFor: row.ended_for,
  }
}
