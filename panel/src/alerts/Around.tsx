import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { RULES_WORDS } from '../../../src/words/panel/rules.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import { type Alert, listAlerts, listRules } from '../wire/system-queries.ts'
import { closeness, RulesTable } from './Rules.tsx'

const DAY_MS = 24 * 3_600_000
const HOURS = [0, 6, 12, 18, 24]
const SHOWN_MAX = 6

/** What stands around the alerts that fire: a day of all of them, and which rules are close. */
export function Around(): ReactNode {
  const words = useWords(RULES_WORDS)
  const recent = useQuery(listAlerts('recent'))
  const rules = useQuery(listRules())
  if (recent.data === undefined || rules.data === undefined) return null
  const close = rules.data.items
    .filter((rule) => rule.value <= rule.over)
    .sort((one, other) => closeness(other) - closeness(one))
    .slice(0, SHOWN_MAX)
  return (
    <div className="cols around">
      <LastDay
        alerts={recent.data.items}
        titleOf={(rule) => rules.data.items.find((one) => one.rule === rule)?.title ?? rule}
      />
      <section className="sec rules">
        <div className="sec-h">
          <h2>{words.closeTitle}</h2>
          <Link className="link end" href="/alerts/rules">
            {words.all(rules.data.items.length)}
          </Link>
        </div>
        <RulesTable rules={close} short />
      </section>
    </div>
  )
}

type LastDayProps = {
  readonly alerts: readonly Alert[]
  readonly titleOf: (rule: string) => string
}

function LastDay({ alerts, titleOf }: LastDayProps): ReactNode {
  const words = useWords(RULES_WORDS)
  const now = useNow().getTime()
  const place = (ms: number): number => Math.min(1, Math.max(0, 1 - (now - ms) / DAY_MS))
  const within = alerts.filter(({ resolvedAt }) => {
    return resolvedAt === null || now - new Date(resolvedAt).getTime() < DAY_MS
  })
  const rules = [...new Set(within.map(({ rule }) => rule))]
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.day}</h2>
        <span className="note only-wide">{words.dayNote}</span>
      </div>
      {within.length === 0 ? <p className="mid">{words.dayNone}</p> : null}
      {rules.map((rule) => (
        <div className="gl2" key={rule}>
          <span>{titleOf(rule)}</span>
          <div className="track">
            {within
              .filter((alert) => alert.rule === rule)
              .map(({ id, severity, sinceAt, resolvedAt, words: says }) => {
                const from = place(new Date(sinceAt).getTime())
                const to = resolvedAt === null ? 1 : place(new Date(resolvedAt).getTime())
                return (
                  <span
                    key={id}
                    className={`gb ${severity}`}
                    role="img"
                    aria-label={says}
                    style={{ left: `${from * 100}%`, width: `max(4px, ${(to - from) * 100}%)` }}
                  />
                )
              })}
          </div>
        </div>
      ))}
      {within.length === 0 ? null : (
        <div className="gl2 ax" aria-hidden="true">
          <span />
          <div className="track">
            {HOURS.map((hour) => (
              <span
                key={hour}
                className={hour === 24 ? 'r' : ''}
                style={{ left: `${(hour / 24) * 100}%` }}
              >
                {clockIn(new Date(now - DAY_MS + hour * 3_600_000))}
              </span>
            ))}
          </div>
        </div>
      )}
    </section>
  )
}
