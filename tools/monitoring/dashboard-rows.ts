/** One panel of the dashboard. */
export type Panel = {
  readonly title: string
  readonly description: string
  readonly kind: 'stat' | 'timeseries' | 'bargauge'
  /** As Grafana calls units. */
  readonly unit: string
  readonly queries: readonly (readonly [expr: string, legend: string])[]
  /** From this value on it is yellow, and red. Values that fall are bad with `isLowBad`. */
  readonly limits?: {
    readonly warning: number
    readonly critical: number
    readonly isLowBad?: true
  }
  readonly width: number
}

/** Panels that stand together. */
export type Row = { readonly title: string; readonly panels: readonly Panel[] }

const STAT = { kind: 'stat', width: 6 } as const
const LINES = { kind: 'timeseries', width: 12 } as const

/** The eight figures, then what explains them. */
export const ROWS: readonly Row[] = [
  {
    title: 'Session health',
    panels: [
      {
        ...STAT,
        title: 'Status',
        description: 'Accounts by how their session is.',
        unit: 'short',
        queries: [['max by (status) (evercheck_sessions)', '{{status}}']],
      },
      {
        ...STAT,
        title: 'Age',
        description: 'Since the login that the oldest valid session lives by.',
        unit: 's',
        queries: [
          ['max(evercheck_session_oldest_age_seconds)', 'oldest'],
          ['max(evercheck_session_median_age_seconds)', 'middle'],
        ],
        limits: { warning: 4 * 86_400, critical: 5 * 86_400 },
      },
      {
        ...STAT,
        title: 'Last verified',
        description: 'Since the valid session that was not proved for longest was proved.',
        unit: 's',
        queries: [['time() - max(evercheck_session_last_verified_timestamp_seconds)', 'ago']],
      },
      {
        ...STAT,
        title: 'Next refresh',
        description: 'Until the next proactive refresh.',
        unit: 's',
        queries: [['max(evercheck_session_next_refresh_timestamp_seconds) - time()', 'in']],
      },
      {
        ...STAT,
        title: 'Proactive refreshes, 7 days',
        description: 'Refreshes before anything had died.',
        unit: 'short',
        queries: [
          [
            'max by (result) (evercheck_session_refreshes_last_week{trigger="proactive"})',
            '{{result}}',
          ],
        ],
      },
      {
        ...STAT,
        title: 'Reactive refreshes, 7 days',
        description: 'Refreshes because a session had died.',
        unit: 'short',
        queries: [
          [
            'max by (result) (evercheck_session_refreshes_last_week{trigger="reactive"})',
            '{{result}}',
          ],
        ],
      },
      {
        ...STAT,
        title: 'Refresh success rate, 7 days',
        description: 'Share of all refreshes that succeeded.',
        unit: 'percentunit',
        queries: [['max(evercheck_session_refresh_success_ratio)', 'refreshes']],
        limits: { warning: 0.9, critical: 0.5, isLowBad: true },
      },
      {
        ...STAT,
        title: 'Check success rate, 7 days',
        description: 'Share of the checks that succeeded; closed targets do not count.',
        unit: 'percentunit',
        queries: [['max(evercheck_check_success_ratio)', 'checks']],
        limits: { warning: 0.95, critical: 0.9, isLowBad: true },
      },
    ],
  },
  {
    title: 'Sessions and accounts',
    panels: [
      {
        ...LINES,
        kind: 'bargauge',
        title: 'Survival by age',
        description: 'Share of logins that outlive an age, by the way they were made.',
        unit: 'percentunit',
        queries: [
          [
            'max by (method, age_hours) (evercheck_session_survival_ratio)',
            '{{method}} {{age_hours}} h',
          ],
        ],
      },
      {
        ...LINES,
        title: 'Deaths by cause, 7 days',
        description: 'Sessions that were found dead.',
        unit: 'short',
        queries: [['max by (cause) (evercheck_session_deaths_last_week)', '{{cause}}']],
      },
      {
        ...LINES,
        title: 'Accounts by standing',
        description: 'Whether they may be used.',
        unit: 'short',
        queries: [['max by (standing) (evercheck_accounts)', '{{standing}}']],
      },
      {
        ...LINES,
        title: 'Logins per account and day',
        description: 'More than two are a loop.',
        unit: 'short',
        queries: [
          ['max(evercheck_logins_per_account_day)', '7 days'],
          ['max(evercheck_logins_per_account_last_day)', 'last day'],
        ],
        limits: { warning: 1, critical: 2 },
      },
      {
        ...LINES,
        title: 'Attempts to log in',
        description: 'By what came of them.',
        unit: 'short',
        queries: [
          [
            'sum by (method, outcome) (increase(evercheck_logins_total[1h]))',
            '{{method}} {{outcome}}',
          ],
        ],
      },
      {
        ...LINES,
        title: 'How long a login takes',
        description: 'The middle one, and one in twenty.',
        unit: 's',
        queries: [
          [
            'histogram_quantile(0.5, sum by (le) (rate(evercheck_login_duration_seconds_bucket[6h])))',
            'p50',
          ],
          [
            'histogram_quantile(0.95, sum by (le) (rate(evercheck_login_duration_seconds_bucket[6h])))',
            'p95',
          ],
        ],
      },
    ],
  },
  {
    title: 'Checks',
    panels: [
      {
        ...LINES,
        title: 'Open checks',
        description: 'By where they stand.',
        unit: 'short',
        queries: [['max by (state) (evercheck_checks_open)', '{{state}}']],
      },
      {
        ...LINES,
        title: 'Checks that ended, 7 days',
        description: 'By how.',
        unit: 'short',
        queries: [['max by (outcome) (evercheck_checks_ended_last_week)', '{{outcome}}']],
      },
      {
        ...LINES,
        title: 'Pages',
        description: 'Read and saved, per minute.',
        unit: 'short',
        queries: [['sum by (list) (rate(evercheck_pages_total[5m])) * 60', '{{list}}']],
      },
      {
        ...LINES,
        title: 'Waiting',
        description: 'The longest without having been begun, and without a page.',
        unit: 's',
        queries: [
          ['max(evercheck_checks_oldest_unstarted_seconds)', 'unstarted'],
          ['max(evercheck_checks_longest_without_page_seconds)', 'without a page'],
        ],
        limits: { warning: 1800, critical: 10_800 },
      },
    ],
  },
  {
    title: 'Limits and answers',
    panels: [
      {
        ...LINES,
        title: 'Answers by verdict',
        description: 'What was made of what Instagram answered, per minute.',
        unit: 'short',
        queries: [['sum by (verdict) (rate(evercheck_answers_total[5m])) * 60', '{{verdict}}']],
      },
      {
        ...LINES,
        title: 'Throttles',
        description: 'Times that Instagram asked to wait, per hour.',
        unit: 'short',
        queries: [['sum(increase(evercheck_throttles_total[1h]))', 'throttles']],
      },
    ],
  },
  {
    title: 'API',
    panels: [
      {
        ...LINES,
        title: 'Requests',
        description: 'A second, by the kind of their status.',
        unit: 'reqps',
        queries: [
          [
            'sum by (status) (rate(evercheck_http_request_duration_seconds_count[5m]))',
            '{{status}}',
          ],
        ],
      },
      {
        ...LINES,
        title: 'How long requests take',
        description: 'One in twenty takes longer, by address; streams are not counted.',
        unit: 's',
        queries: [
          [
            'histogram_quantile(0.95, sum by (le, route) (rate(evercheck_http_request_duration_seconds_bucket[5m])))',
            '{{route}}',
          ],
        ],
        limits: { warning: 0.5, critical: 2 },
      },
    ],
  },
  {
    title: 'Machinery',
    panels: [
      {
        ...LINES,
        title: 'Alerts that last',
        description: 'By severity.',
        unit: 'short',
        queries: [['max by (severity) (evercheck_alerts_firing)', '{{severity}}']],
      },
      {
        ...LINES,
        title: 'Jobs',
        description: 'That wait, run, or were laid aside.',
        unit: 'short',
        queries: [['sum by (state) (max by (kind, state) (evercheck_queue_jobs))', '{{state}}']],
      },
      {
        ...LINES,
        title: 'Since the last success of what comes by the clock',
        description: 'By schedule.',
        unit: 's',
        queries: [
          [
            'time() - max by (schedule) (evercheck_schedule_last_success_timestamp_seconds)',
            '{{schedule}}',
          ],
        ],
      },
      {
        ...LINES,
        title: 'Processes',
        description: 'Memory of each, and how busy its event loop is.',
        unit: 'bytes',
        queries: [['process_resident_memory_bytes{job="evercheck"}', '{{instance}}']],
      },
      {
        ...LINES,
        title: 'Event loop lag',
        description: 'One in a hundred.',
        unit: 's',
        queries: [['nodejs_eventloop_lag_p99_seconds{job="evercheck"}', '{{instance}}']],
      },
      {
        ...LINES,
        title: 'Failures of our own',
        description: 'Per hour; and how long the figures take.',
        unit: 'short',
        queries: [
          ['sum by (part) (increase(evercheck_failures_total[1h]))', '{{part}}'],
          ['max(evercheck_figures_duration_seconds)', 'figures, seconds'],
        ],
      },
    ],
  },
]
