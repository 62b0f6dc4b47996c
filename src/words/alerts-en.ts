import type { RuleName } from '../alerts/rule.ts'
import { detailOf, percentOf, type RuleWords, secondsIn, untilDetail } from './alert-facts.ts'
import { durationWords } from './durations.ts'
import { howMany } from './how-many.ts'
import { stopTextWords } from './reasons.ts'

const waiting = (count: number) => howMany(count, 'check waits', 'checks wait')
const stoodFor = (seconds: string) => durationWords('en', Number(seconds) * 1000)

/** What alerts say in English. */
export const ALERTS_EN: Readonly<Record<RuleName, RuleWords>> = {
  SessionInvalid: {
    title: 'A session is invalid',
    says: (of) =>
      `The session of ${of.name} is invalid, and was last renewed ${secondsIn('en', of)} ago.`,
    todo: 'Run: evercheck status, and do what it says of the account; then: evercheck refresh ACCOUNT',
    byButtons: 'Do what the page of the account says, then “Renew now” on it.',
  },
  SessionOld: {
    title: 'A session is old',
    says: (of) => `The session of ${of.name} lives by a login of ${secondsIn('en', of)} ago.`,
    todo: 'It may die at any time. See whether proactive renewals run: evercheck status; renew it now: evercheck refresh ACCOUNT',
    byButtons:
      'It may die at any time. Doctor shows whether proactive renewals run; to renew it now: “Renew now” on the page of the account.',
  },
  ReactiveRefreshesMany: {
    title: 'Many logins after a death: is Instagram blocking?',
    says: (of) =>
      `Sessions died ${howMany(Number(detailOf(of, 'count')), 'time')} within an hour and were renewed.`,
    todo: 'If it goes on, pause the accounts for a day (evercheck account pause) and look at the causes: evercheck status',
    byButtons: 'If it goes on, pause the accounts for a day. The causes stand on their pages.',
  },
  ProactiveRefreshDone: {
    title: 'A session was renewed as planned',
    says: (of) => {
      const next = untilDetail('en', of, 'next')
      return `The session of ${of.name} was renewed${next === null ? '' : `; next in ${next}`}.`
    },
    todo: 'Nothing needs to be done.',
  },
  SessionPoolExhausted: {
    title: 'No account is left',
    says: (of) => `${waiting(of.value)}, and no account can read within the hour.`,
    todo: 'Run: evercheck account list. Resume the accounts that have stopped, or add another one.',
    byButtons: 'On the page Accounts resume those that have stopped, or add another one.',
  },
  SessionRefreshFailing: {
    title: 'Renewals fail',
    says: (of) =>
      `${detailOf(of, 'failures')} of the last ${detailOf(of, 'attempts')} renewals failed.`,
    todo: 'Run: evercheck doctor, which tries the browser and the way to Instagram.',
    byButtons: 'Open Doctor, which tries the browser and the way to Instagram.',
  },
  SessionSurvivalDropped: {
    title: 'Sessions die sooner than before',
    says: (of) =>
      `Sessions that died in the last three days lived ${stoodFor(detailOf(of, 'recentSeconds'))}, before that ${stoodFor(detailOf(of, 'usualSeconds'))}.`,
    todo: 'Renew more often (EVERCHECK_REFRESH_HOURS), or ask less of each account.',
  },
  ReloginLoop: {
    title: 'Too many logins',
    says: (of) =>
      `${detailOf(of, 'count')} login forms were sent in a day, more than two per account.`,
    todo: 'Every login draws attention. Pause the accounts that log in most: evercheck status',
    byButtons:
      'Every login draws attention. Pause the accounts that log in most: their pages show their logins.',
  },
  AccountStopped: {
    title: 'An account has stopped',
    says: (of) => {
      const why = detailOf(of, 'why')
      return `${of.name} is ${detailOf(of, 'standing')}${why === '' ? '' : `: ${stopTextWords(why)}`}.`
    },
    todo: 'Run: evercheck doctor, which says for every account what ends that.',
    byButtons: 'The page of the account says what ends that.',
  },
  AnswerUnrecognised: {
    title: 'Instagram gave an answer nobody has seen yet',
    says: (of) => `${of.name} rests because of an answer that is not recognised.`,
    todo: 'Nothing was ended by it. Look at the evidence, and report it.',
  },
  RateLimitStorm: {
    title: 'Many accounts are throttled at once',
    says: (of) =>
      `${howMany(Number(detailOf(of, 'count')), 'account')} throttled within an hour, ${percentOf(of)} of all.`,
    todo: 'It is the address or the pace, not the accounts: slow down (EVERCHECK_PACE_MS), or change the way out.',
  },
  ChallengeWaitingForHuman: {
    title: 'A login waits for a human',
    says: (of) => `The login of ${of.name} is open and wants a human.`,
    todo: 'Answer it in the panel or in the chat before it expires.',
  },
  CheckSuccessRateLow: {
    title: 'Checks fail',
    says: (of) =>
      `${detailOf(of, 'failures')} of ${detailOf(of, 'attempts')} checks of the last day failed.`,
    todo: 'Run: evercheck status. The reasons stand beside the checks.',
    byButtons: 'Look at the page Checks. The reasons stand beside the checks.',
  },
  ListCompletenessLow: {
    title: 'Lists come short',
    says: (of) =>
      `${detailOf(of, 'incomplete')} of ${detailOf(of, 'attempts')} checks of the last day have incomplete lists.`,
    todo: 'Instagram hides more than before, or the accounts see less: compare accounts with evercheck status.',
    byButtons:
      'Instagram hides more than before, or the accounts see less: compare them on the page Accounts.',
  },
  CheckOldestWaitingTooLong: {
    title: 'Checks wait too long to start',
    says: (of) =>
      `A check has waited for ${secondsIn('en', of)}; ${detailOf(of, 'waiting')} in all are waiting.`,
    todo: 'There are too few accounts for so many checks: add one.',
  },
  CheckStuckNoProgress: {
    title: 'A check is stuck while a worker reads it',
    says: (of) => `A check that is being read has gone ${secondsIn('en', of)} without a page.`,
    todo: 'Restart that worker: the check goes on where it was.',
  },
  CheckCrashes: {
    title: 'A check crashes whoever reads it',
    says: (of) =>
      `${howMany(of.value, 'check has', 'checks have')} crashed five processes in a row on the same page, and nothing reads ${of.value === 1 ? 'it' : 'them'} now.`,
    todo: 'Report it with the evercheck.log of that time. Order the check again to retry it; otherwise it ends when its patience runs out.',
  },
  WorkerDown: {
    title: 'No worker is running',
    says: (of) => `${waiting(of.value)}, and no process reads ${of.value === 1 ? 'it' : 'them'}.`,
    todo: 'Start one: evercheck serve, or evercheck worker.',
  },
  AlertDeliveryFailing: {
    title: 'Alerts do not arrive',
    says: (of) => {
      const error = detailOf(of, 'error')
      return `Alerts sent by ${of.name} do not arrive${error === '' ? '' : `: ${error}`}.`
    },
    todo: 'Run: evercheck alerts test, which says of every channel what is wrong.',
    byButtons: 'Try every channel at the head of this page: it says what is wrong.',
  },
  NightlyRefreshMissed: {
    title: 'The nightly renewal was missed',
    says: (of) => `Sessions were last looked through for renewal ${secondsIn('en', of)} ago.`,
    todo: 'Run a service with the role schedule: evercheck serve',
  },
  ScheduleLate: {
    title: 'A scheduled job is late',
    says: (of) => `${of.name} should have started ${secondsIn('en', of)} ago.`,
    todo: 'Run a service with the role schedule: evercheck serve',
  },
  ScheduleFailing: {
    title: 'A scheduled job fails',
    says: (of) => `The last run of ${of.name} failed: ${detailOf(of, 'error')}.`,
    todo: 'Do what the error says; the job runs again at its next time.',
  },
  DeadLettersPresent: {
    title: 'Jobs were given up',
    says: (of) =>
      `${howMany(of.value, `${of.name} job`)} failed at the last try and ${of.value === 1 ? 'was' : 'were'} given up.`,
    todo: 'The log says why each failed. They are kept for 90 days; evercheck jobs --retry tries them again.',
  },
  LedgerImbalance: {
    title: 'The ledger does not agree with itself',
    says: (of) => `The nightly comparison found ${howMany(of.value, 'difference')}.`,
    todo: 'Sell nothing until it is understood. The entries of a customer: evercheck ledger CUSTOMER',
    byButtons:
      'Sell nothing until it is understood. The entries of a customer stand on the customer’s page.',
  },
  RefundFailed: {
    title: 'Credits were not given back',
    says: (of) =>
      `${howMany(of.value, 'check has', 'checks have')} ended, and the credits held for ${of.value === 1 ? 'it' : 'them'} were not given back.`,
    todo: 'See evercheck ledger, and give them back: evercheck credit CUSTOMER AMOUNT --why TEXT',
    byButtons: 'The Ledger shows them. Give them back by “Grant credits” on the customer’s page.',
  },
  EncryptionKeyOld: {
    title: 'The key is old',
    says: (of) => `The newest key was first used ${secondsIn('en', of)} ago.`,
    todo: 'Change it: evercheck reseal --new-key',
  },
}
