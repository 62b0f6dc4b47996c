import type { readEnv } from './env.ts'

/** How long what is kept, in milliseconds. */
export type Keep = {
  /** Who was on the lists of a check, from its end. */
  readonly membersMs: number
  readonly eventsMs: number
  /** Answers that nobody had seen. */
  readonly evidenceMs: number
  /** Deliveries that were made. */
  readonly deliveriesMs: number
  /** Who did what; never less than 90 days. */
  readonly auditMs: number
}

const DAY_MS = 24 * 3_600_000

/** The settings in days and what they mean. */
export function keepOf(env: ReturnType<typeof readEnv>): Keep {
  return {
    membersMs: (env.keepMembersDays ?? 90) * DAY_MS,
    eventsMs: (env.keepEventsDays ?? 30) * DAY_MS,
    evidenceMs: (env.keepEvidenceDays ?? 14) * DAY_MS,
    deliveriesMs: (env.keepDeliveriesDays ?? 7) * DAY_MS,
    auditMs: (env.keepAuditDays ?? 365) * DAY_MS,
  }
}
