import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { type AlertFacts, alertFacts } from '../overview/alert-facts.ts'
import { enqueue } from '../queue/enqueue.ts'
import type { Alert, Change, Notice } from './alert.ts'
import {
  type Cause,
  noteNeverTold,
  noteTold,
  raiseAlerts,
  resolveAlerts,
  seeCauses,
  type Untold,
  untoldAlerts,
} from './alert-store.ts'
import { addNotice } from './notice-store.ts'
import type { RuleName } from './rule.ts'
import { NAMED_RULES } from './rules.ts'
import { type QuietHours, type Target, targetsFor, tellingOf } from './telling.ts'

/** What an evaluation needs. */
export type AlertsContext = {
  readonly db: Database
  readonly alerting: Alerting
}

/** Whom alerts are told to, and when not. */
export type Alerting = {
  readonly targets: readonly Target[]
  /** Then only what is critical is told; the rest waits. Null where all hours are alike. */
  readonly quiet: QuietHours | null
}

/** What an evaluation came to. */
export type Evaluated = {
  readonly raised: readonly Alert[]
  readonly resolved: readonly Alert[]
  readonly notices: number
}

/** Two evaluations never mix: whoever comes second sees what the first has told. */
const LOCK = 4_831_507_230

/**
 * Looks at what is committed, and raises, repeats and resolves alerts in one commit with what is to
 * be delivered of them: however often it is killed, nobody is told twice, and nothing is left
 * untold.
 */
export function evaluateAlerts(context: AlertsContext): Promise<Evaluated> {
  return context.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx)
    const evaluation = { db: tx, at: await databaseNow({ db: tx }) }
    await seeCauses(evaluation, causesOf(await alertFacts(evaluation)))
    const raised = await raiseAlerts(evaluation, NAMED_RULES)
    const resolved = await resolveAlerts(evaluation, NAMED_RULES)
    const { notices, never } = noticesOf(
      await untoldAlerts(evaluation),
      evaluation.at,
      context.alerting.quiet,
    )
    for (const notice of notices) {
      const targets = targetsFor(notice, context.alerting.targets)
      const deliveries = await addNotice(evaluation, notice, targets)
      for (const delivery of deliveries) {
        await enqueue(tx, { kind: 'deliver-alert', data: { delivery } })
      }
    }
    await noteTold(
      evaluation,
      notices.flatMap(({ alerts }) => alerts.map(({ id }) => id)),
    )
    await noteNeverTold(evaluation, never)
    return { raised, resolved, notices: notices.length }
  })
}

/** What the rules find in the facts. Pure. */
export function causesOf(facts: AlertFacts): readonly Cause[] {
  return NAMED_RULES.flatMap(([name, rule]) =>
    rule
      .measure(facts)
      .filter(({ value }) => value > rule.over)
      .map((measure) => ({ name, rule, measure })),
  )
}

/** What is to be told now: one notice per rule and change, however many it is about. Pure. */
export function noticesOf(
  alerts: readonly Untold[],
  at: Date,
  quiet: QuietHours | null,
): { readonly notices: readonly Omit<Notice, 'id'>[]; readonly never: readonly string[] } {
  const told = alerts.map((alert) => ({
    alert,
    telling: tellingOf(alert, at, { quiet, isSilenced: alert.isSilenced }),
  }))
  const groups = new Map<string, { change: Change; rule: RuleName; alerts: Untold[] }>()
  for (const { alert, telling: change } of told) {
    if (change === 'later' || change === 'never') continue
    const key = `${alert.rule} ${change}`
    const group = groups.get(key) ?? { change, rule: alert.rule, alerts: [] }
    group.alerts.push(alert)
    groups.set(key, group)
  }
  const notices = [...groups.values()].map(({ change, rule, alerts: of }) => ({
    at,
    change,
    rule,
    severity: of[0]?.severity ?? 'info',
    alerts: of.map(({ id, subject, name, value, detail, sinceAt, resolvedAt }) => {
      return { id, subject, name, value, detail, sinceAt, resolvedAt }
    }),
  }))
  const never = told.filter(({ telling }) => telling === 'never').map(({ alert }) => alert.id)
  return { notices, never }
}
