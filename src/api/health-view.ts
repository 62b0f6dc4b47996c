import { parseRestReason } from '../accounts/reasons.ts'
import type { AccountHealth } from '../overview/account-health.ts'
import { groupOfAccount, stateOfAccount } from '../overview/account-state.ts'
import type { Tally } from '../overview/tally.ts'
import { rateOf } from '../overview/tally.ts'
import type { Language } from '../words/language.ts'
import { restTextWords, stopTextWords } from '../words/reasons.ts'
import { instant } from './instant.ts'

/** The eight figures of one account as they go over the wire. */
export function accountHealthOf(health: AccountHealth, language: Language) {
  return {
    account: health.account,
    state: stateOfAccount(health),
    group: groupOfAccount(health),
    dialogue: health.dialogueId,
    standing: health.standing,
    standingWhy: health.standingWhy === null ? null : stopTextWords(health.standingWhy, language),
    restingUntil: instant(health.restingUntil),
    restingWhy: health.restingWhy === null ? null : restTextWords(health.restingWhy, language),
    restingKind: health.restingWhy === null ? null : parseRestReason(health.restingWhy).kind,
    status: health.status,
    version: health.version,
    method: health.method,
    ageMs: health.ageMs,
    loggedInAt: instant(health.loggedInAt),
    lastVerifiedAt: instant(health.lastVerifiedAt),
    nextRefreshAt: instant(health.nextRefreshAt),
    diedAt: instant(health.diedAt),
    lastRefreshAt: instant(health.lastRefreshAt),
    proactive: tallyOf(health.proactive),
    reactive: tallyOf(health.reactive),
    refreshRate: rateOf(health.refreshes),
    checkRate: rateOf(health.checks),
    requests: health.requestCount,
    paceFactor: health.paceFactor,
  }
}

/** A tally as it goes over the wire. */
export function tallyOf({ attempts, successes }: Tally) {
  return { attempts, successes }
}

const DAY_MS = 24 * 3_600_000

/** What an account may ask in 24 hours; null where no such limit is set. */
export function dailyMax({ windows }: { readonly windows: readonly RequestWindow[] }) {
  return windows.find(({ windowMs }) => windowMs === DAY_MS)?.countMax ?? null
}

type RequestWindow = { readonly countMax: number; readonly windowMs: number }
