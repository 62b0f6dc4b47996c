import type { MachineTrouble } from '../sessions/machine-trouble.ts'
import type { ReasonWords } from './reason-words.ts'

/** What keeps an answer from coming. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  timeout: 'it does not answer in time',
  reset: 'the connection is cut again and again',
  closed: 'the connection is cut again and again',
  truncated: 'its answers are cut short',
  refused: 'the connection is refused',
  dns: 'its name cannot be looked up; check the network',
  tls: 'its certificate is not trusted; check the clock, a proxy that intercepts, and EVERCHECK_INSTAGRAM_CA',
}

const TROUBLE: ReasonWords['trouble'] = {
  'no-browser': 'there is no browser',
  'no-sandbox': 'the browser cannot be started in its sandbox',
  'browser-start': 'the browser does not start',
  certificate: 'the certificate that the browser is shown is not trusted',
  proxy: 'the proxy does not let the browser through',
  'name-lookup': 'the name of Instagram cannot be looked up',
  network: 'Instagram cannot be reached',
  'stood-still': 'this machine stood still in the middle of the login',
}

const TROUBLE_REMEDIES: ReasonWords['troubleRemedies'] = {
  'no-browser': 'Run: npm run setup, or set EVERCHECK_BROWSER.',
  'no-sandbox': 'Doctor (evercheck doctor) says how to allow it one.',
  'browser-start': 'Doctor (evercheck doctor) says what the browser lacks.',
  certificate: 'Check the clock, a proxy that intercepts, and EVERCHECK_INSTAGRAM_CA.',
  proxy: 'Check HTTPS_PROXY and NO_PROXY.',
  'name-lookup': 'Check the network and its name server.',
  network: 'Check the network; it is tried again by itself.',
  'stood-still':
    'It had stopped in the middle (sleep, or too little memory); it is tried again by itself.',
}

const REST: ReasonWords['rest'] = {
  throttled: () => 'Instagram asks us to wait',
  'day-over': () => 'Instagram has asked us to wait for hours and still does: enough for today',
  paced: () => 'the account has asked as much as it may for now',
  vague: () => 'Instagram neither says that we are logged out nor lets us read',
  'surface-refused': () => 'one surface says logged out while the session answers for itself',
  barred: () =>
    'a new, verified session gets the same refusal: the address or the surface is barred',
  'request-refused': (why) => `Instagram refused our request: ${why}`,
  unreachable: (why) => `Instagram cannot be read: ${UNREACHABLE[why] ?? why}`,
  unrecognised: () => 'Instagram gave an answer nobody has seen yet',
  'known-profile-hidden': () =>
    'a profile that everybody can see is not shown to this account either',
  'list-refused': () => 'a list is refused, and its profile is not',
  'list-not-served': (list) =>
    `Instagram does not serve the ${list} to this account, whose session is well`,
  'login-throttled': (said) => once('Instagram refused the login for now', said),
  'login-failed': (said) => `logging in failed: ${said}`,
  'login-limit': (count) => `the account has logged in ${count} times in a day, which is the limit`,
  'login-unproved': () => 'the new session could not be tested: Instagram says neither yes nor no',
  machine: (said) => {
    const [trouble = '', ...rest] = said.split(': ')
    const remedy = isTrouble(trouble) ? ` ${TROUBLE_REMEDIES[trouble]}` : ''
    return `this machine cannot log in: ${rest.join(': ')}.${remedy}`
  },
  'visit-failed': (said) => `the account’s browser could not look: ${said || 'it said nothing'}`,
  'by-hand': () => 'somebody logs it in by hand',
  crashes: () => 'Evercheck crashed while reading the same page again and again',
  said: (sentence) => sentence,
}

const STOP: ReasonWords['stop'] = {
  challenged: (where) =>
    where === '' ? 'Instagram wants a human' : `Instagram wants a human at ${where}`,
  feedback: () => 'Instagram limits what this account may do for now',
  sentry: () => 'Instagram distrusts the address or the login for now',
  suspended: () => 'Instagram has suspended the account',
  disabled: () => 'Instagram has disabled the account',
  'password-reset': () => 'Instagram has reset the password of the account',
  geoblock: () => 'Instagram bars the account in this region',
  'password-missing': () => 'no password is stored, so it cannot log in again by itself',
  'login-refused': (said) => once('Instagram refused the login', said),
  'code-needed': () => 'Instagram asked for a two-factor code and no TOTP secret is stored',
  'code-rejected': (said) =>
    `Instagram refused the two-factor code (${said}): the TOTP secret or the clock is wrong`,
  'clock-off': (off) =>
    `Instagram refused the two-factor code, and this machine’s clock is ${off}: switch on time synchronisation (NTP)`,
  'human-wanted': (said) => `Instagram wants a human: ${said}`,
  'login-suspended': (said) => said,
  'login-failed': (said) => `logging in failed: ${said}`,
  operator: () => 'by the operator',
  restored: () =>
    'it was restored from a backup; the system that was backed up must use it no more',
  said: (sentence) => sentence,
}

/** Reasons in English. */
export const REASONS_IN_ENGLISH: ReasonWords = {
  rest: REST,
  stop: STOP,
  trouble: TROUBLE,
  troubleRemedies: TROUBLE_REMEDIES,
}

function isTrouble(text: string): text is MachineTrouble {
  return Object.hasOwn(TROUBLE, text)
}

/** What Instagram did, and why; a reason that says what Instagram did needs no second one. */
function once(done: string, why: string): string {
  if (why === '') return done
  return why.startsWith('Instagram ') ? why : `${done}: ${why}`
}
