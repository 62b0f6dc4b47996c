import type { AccountFacts, AlertFacts } from '../overview/alert-facts.ts'

/** An account of which there is nothing to tell. */
export const CALM_ACCOUNT: AccountFacts = {
  id: 'acc_1',
  name: 'keeper',
  standing: 'active',
  standingWhy: null,
  isReady: true,
  isPuzzled: false,
  session: 'valid',
  ageSeconds: 3600,
  refreshAgeSeconds: 3600,
}

/** Facts of a house in which all is well. */
export const CALM: AlertFacts = {
  accounts: [CALM_ACCOUNT],
  renewed: [],
  refreshes: {
    reactive: 0,
    lately: { attempts: 4, successes: 4 },
    loginsOfDay: 0,
    throttledAccounts: 0,
  },
  checks: {
    waiting: 0,
    oldestUnstartedSeconds: 0,
    longestWithoutPageSeconds: 0,
    crashing: 0,
    ended: { attempts: 20, successes: 20 },
    incomplete: 0,
  },
  survival: { recentSeconds: 0, usualSeconds: 0 },
  dialogues: [],
  workers: 1,
  keyAgeSeconds: 0,
  schedules: [{ kind: 'plan-renewals', overdueSeconds: 0, successAgeSeconds: 3600, error: null }],
  deadJobs: [{ kind: 'clean-up', count: 0 }],
  ledger: { unreleased: 0, off: 0 },
  channels: [],
}
