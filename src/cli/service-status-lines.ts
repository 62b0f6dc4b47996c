import { timeIn } from '../words/language.ts'

/** What runs besides the checks. */
export type ServiceRows = {
  readonly processes: readonly {
    readonly roles: readonly string[]
    readonly host: string
    readonly pid: number
    readonly startedAt: Date
  }[]
  readonly schedules: readonly {
    readonly kind: string
    readonly nextRunAt: Date
    readonly lastSuccessAt: Date | null
    readonly lastError: string | null
  }[]
  /** Jobs that have failed for good, by their kind. */
  readonly deadJobs: readonly { readonly kind: string; readonly dead: number }[]
}

/** What `evercheck status` says of the service; nothing where none has ever run. */
export function serviceLines(rows: ServiceRows, zone: string): readonly string[] {
  const { processes, schedules, deadJobs } = rows
  if (processes.length === 0 && schedules.length === 0) return []
  const time = (at: Date) => timeIn('en', at, zone)
  return [
    '',
    ...(processes.length === 0 ? ['The service does not run.'] : ['Processes of the service']),
    ...processes.map(
      ({ roles, host, pid, startedAt }) =>
        `  ${roles.join(', ')} (process ${pid} on ${host}, since ${time(startedAt)})`,
    ),
    ...(schedules.length === 0 ? [] : ['By the clock']),
    ...schedules.flatMap(({ kind, nextRunAt, lastSuccessAt, lastError }) => [
      `  ${kind}: next ${time(nextRunAt)}, succeeded last ${lastSuccessAt ? time(lastSuccessAt) : 'never'}`,
      ...(lastError === null ? [] : [`    failed since: ${lastError}`]),
    ]),
    ...deadJobs.map(
      ({ kind, dead }) => `${dead} ${kind} ${dead === 1 ? 'job has' : 'jobs have'} failed for good`,
    ),
  ]
}
