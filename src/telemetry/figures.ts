import { Gauge, type Registry } from '@prometheus-io/client'
import { totalOf } from '../alerts/rule.ts'
import { NAMED_RULES } from '../alerts/rules.ts'
import type { Database } from '../db/database.ts'
import { type AlertFacts, alertFacts } from '../overview/alert-facts.ts'
import { type HouseFigures, houseFigures } from '../overview/house-figures.ts'
import {
  type SessionHealth,
  type SessionStatistics,
  sessionHealth,
  sessionStatistics,
} from '../overview/session-health.ts'
import type { Tally } from '../overview/tally.ts'

const HOUR_MS = 3_600_000

/** What is read of the database to be shown: the same in every process that shows it. */
type Figures = {
  readonly health: SessionHealth
  readonly statistics: SessionStatistics
  readonly facts: AlertFacts
  readonly house: HouseFigures
}

type Labels = Readonly<Record<string, string>>

/** One gauge: what it is, and what it shows. Without a row it shows nothing. */
type Figure = {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly rows: (of: Figures) => readonly (readonly [Labels, number | null])[]
}

/** Every gauge that is read of the database. */
export const FIGURES: readonly Figure[] = [
  ...sessionFigures(),
  ...workFigures(),
  ...NAMED_RULES.map(([, rule]) =>
    plain(rule.metric, rule.help, ({ facts }) => totalOf(rule, facts)),
  ),
]

/** Reads everything that is shown. */
export async function readFigures(context: { readonly db: Database }): Promise<Figures> {
  const health = await sessionHealth(context)
  return {
    health,
    statistics: await sessionStatistics(context, health.accounts.length),
    facts: await alertFacts(context),
    house: await houseFigures(context),
  }
}

/** Gauges for all figures; `show` sets them anew, and with null nothing old is left to be seen. */
export function gaugesOf(registry: Registry): { show(figures: Figures | null): void } {
  const gauges = FIGURES.map((figure) => {
    const { name, help, labels: labelNames } = figure
    return { figure, gauge: new Gauge({ name, help, labelNames, registers: [registry] }) }
  })
  const shown = {
    show(figures: Figures | null) {
      for (const { figure, gauge } of gauges) {
        gauge.reset()
        // Without labels it begins anew as 0, which would be a figure.
        if (figure.labels.length === 0) gauge.remove({})
        if (figures === null) continue
        for (const [labels, value] of figure.rows(figures)) {
          if (value !== null) gauge.set(labels, value)
        }
      }
    },
  }
  shown.show(null)
  return shown
}

/** The eight figures first. */
function sessionFigures(): readonly Figure[] {
  return [
    {
      name: 'evercheck_sessions',
      help: 'Accounts by how their session is.',
      labels: ['status'],
      rows: ({ health }) =>
        Object.entries(health.total.status).map(([status, count]) => [{ status }, count]),
    },
    plain(
      'evercheck_session_median_age_seconds',
      'Of the sessions that are valid: since the login that the middle one lives by.',
      ({ health }) => seconds(health.total.ageMs.median),
    ),
    plain(
      'evercheck_session_last_verified_timestamp_seconds',
      'When the valid session that was not proved for longest was last proved.',
      ({ health }) => seconds(health.total.lastVerifiedAt?.getTime() ?? null),
    ),
    plain(
      'evercheck_session_next_refresh_timestamp_seconds',
      'When the next proactive refresh is due.',
      ({ health }) => seconds(health.total.nextRefreshAt?.getTime() ?? null),
    ),
    {
      name: 'evercheck_session_refreshes_last_week',
      help: 'Refreshes of the last seven days.',
      labels: ['trigger', 'result'],
      rows: ({ health: { total } }) => [
        ...tallied('proactive', total.proactive),
        ...tallied('reactive', total.reactive),
      ],
    },
    plain(
      'evercheck_session_refresh_success_ratio',
      'Share of the refreshes of the last seven days that succeeded.',
      ({ health }) => health.total.refreshRate,
    ),
    plain(
      'evercheck_check_success_ratio',
      'Share of the checks of the last seven days that succeeded.',
      ({ health }) => health.total.checkRate,
    ),
    {
      name: 'evercheck_session_survival_ratio',
      help: 'Share of logins that outlive an age, by the way they were made.',
      labels: ['method', 'age_hours'],
      rows: ({ statistics }) =>
        statistics.survival.map(({ method, toMs, survival }) => [
          { method, age_hours: toMs === null ? '+Inf' : String(toMs / HOUR_MS) },
          survival,
        ]),
    },
    {
      name: 'evercheck_session_deaths_last_week',
      help: 'Sessions that died in the last seven days, by cause.',
      labels: ['cause'],
      rows: ({ statistics }) =>
        statistics.deathsByCause.map(({ cause, deaths }) => [{ cause }, deaths]),
    },
    plain(
      'evercheck_logins_per_account_day',
      'Logins per account and day, over the last seven days.',
      ({ statistics }) => statistics.loginsPerAccountDay,
    ),
  ]
}

function workFigures(): readonly Figure[] {
  return [
    {
      name: 'evercheck_accounts',
      help: 'Accounts by their standing.',
      labels: ['standing'],
      rows: ({ house }) => house.accounts.map(({ standing, count }) => [{ standing }, count]),
    },
    {
      name: 'evercheck_checks_open',
      help: 'Checks that have not ended, by where they stand.',
      labels: ['state'],
      rows: ({ house }) =>
        ['queued', 'running', 'parked'].map((state) => [
          { state },
          house.openChecks.find((each) => each.state === state)?.count ?? 0,
        ]),
    },
    {
      name: 'evercheck_checks_ended_last_week',
      help: 'Checks that ended in the last seven days, by how.',
      labels: ['outcome'],
      rows: ({ statistics }) =>
        statistics.checks.map(({ ending, count }) => [{ outcome: ending }, count]),
    },
    plain('evercheck_workers', 'Processes that read whatever is ordered.', ({ facts }) => {
      return facts.workers
    }),
    {
      name: 'evercheck_queue_jobs',
      help: 'Jobs by kind and by what has become of them.',
      labels: ['kind', 'state'],
      rows: ({ house }) =>
        house.jobs.flatMap(({ kind, waiting, active, dead }) => [
          [{ kind, state: 'waiting' }, waiting],
          [{ kind, state: 'active' }, active],
          [{ kind, state: 'dead' }, dead],
        ]),
    },
    ofSchedules('last_success_timestamp_seconds', 'When it has last succeeded.', (each) => {
      return each.lastSuccess
    }),
    ofSchedules('next_run_timestamp_seconds', 'When it is due.', ({ nextRun }) => nextRun),
    ofSchedules('missed_runs', 'Runs that were due while nobody was there.', (each) => each.missed),
    {
      name: 'evercheck_alerts_firing',
      help: 'Alerts that last, by severity.',
      labels: ['severity'],
      rows: ({ house }) =>
        ['critical', 'warning', 'info'].map((severity) => [
          { severity },
          house.alerts.find((each) => each.severity === severity)?.count ?? 0,
        ]),
    },
  ]
}

function ofSchedules(
  what: string,
  help: string,
  value: (of: HouseFigures['schedules'][number]) => number | null,
): Figure {
  return {
    name: `evercheck_schedule_${what}`,
    help: `Of what comes by the clock. ${help}`,
    labels: ['schedule'],
    rows: ({ house }) => house.schedules.map((each) => [{ schedule: each.kind }, value(each)]),
  }
}

function plain(name: string, help: string, value: (of: Figures) => number | null): Figure {
  return { name, help, labels: [], rows: (figures) => [[{}, value(figures)]] }
}

function tallied(trigger: string, { attempts, successes }: Tally) {
  return [
    [{ trigger, result: 'succeeded' }, successes],
    [{ trigger, result: 'failed' }, attempts - successes],
  ] as const
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}
