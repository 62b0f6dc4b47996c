import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago, dbNow } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import type { Notice, NoticeAlert } from './alert.ts'
import type { ChannelName, Target } from './telling.ts'

type Context = { readonly db: Database }

/** A notice on its way to one address. */
export type Delivery = {
  readonly id: string
  readonly channel: ChannelName
  readonly target: string
  readonly state: 'waiting' | 'sent' | 'dead'
  /** How often it was tried before. */
  readonly attempts: number
  readonly createdAt: Date
  readonly notice: Notice
}

/**
 * Writes a notice down with a delivery for each target, and returns their ids: whoever gives a
 * transaction puts a job down for each in it. A target at which something of this rule still waits
 * is not told once more that it lasts.
 */
export async function addNotice(
  context: Context,
  notice: Omit<Notice, 'id'>,
  targets: readonly Target[],
): Promise<readonly string[]> {
  const id = newId('ntc')
  const rows = targets.map((target) => ({ ...target, id: newId('dlv') }))
  const made = await sql<{ id: string }>`
    with target as (
      select *
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as target (id text, channel text, target text)
      where ${notice.change}::text <> 'repeated' or not exists (
        select
        from alert_deliveries waiting
        join alert_notices on alert_notices.id = waiting.notice_id
        where waiting.state = 'waiting'
          and waiting.channel = target.channel
          and waiting.target = target.target
          and alert_notices.rule = ${notice.rule}
      )
    ),
    notice as (
      insert into alert_notices (id, at, change, rule, severity, alerts)
      values (${id}, ${notice.at}, ${notice.change}, ${notice.rule}, ${notice.severity},
        ${JSON.stringify(notice.alerts)}::jsonb)
      returning id
    )
    insert into alert_deliveries (id, notice_id, channel, target, state, created_at)
    select target.id, notice.id, target.channel, target.target, 'waiting', ${notice.at}
    from target, notice
    returning id
  `.execute(context.db)
  return made.rows.map((row) => row.id)
}

/** What a notice is about; null when there is none of that id. */
export async function noticeById(
  context: Context,
  id: string,
): Promise<Pick<Notice, 'rule' | 'alerts'> | null> {
  const found = await sql<Pick<Notice, 'rule' | 'alerts'>>`
    select rule, alerts from alert_notices where id = ${id}
  `.execute(context.db)
  return found.rows[0] ?? null
}

/** A delivery with what it carries; null when there is none of that id. */
export async function deliveryOf(context: Context, id: string): Promise<Delivery | null> {
  const found = await sql<DeliveryRow>`
    select delivery.id, delivery.channel, delivery.target, delivery.state, delivery.attempts,
      delivery.created_at, notice.id as notice_id, notice.at, notice.change, notice.rule,
      notice.severity, notice.alerts
    from alert_deliveries delivery
    join alert_notices notice on notice.id = delivery.notice_id
    where delivery.id = ${id}
  `.execute(context.db)
  const [row] = found.rows
  return row === undefined ? null : toDelivery(row)
}

/** Notes that an attempt begins. Returns false when nothing waits any more. */
export async function beginAttempt(context: Context, id: string): Promise<boolean> {
  const begun = await sql`
    update alert_deliveries set attempts = attempts + 1, tried_at = ${dbNow}
    where id = ${id} and state = 'waiting'
  `.execute(context.db)
  return Number(begun.numAffectedRows ?? 0) === 1
}

/** What an attempt came to: it arrived; it is tried again; it is given up. `why` is no secret. */
export async function endAttempt(
  context: Context,
  id: string,
  end: { readonly state: 'sent' | 'waiting' | 'dead'; readonly why: string | null },
): Promise<void> {
  await sql`
    update alert_deliveries
    set state = ${end.state}, last_error = ${end.why},
      ended_at = case when ${end.state}::text <> 'waiting' then ${dbNow} end
    where id = ${id} and state = 'waiting'
  `.execute(context.db)
}

/** Deletes notices that are older and whose deliveries have all ended. Returns how many. */
export async function deleteOldNotices(context: Context, olderThanMs: number): Promise<number> {
  const deleted = await sql`
    delete from alert_notices
    where at < ${ago(olderThanMs)}
      and not exists (
        select from alert_deliveries
        where alert_deliveries.notice_id = alert_notices.id and state = 'waiting'
      )
  `.execute(context.db)
  return Number(deleted.numAffectedRows ?? 0)
}

type DeliveryRow = {
  readonly id: string
  readonly channel: ChannelName
  readonly target: string
  readonly state: Delivery['state']
  readonly attempts: number
  readonly created_at: Date
  readonly notice_id: string
  readonly at: Date
  readonly change: Notice['change']
  readonly rule: Notice['rule']
  readonly severity: Notice['severity']
  readonly alerts: readonly StoredAlert[]
}

/** JSON knows no instants. */
type StoredAlert = Omit<NoticeAlert, 'sinceAt' | 'resolvedAt'> & {
  readonly sinceAt: string
  readonly resolvedAt: string | null
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    channel: row.channel,
    target: row.target,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    notice: {
      id: row.notice_id,
      at: row.at,
      change: row.change,
      rule: row.rule,
      severity: row.severity,
      alerts: row.alerts.map((alert) => ({
        ...alert,
        sinceAt: new Date(alert.sinceAt),
        resolvedAt: alert.resolvedAt === null ? null : new Date(alert.resolvedAt),
      })),
    },
  }
}
