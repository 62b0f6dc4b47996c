import { parseRestReason } from '../accounts/reasons.ts'
import type { AccountHealth } from '../overview/account-health.ts'
import type { Tally } from '../overview/tally.ts'
import { rateOf } from '../overview/tally.ts'
import type { Language } from '../words/language.ts'
import { restTextWords, stopTextWords } from '../words/reasons.ts'
import { instant } from './instant.ts'

/** The eight figures of one account as they go over the wire. */
export function accountHealthOf(health: AccountHealth, language: Language) {
  return {
    account: health.account,
    standing: health.standing,
    standingWhy: health.standingWhy === null ? null : stopTextWords(health.standingWhy, language),
    restingUntil: instant(health.restingUntil),
    restingWhy: health.restingWhy === null ? null : restTextWords(health.restingWhy, language),
    restingKind: health.restingWhy === null ? null : parseRestReason(health.restingWhy).kind,
    status: health.status,
    version: health.version,
    method: health.method,
    ageMs: health.ageMs,
    lastVerifiedAt: instant(health.lastVerifiedAt),
    nextRefreshAt: instant(health.nextRefreshAt),
    diedAt: instant(health.diedAt),
    lastRefreshAt: instant(health.lastRefreshAt),
    proactive: tallyOf(health.proactive),
    reactive: tallyOf(health.reactive),
    refreshRate: rateOf(health.refreshes),
    checkRate: rateOf(health.checks),
    paceFactor: health.paceFactor,
  }
}

/** A tally as it goes over the wire. */
export function tallyOf({ attempts, successes }: Tally) {
  return { attempts, successes }
}
