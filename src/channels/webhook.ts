import { createHash } from 'node:crypto'
import type { Notice, NoticeAlert } from '../alerts/alert.ts'
import { ALERT_WORDS } from '../words/alerts.ts'
import type { Channel } from './channel.ts'
import { postJson, sendingOf } from './post.ts'

/** What Alertmanager writes where an alert is not over. */
const NOT_OVER = '0001-01-01T00:00:00Z'

/**
 * A webhook that is given what Alertmanager gives its own (version 4), so that whatever takes those
 * takes ours. Name and password may stand in the URL.
 */
export function webhookChannel(options: {
  readonly url: string
  /** Where people see more; null for none. */
  readonly publicUrl: string | null
}): Channel {
  const { href, authorization } = withoutLogin(options.url)
  return {
    name: 'webhook',
    async send({ id, notice }, signal) {
      const headers = { ...authorization, 'x-evercheck-delivery': id }
      const answer = await postJson(href, payloadOf(notice, options.publicUrl), headers, signal)
      return 'kind' in answer ? answer : sendingOf(answer, '')
    },
  }
}

/** `fetch` takes no URL with a login. */
function withoutLogin(text: string) {
  const url = new URL(text)
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = ''
  url.password = ''
  const basic = `Basic ${Buffer.from(pair).toString('base64')}`
  const authorization: Record<string, string> = pair === ':' ? {} : { authorization: basic }
  return { href: url.href, authorization }
}

/** A notice as Alertmanager would give it to a webhook. Pure. */
export function payloadOf(notice: Notice, publicUrl: string | null) {
  const common = {
    alertname: notice.change === 'test' ? 'EvercheckTest' : notice.rule,
    severity: notice.severity,
    service: 'evercheck',
  }
  const status = notice.change === 'resolved' ? 'resolved' : 'firing'
  const words = ALERT_WORDS.en[notice.rule]
  const summary = notice.change === 'test' ? 'A test of this channel' : words.title
  const externalURL = publicUrl ?? ''
  return {
    version: '4',
    groupKey: `{}:{alertname="${common.alertname}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'evercheck',
    groupLabels: { alertname: common.alertname },
    commonLabels: common,
    commonAnnotations: { summary },
    externalURL,
    alerts: alertsOf(notice).map((alert) => {
      const labels = { ...common, ...(alert.name === '' ? {} : { subject: alert.name }) }
      return {
        status,
        labels,
        annotations:
          notice.change === 'test'
            ? { summary }
            : { summary, description: words.says(alert), remedy: words.todo },
        startsAt: alert.sinceAt.toISOString(),
        endsAt: alert.resolvedAt?.toISOString() ?? NOT_OVER,
        generatorURL: externalURL,
        fingerprint: fingerprintOf(alert, common.alertname),
      }
    }),
  }
}

/** A test is an alert of its own. */
function alertsOf(notice: Notice): readonly NoticeAlert[] {
  if (notice.change !== 'test') return notice.alerts
  const of = { id: notice.id, subject: '', name: '', value: 1, detail: {} }
  return [{ ...of, sinceAt: notice.at, resolvedAt: null }]
}

/** The same for as long as a cause lasts: whoever is given it twice knows it again. */
function fingerprintOf({ subject }: NoticeAlert, alertname: string): string {
  return createHash('sha256').update(`${alertname}\n${subject}`).digest('hex').slice(0, 16)
}
