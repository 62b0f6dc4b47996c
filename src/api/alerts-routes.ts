import type { FastifyInstance } from 'fastify'
import { audited } from '../access/audit.ts'
import type { Actor } from '../access/principal.ts'
import type { Alert } from '../alerts/alert.ts'
import { isAlert, openAlerts, recentAlerts } from '../alerts/alert-store.ts'
import { AlertUnknownError, acknowledgeAlert, silenceAlerts, silences } from '../alerts/attend.ts'
import { NEVER_SILENT, totalOf } from '../alerts/rule.ts'
import { NAMED_RULES } from '../alerts/rules.ts'
import * as contract from '../contract/alerts.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { alertFacts } from '../overview/alert-facts.ts'
import { ALERT_WORDS, todoWords } from '../words/alerts.ts'
import type { Language } from '../words/language.ts'
import type { ActsBy } from '../words/remedy.ts'
import { actsBy } from './acts-by.ts'
import { instant } from './instant.ts'
import { CursorInvalidError, RuleUnknownError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of alerts need. */
export type AlertsContext = { readonly db: Database }

/** What needs an operator: seeing it, dealing with it, not hearing of it for a time. */
export function alertsRoutes(context: AlertsContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.listAlerts, async ({ query, language, principal }) => {
      const { state, limit, after = null } = query
      const page = { after, countMax: limit + 1 }
      const list = state === 'open' ? openAlerts : recentAlerts
      const found = await list(context, page)
      // Nothing behind what is there no more is not the end of the list.
      const isLost = after !== null && found.length === 0 && !(await isAlert(context, after))
      if (isLost) throw new CursorInvalidError()
      const items = found.slice(0, limit)
      const next = found.length > limit ? (items.at(-1)?.id ?? null) : null
      return { items: items.map((alert) => alertOf(alert, language, actsBy(principal))), next }
    })

    route(app, contract.acknowledgeAlert, async ({ params, actor }) => {
      const by = nameOf(actor)
      const on = ['alert', params.alert] as const
      const done = await audited(
        context,
        (db) => acknowledgeAlert({ db }, params.alert, by),
        ({ kind }) =>
          kind === 'acknowledged' ? { by: actor, act: 'alert.acknowledge', on } : null,
      )
      if (done.kind === 'not-open') {
        throw new AlertUnknownError(params.alert)
      }
      if (done.kind === 'already') return { acknowledged: false, by: done.by }
      return { acknowledged: true, by }
    })

    route(app, contract.silenceAlert, async ({ body, actor }) => {
      const { subject = null, minutes } = body
      const rule = NAMED_RULES.find(([name]) => name === body.rule)?.[0]
      if (rule === undefined) throw new RuleUnknownError(`There is no rule ${body.rule}.`)
      const on = ['rule', rule] as const
      const detail = { minutes, subject }
      const until = await audited(
        context,
        (db) => silenceAlerts({ db }, { rule, subject }, minutes * 60_000, nameOf(actor)),
        () => ({ by: actor, act: 'alert.silence', on, detail }),
      )
      return { until: until.toISOString() }
    })

    route(app, contract.listRules, async ({ language, principal }) => {
      const facts = await alertFacts(context)
      const items = NAMED_RULES.map(([rule, given]) => ({
        rule,
        severity: given.severity,
        title: ALERT_WORDS[language][rule].title,
        todo: todoWords(language, rule, actsBy(principal)),
        value: totalOf(given, facts),
        over: given.over,
        unit: unitOf(given.metric),
        forMs: given.forMs,
      }))
      return { at: (await databaseNow(context)).toISOString(), items }
    })

    route(app, contract.listSilences, async () => {
      const found = await silences(context)
      const items = found.map(({ rule, subject, untilAt, by }) => {
        return { rule, subject, until: untilAt.toISOString(), by }
      })
      return { items }
    })
  }
}

/** The unit that the name of a metric ends with. */
function unitOf(metric: string): 'seconds' | 'ratio' | 'number' {
  if (metric.endsWith('_seconds')) return 'seconds'
  return metric.endsWith('_ratio') ? 'ratio' : 'number'
}

function nameOf({ name, id }: Actor): string {
  return name ?? id ?? 'operator'
}

function alertOf(alert: Alert, language: Language, by: ActsBy) {
  return {
    id: alert.id,
    rule: alert.rule,
    subject: alert.subject,
    name: alert.name,
    severity: alert.severity,
    words: ALERT_WORDS[language][alert.rule].says(alert),
    todo: todoWords(language, alert.rule, by),
    value: alert.value,
    sinceAt: alert.sinceAt.toISOString(),
    raisedAt: alert.raisedAt.toISOString(),
    resolvedAt: instant(alert.resolvedAt),
    silenceable: !NEVER_SILENT.includes(alert.rule),
    acknowledgedAt: instant(alert.acknowledgedAt),
    acknowledgedBy: alert.acknowledgedBy,
  }
}
