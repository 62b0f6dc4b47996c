import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { dbNow, fromNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { tellOf } from './alert-store.ts'
import { NEVER_SILENT, type RuleName } from './rule.ts'

type Context = { readonly db: Database }

/** What acknowledging came to. */
export type Acknowledged =
  | { readonly kind: 'acknowledged' }
  /** Somebody was quicker. */
  | { readonly kind: 'already'; readonly by: string; readonly at: Date }
  /** There is none of that id, or it is over. */
  | { readonly kind: 'not-open' }

/** There is no open alert of that id. */
export class AlertUnknownError extends Error {
  override readonly name = 'AlertUnknownError'
  readonly code = 'ALERT_UNKNOWN'

  constructor(id: string) {
    super(`There is no open alert ${id}: evercheck alerts list names those that are.`)
  }
}

/**
 * Notes that somebody deals with an alert: it is not repeated any more, and its end is told. `by` is
 * who, for the others: of two at once the second hears of the first.
 */
export async function acknowledgeAlert(
  context: Context,
  id: string,
  by: string,
): Promise<Acknowledged> {
  return inTransaction(context, async (db) => {
    const found = await sql<{ by: string | null; at: Date | null }>`
      select acknowledged_by as by, acknowledged_at as at
      from alerts
      where id = ${id} and raised_at is not null and resolved_at is null
      for update
    `.execute(db)
    const [row] = found.rows
    if (row === undefined) return { kind: 'not-open' }
    if (row.by !== null && row.at !== null) return { kind: 'already', by: row.by, at: row.at }
    await sql`
      with mine as (
        update alerts set acknowledged_at = ${dbNow}, acknowledged_by = ${by}
        where id = ${id}
        returning id, rule, severity, subject
      )
      ${tellOf('alert-acknowledged', 'mine')}
    `.execute(db)
    return { kind: 'acknowledged' }
  })
}

/** Nothing silences this rule. */
export class RuleNeverSilentError extends Error {
  override readonly name = 'RuleNeverSilentError'
  readonly code = 'RULE_NEVER_SILENT'
  readonly rule: RuleName

  constructor(rule: RuleName) {
    super(
      `${rule} cannot be silenced: credits that do not add up are reported until they do. Acknowledge the alert to stop its repetitions; evercheck ledger CUSTOMER shows the entries.`,
    )
    this.rule = rule
  }
}

/** Silences are bounded: what is forgotten comes back. */
export const SILENCE_MS_MAX = 30 * 24 * 3_600_000

/**
 * Tells nobody of a rule, or of one subject of it, for so long; what lasts is told after that.
 * Returns until when. Zero ends a silence.
 * @throws RuleNeverSilentError RULE_NEVER_SILENT
 */
export async function silenceAlerts(
  context: Context,
  of: { readonly rule: RuleName; readonly subject: string | null },
  forMs: number,
  by: string,
): Promise<Date> {
  if (forMs > 0 && NEVER_SILENT.includes(of.rule)) throw new RuleNeverSilentError(of.rule)
  const ms = Math.min(forMs, SILENCE_MS_MAX)
  const made = await inTransaction(context, async (db) => {
    // Of two at once the second takes the place of the first.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`silence ${of.rule}`}, 0))`.execute(
      db,
    )
    return silenced({ db }, of, ms, by)
  })
  if (made === undefined) throw new Error('an insert returns its row')
  return made
}

async function silenced(
  context: Context,
  of: { readonly rule: RuleName; readonly subject: string | null },
  ms: number,
  by: string,
): Promise<Date | undefined> {
  const made = await sql<{ until_at: Date }>`
    with over as (
      delete from alert_silences
      where (rule = ${of.rule} and subject is not distinct from ${of.subject})
        or until_at < ${dbNow}
    ),
    made as (
      insert into alert_silences (id, rule, subject, until_at, made_at, made_by)
      values (${newId('sil')}, ${of.rule}, ${of.subject}, ${fromNow(ms)}, ${dbNow}, ${by})
      returning until_at
    ),
    told as (
      insert into events (kind, detail)
      values ('alert-silenced', ${JSON.stringify({ ...of, minutes: ms / 60_000 })}::jsonb)
    )
    select until_at from made
  `.execute(context.db)
  return made.rows[0]?.until_at
}

/** A silence that lasts. */
export type Silence = {
  readonly rule: RuleName
  readonly subject: string | null
  readonly untilAt: Date
  readonly by: string
}

/** The silences that last, the longest first. */
export async function silences(context: Context): Promise<readonly Silence[]> {
  const found = await sql<Silence>`
    select rule, subject, until_at as "untilAt", made_by as by
    from alert_silences
    where until_at > ${dbNow} and rule <> all(${NEVER_SILENT}::text[])
    order by until_at desc
  `.execute(context.db)
  return found.rows
}
