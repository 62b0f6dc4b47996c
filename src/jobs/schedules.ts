import type { BareKind } from '../queue/kinds.ts'

/** A kind of job that comes again by the clock. It needs to be told nothing. */
export type Schedule = {
  readonly kind: BareKind
  /** When, as cron has it. */
  readonly cron: string
  readonly zone: string
}

/** Everything that comes by the clock. */
export const SCHEDULES: readonly Schedule[] = [
  { kind: 'clean-up', cron: '7 * * * *', zone: 'UTC' },
  { kind: 'compare-ledger', cron: '30 2 * * *', zone: 'UTC' },
  { kind: 'plan-renewals', cron: '0 3 * * *', zone: 'UTC' },
  { kind: 'read-watches', cron: '* * * * *', zone: 'UTC' },
  { kind: 'verify-audit', cron: '45 2 * * *', zone: 'UTC' },
]
