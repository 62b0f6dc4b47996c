import { parseRestReason, parseStopReason } from '../accounts/reasons.ts'
import type { AccountHealth } from '../overview/account-health.ts'
import type { SessionHealth } from '../overview/session-health.ts'
import type { Figures } from '../words/bot/operator.ts'
import type { Language } from '../words/language.ts'
import { restWords, stopWords } from '../words/reasons.ts'

/** The eight figures of all accounts together, as a chat shows them. */
export function figuresInAll({ total, accounts }: SessionHealth): Figures {
  return {
    account: null,
    status: null,
    valid: total.status.valid,
    all: accounts.length,
    trouble: null,
    ageMs: total.ageMs.median,
    lastVerifiedAt: total.lastVerifiedAt,
    nextRefreshAt: total.nextRefreshAt,
    proactive: total.proactive,
    reactive: total.reactive,
    refreshes: total.refreshes,
    checks: total.checks,
  }
}

/** The eight figures of one account. */
export function figuresOf(health: AccountHealth, language: Language): Figures {
  return {
    account: health.account,
    status: health.status,
    valid: health.status === 'valid' ? 1 : 0,
    all: 1,
    trouble: troubleOf(health, language),
    ageMs: health.ageMs,
    lastVerifiedAt: health.lastVerifiedAt,
    nextRefreshAt: health.nextRefreshAt,
    proactive: health.proactive,
    reactive: health.reactive,
    refreshes: health.refreshes,
    checks: health.checks,
  }
}

function troubleOf(health: AccountHealth, language: Language): string | null {
  if (health.standing !== 'active') {
    return health.standingWhy === null
      ? null
      : stopWords(parseStopReason(health.standingWhy), language)
  }
  return health.restingWhy === null ? null : restWords(parseRestReason(health.restingWhy), language)
}
