import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ago } from '../db/time.ts'
import { newId } from '../kernel/ids.ts'
import type { Alert } from './alert.ts'
import { type Measure, NEVER_SILENT, type Rule, type RuleName } from './rule.ts'

type Context = { readonly db: Database }

/**
 * One evaluation: every statement of it compares with the same instant, which the database gave
 * when it began.
 */
export type Evaluation = Context & { readonly at: Date }

/** What a rule has found, of one subject. */
export type Cause = { readonly name: RuleName; readonly rule: Rule; readonly measure: Measure }

/** A cause that was not looked at for so long begins anew: nobody knows what was between. */
const UNSEEN_MS = 5 * 60_000

/**
 * Notes that these causes hold now: one that is not there yet begins, one that is goes on. A
 * subject is there once per rule. One statement.
 */
export async function seeCauses(context: Evaluation, causes: readonly Cause[]): Promise<void> {
  const rows = causes.map(({ name, rule, measure }) => ({
    id: newId('alt'),
    rule: name,
    subject: measure.subject,
    name: measure.name,
    severity: rule.severity,
    value: measure.value,
    detail: measure.detail ?? {},
  }))
  await sql`
    insert into alerts (id, rule, subject, name, severity, value, detail, since_at, seen_at)
    select cause.id, cause.rule, cause.subject, cause.name, cause.severity, cause.value,
      cause.detail, ${context.at}::timestamptz, ${context.at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as cause (id text, rule text,
      subject text, name text, severity text, value double precision, detail jsonb)
    on conflict (rule, subject) where resolved_at is null do update
    set seen_at = excluded.seen_at,
      since_at = case
        when alerts.raised_at is null
          and alerts.seen_at < ${context.at}::timestamptz - ${UNSEEN_MS} * interval '1 millisecond'
        then excluded.since_at
        else alerts.since_at
      end,
      name = excluded.name, severity = excluded.severity, value = excluded.value,
      detail = excluded.detail
  `.execute(context.db)
}

/** How long a rule's causes must hold and must have been gone, as the statements below take it. */
function limits(rules: readonly (readonly [RuleName, Rule])[]): string {
  return JSON.stringify(
    rules.map(([rule, { forMs, keepMs }]) => ({ rule, for_ms: forMs, keep_ms: keepMs })),
  )
}

/** Raises what has held for as long as its rule wants. Returns what is raised. One statement. */
export async function raiseAlerts(
  context: Evaluation,
  rules: readonly (readonly [RuleName, Rule])[],
): Promise<readonly Alert[]> {
  const found = await sql<AlertRow>`
    with raised as (
      update alerts
      set raised_at = ${context.at}
      from jsonb_to_recordset(${limits(rules)}::jsonb) as bound (rule text, for_ms float8)
      where alerts.rule = bound.rule
        and alerts.raised_at is null
        and alerts.seen_at = ${context.at}::timestamptz
        and alerts.since_at <= ${context.at}::timestamptz - bound.for_ms * interval '1 millisecond'
      returning alerts.*
    ),
    told as (${tellOf('alert-raised', 'raised')})
    select * from raised order by id
  `.execute(context.db)
  return found.rows.map(toAlert)
}

/**
 * Resolves what has been gone for as long as its rule wants, and forgets what has never held for
 * long enough. A rule that is there no more holds nothing up. Returns what is over. One statement.
 */
export async function resolveAlerts(
  context: Evaluation,
  rules: readonly (readonly [RuleName, Rule])[],
): Promise<readonly Alert[]> {
  const found = await sql<AlertRow>`
    with gone as (
      select alerts.id
      from alerts
      left join jsonb_to_recordset(${limits(rules)}::jsonb) as bound (rule text, keep_ms float8)
        on alerts.rule = bound.rule
      where alerts.resolved_at is null
        and alerts.seen_at < ${context.at}
        and alerts.seen_at
          <= ${context.at}::timestamptz - coalesce(bound.keep_ms, 0) * interval '1 millisecond'
    ),
    forgotten as (
      delete from alerts using gone where alerts.id = gone.id and alerts.raised_at is null
    ),
    resolved as (
      update alerts
      set resolved_at = ${context.at}
      from gone
      where alerts.id = gone.id and alerts.raised_at is not null
      returning alerts.*
    ),
    told as (${tellOf('alert-resolved', 'resolved')})
    select * from resolved order by id
  `.execute(context.db)
  return found.rows.map(toAlert)
}

/** An alert of which something may have to be told, and whether it is silenced. */
export type Untold = Alert & { readonly isSilenced: boolean }

/** Alerts beyond so many are told with the next evaluation. */
const UNTOLD_MAX = 2000

/** What lasts, and what is over without that having been told; the worst first. */
export async function untoldAlerts(context: Evaluation): Promise<readonly Untold[]> {
  const found = await sql<AlertRow & { is_silenced: boolean }>`
    select alerts.*, exists (
        select
        from alert_silences silence
        where silence.rule = alerts.rule
          and (silence.subject is null or silence.subject = alerts.subject)
          and silence.until_at > ${context.at}
          and silence.rule <> all(${NEVER_SILENT}::text[])
      ) as is_silenced
    from alerts
    where alerts.raised_at is not null and not alerts.is_end_told
    order by alerts.raised_at, alerts.name
    limit ${UNTOLD_MAX}
  `.execute(context.db)
  return found.rows.map((row) => ({ ...toAlert(row), isSilenced: row.is_silenced }))
}

/** Notes that people have been told of these alerts; of those that are over, for the last time. */
export async function noteTold(context: Evaluation, ids: readonly string[]): Promise<void> {
  await sql`
    update alerts
    set told_at = ${context.at}, is_end_told = resolved_at is not null
    where id = any(${ids}::text[])
  `.execute(context.db)
}

/** Notes that of these alerts nobody will be told. */
export async function noteNeverTold(context: Context, ids: readonly string[]): Promise<void> {
  await sql`update alerts set is_end_told = true where id = any(${ids}::text[])`.execute(context.db)
}

/** A page of alerts: what comes behind one of them, or the first ones. */
export type AlertPage = { readonly after: string | null; readonly countMax: number }

/** What lasts now, the worst first. */
export async function openAlerts(
  context: Context,
  page: AlertPage = { after: null, countMax: UNTOLD_MAX },
): Promise<readonly Alert[]> {
  const { after, countMax } = page
  const place = sql`array_position(array['critical', 'warning', 'info'], severity),
    raised_at, name, id`
  const found = await sql<AlertRow>`
    select *
    from alerts
    where raised_at is not null and resolved_at is null
      and (${after}::text is null
        or (${place}) > (select ${place} from alerts where id = ${after}))
    order by ${place}
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(toAlert)
}

/** What was raised last, whatever has become of it, the newest first. */
export async function recentAlerts(
  context: Context,
  { after, countMax }: AlertPage,
): Promise<readonly Alert[]> {
  const found = await sql<AlertRow>`
    select *
    from alerts
    where raised_at is not null
      and (${after}::text is null
        or (raised_at, id) < (select raised_at, id from alerts where id = ${after}))
    order by raised_at desc, id desc
    limit ${countMax}
  `.execute(context.db)
  return found.rows.map(toAlert)
}

/** Whether there is such an alert, open or over. */
export async function isAlert(context: Context, id: string): Promise<boolean> {
  const found = await sql`select from alerts where id = ${id}`.execute(context.db)
  return found.rows.length > 0
}

/** Deletes what has been over for so many milliseconds. Returns how many. */
export async function deleteOldAlerts(context: Context, olderThanMs: number): Promise<number> {
  const deleted = await sql`
    delete from alerts
    where resolved_at < ${ago(olderThanMs)} and is_end_told
  `.execute(context.db)
  return Number(deleted.numAffectedRows ?? 0)
}

type AlertRow = {
  readonly id: string
  readonly rule: RuleName
  readonly subject: string
  readonly name: string
  readonly severity: Alert['severity']
  readonly value: number
  readonly detail: Alert['detail']
  readonly since_at: Date
  readonly raised_at: Date
  readonly resolved_at: Date | null
  readonly told_at: Date | null
  readonly acknowledged_at: Date | null
  readonly acknowledged_by: string | null
}

/** An alert as its row has it. */
export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    rule: row.rule,
    subject: row.subject,
    name: row.name,
    severity: row.severity,
    value: row.value,
    detail: row.detail,
    sinceAt: row.since_at,
    raisedAt: row.raised_at,
    resolvedAt: row.resolved_at,
    toldAt: row.told_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
  }
}

/** Records an event for each alert in `rows`, a name within the same statement. */
export function tellOf(
  kind: 'alert-raised' | 'alert-resolved' | 'alert-acknowledged',
  rows: string,
): RawBuilder<unknown> {
  return sql`
    insert into events (kind, account_id, detail)
    select ${kind}, account.id,
      jsonb_build_object('alert', alert.id, 'rule', alert.rule, 'severity', alert.severity)
    from ${sql.ref(rows)} as alert
    left join instagram_accounts account on account.id = alert.subject
  `
}
