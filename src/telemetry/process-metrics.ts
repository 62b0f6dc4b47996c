import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client'
import type { Clock } from '../kernel/clock.ts'
import { KINDS } from '../queue/kinds.ts'
import type { BusinessEvent, Tell } from './events.ts'

const LOGIN_BUCKETS = [2, 5, 10, 20, 40, 60, 120, 300]
const REQUEST_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5, 30]
const JOB_BUCKETS = [0.05, 0.2, 1, 5, 15, 60, 300]

/**
 * Counts what this process tells. Labels are of small, known sets, never a name or an id; what is
 * known beforehand is there with a zero.
 */
export function countEvents(registry: Registry, clock: Clock): Tell {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames: [...labelNames], registers })
  const pages = counter('evercheck_pages_total', 'Pages that were read and saved.', ['list'])
  const answers = counter(
    'evercheck_answers_total',
    "Instagram's answers by what was made of them.",
    ['verdict'],
  )
  const probes = counter(
    'evercheck_probes_total',
    'What suspicions came to when they were probed.',
    ['means'],
  )
  const deaths = counter('evercheck_session_deaths_total', 'Sessions that were found dead.')
  const logins = counter('evercheck_logins_total', 'Attempts to log in.', ['method', 'outcome'])
  const loginSeconds = new Histogram({
    name: 'evercheck_login_duration_seconds',
    help: 'How long an attempt to log in took.',
    labelNames: ['method'],
    buckets: LOGIN_BUCKETS,
    registers,
  })
  const renewals = counter(
    'evercheck_session_renewals_total',
    'Sessions that were renewed, by what led to it.',
    ['trigger'],
  )
  const throttles = counter('evercheck_throttles_total', 'Times Instagram asked to wait.')
  const stops = counter('evercheck_account_stops_total', 'Accounts that stopped.', ['standing'])
  const parks = counter('evercheck_checks_parked_total', 'Times a check began to stand still.')
  const ends = counter(
    'evercheck_checks_ended_total',
    'Checks that ended while they were read here: those cancelled or given up while they waited do not count.',
    ['outcome'],
  )
  const jobs = counter('evercheck_jobs_total', 'Attempts at jobs.', ['kind', 'result'])
  const jobSeconds = new Histogram({
    name: 'evercheck_job_duration_seconds',
    help: 'How long a job took.',
    labelNames: ['kind'],
    buckets: JOB_BUCKETS,
    registers,
  })
  const failures = counter(
    'evercheck_failures_total',
    'What could not be done by our own fault, or that of database or disk.',
    ['part'],
  )
  const refusals = counter('evercheck_http_refusals_total', 'Requests to the API that failed.', [
    'status',
  ])
  const requestSeconds = new Histogram({
    name: 'evercheck_http_request_duration_seconds',
    help: 'How long the API took to answer, by the pattern of the address and the kind of status.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  })
  const evaluations = counter('evercheck_alert_evaluations_total', 'Evaluations of the alerts.', [
    'result',
  ])
  const evaluatedAt = new Gauge({
    name: 'evercheck_alerts_evaluated_timestamp_seconds',
    help: 'When this process has last evaluated the alerts; 0 when it never has.',
    registers,
  })
  const raised = counter('evercheck_alerts_raised_total', 'Alerts that were raised here.')

  for (const list of ['followers', 'following']) pages.inc({ list }, 0)
  for (const trigger of ['first', 'reactive', 'proactive', 'manual', 'doubt']) {
    renewals.inc({ trigger }, 0)
  }
  for (const part of ['work', 'jobs', 'alerts']) failures.inc({ part }, 0)
  for (const result of ['done', 'failed']) {
    evaluations.inc({ result }, 0)
    for (const kind of Object.keys(KINDS)) jobs.inc({ kind, result }, 0)
  }

  return (event: BusinessEvent) => {
    switch (event.kind) {
      case 'page-saved':
        return pages.inc({ list: event.list })
      case 'answer-judged':
        return answers.inc({ verdict: event.verdict })
      case 'probe-answered':
        return probes.inc({ means: event.means })
      case 'session-died':
        return deaths.inc()
      case 'login-ended':
        logins.inc({ method: event.method, outcome: event.outcome })
        return loginSeconds.observe({ method: event.method }, event.tookMs / 1000)
      case 'session-renewed':
        return renewals.inc({ trigger: event.cause })
      case 'throttled':
        return throttles.inc()
      case 'account-stopped':
        return stops.inc({ standing: event.standing })
      case 'check-parked':
        return parks.inc()
      case 'check-ended':
        return ends.inc({ outcome: event.ending.kind })
      case 'job-done':
        jobs.inc({ kind: event.job, result: 'done' })
        return jobSeconds.observe({ kind: event.job }, event.tookMs / 1000)
      case 'job-failed':
        return jobs.inc({ kind: event.job, result: 'failed' })
      case 'work-failed':
        return failures.inc({ part: 'work' })
      case 'jobs-failed':
        return failures.inc({ part: 'jobs' })
      case 'alerts-failed':
        failures.inc({ part: 'alerts' })
        return evaluations.inc({ result: 'failed' })
      case 'alerts-evaluated':
        evaluations.inc({ result: 'done' })
        raised.inc(event.raised)
        return evaluatedAt.set(clock.now().getTime() / 1000)
      case 'request-answered': {
        const { method, route } = event
        const status = `${Math.floor(event.status / 100)}xx`
        return requestSeconds.observe({ method, route, status }, event.tookMs / 1000)
      }
      case 'request-refused':
        return refusals.inc({ status: String(event.status) })
      default:
        // Not everything that is told is counted.
        return undefined
    }
  }
}
