import type { ListPosition } from '../checks/check-event.ts'
import type { Clock } from '../kernel/clock.ts'
import type { BusinessEvent, Tell } from '../telemetry/events.ts'
import { dialogueEndingWords } from '../words/dialogues.ts'
import { peopleWords } from '../words/people-words.ts'
import { reasonTextWords, TROUBLE_REMEDIES, TROUBLE_WORDS } from '../words/reasons.ts'
import { shortageWords } from '../words/shortage.ts'
import { progressLine, ReadingProgress } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person what is going on, in plain words, while it happens. */
export function narrate(terminal: Terminal, clock: Clock): Tell {
  const at = new Map<string, ListPosition>()
  let reading: ListPosition | null = null
  const troubles = new Repeats()
  let progress: ReadingProgress | null = null
  return (event) => {
    if ('fetched' in event && 'pass' in event) {
      reading = event
      at.set(event.list, event)
    }
    const line = troubles.lineOf(event, clock) ?? lineOf(event, reading, clock)
    if (line === '') return
    if (line !== null) terminal.say(line)
    if (event.kind === 'check-ended') {
      progress = null
      terminal.clear()
      return
    }
    if (!READS.includes(event.kind)) return
    progress ??= new ReadingProgress(clock)
    progress.hear(event)
    const follower = progress
    terminal.progress((columns) => progressLine(follower.now(), columns))
  }
}

/**
 * What the machine cannot do is tried again and again: it is told once with its remedy, and then
 * counted in one line.
 */
class Repeats {
  #trouble: string | null = null
  #since = ''
  #count = 0
  /** The rest that follows a failure says the same once more. */
  #parkToldFor: string | null = null

  /** The line for an event of machine trouble; empty when it says nothing new; null for others. */
  lineOf(event: BusinessEvent, clock: Clock): string | null {
    if (event.kind === 'login-started') return this.#trouble === null ? null : ''
    if (event.kind === 'check-parked' && this.#trouble !== null) {
      if (this.#parkToldFor === this.#trouble) return ''
      this.#parkToldFor = this.#trouble
      return null
    }
    if (event.kind !== 'login-ended') return null
    if (event.trouble === null) {
      this.#trouble = null
      this.#parkToldFor = null
      return null
    }
    const { account, trouble } = event
    if (this.#trouble !== trouble) {
      this.#trouble = trouble
      this.#since = timeOf(clock.now())
      this.#count = 1
      return `${account} cannot log in: ${TROUBLE_WORDS[trouble]}. ${TROUBLE_REMEDIES[trouble]}`
    }
    this.#count += 1
    return `${account} cannot log in: ${TROUBLE_WORDS[trouble]} (${this.#count} times since ${this.#since})`
  }
}

/** From the first of these on it is shown how far the reading is. */
const READS: readonly BusinessEvent['kind'][] = [
  'check-started',
  'check-resumed',
  'check-outdated',
  'page-saved',
  'pass-started',
  'list-finished',
]

function lineOf(event: BusinessEvent, reading: ListPosition | null, clock: Clock): string | null {
  const where = reading === null ? '' : ` at ${peopleWords(reading.fetched, reading.list)}`
  switch (event.kind) {
    case 'check-started':
      return `Checking @${event.target}`
    case 'check-resumed':
      return `Going on with @${event.target}: ${peopleWords(event.fetched, event.list)} saved already`
    case 'check-outdated':
      return `Checking @${event.target} anew: the lists begun before have stood still since ${dayOf(event.since)} and are out of date`
    case 'target-found':
      return `@${event.target} is profile ${event.pk}`
    case 'pass-started':
      return `${capital(event.list)}: ${shortageWords(event.shortage)}; reading the list again (pass ${event.pass})`
    case 'list-reused':
      return `${capital(event.list)}: ${peopleWords(event.fetched, event.list)} were read by an earlier check; reading none of them again`
    case 'list-finished':
      return listLine(event)
    case 'check-parked':
      return `${capital(reasonTextWords(event.why))}: going on at ${timeOf(event.until)}, ${waitWords(event.until, clock)} from now. Nothing is lost.`
    case 'check-waits':
      return event.place === null
        ? 'Waiting for an account: all of them are in use'
        : `Waiting for an account: all of them are in use (place ${event.place} in line)`
    case 'check-handed-over':
      return `${event.to} goes on: a place in a list is good for one account only, so it begins at the start (pass ${event.pass})`
    case 'work-failed':
      return `A slice could not be read, and is tried again: ${event.why}`
    case 'job-failed':
      return event.isLast
        ? `A job (${event.job}) failed for the last time and was laid aside: ${event.why}`
        : null
    case 'bot-failed':
      return `The Telegram bot was disturbed (${event.where}): ${event.why}`
    case 'alerts-failed':
      return `Alerts could not be evaluated, and are again in a minute: ${event.why}`
    case 'jobs-failed':
      return `Jobs could not be looked for, and are again soon: ${event.why}`
    case 'check-followed':
      return 'The service reads it; this command only follows (Ctrl-C stops following)'
    case 'death-suspected':
      return event.verdict === 'ambiguous'
        ? `"Please wait" ${where.trim() || 'at the start'}: a throttle or a dead session? Asking a second, different question`
        : `Instagram says we are logged out${where}: verifying`
    case 'probe-answered':
      return PROBE_WORDS[event.means] ?? `The second answer is ${event.verdict}`
    case 'session-died':
      return `Session died${where}: verified, logging in again`
    case 'login-started':
      return event.cause === 'first' ? `Logging in as ${event.account} (${event.method})` : null
    case 'code-awaited':
      return 'Instagram asks for a two-factor code: computing it'
    case 'doubt-visited':
      return event.mayLogIn
        ? `Answers stay vague: the browser of ${event.account} looks, and logs in if it has to, once today`
        : `Answers stay vague: the browser of ${event.account} looks, without logging in`
    case 'surface-not-served':
      return `Instagram does not serve ${event.surface} to ${event.account}: done without until ${timeOf(event.until)}`
    case 'surface-served':
      return `Instagram serves ${event.surface} to ${event.account} again`
    case 'session-unopenable':
      return `The stored session of ${event.account} cannot be opened: it is put aside`
    case 'logins-many':
      return `${event.account} has logged in ${event.count} times in a day, more than the ${event.perDayMax} that are made automatically: Instagram may take notice`
    case 'renewal-postponed':
      return `The session of ${event.account} is well and could not be renewed: ${event.detail}`
    case 'account-recovered':
      return `Account ${event.account} is used again`
    case 'login-ended':
      return ['logged-in', 'still-logged-in', 'interrupted'].includes(event.outcome)
        ? null
        : `Login failed (${event.outcome})${event.detail ? `: ${event.detail}` : ''}`
    case 'session-renewed':
      return renewedLine(event)
    case 'throttled':
      return `Throttled${where}: no login, just waiting`
    case 'host-refused':
      return `The browser was kept from reaching ${event.host}: no login needs it`
    case 'cookies-put-aside':
      return `The browser refused cookies of ${event.account} (${event.names}): logging in without them`
    case 'account-stopped':
      // Why, and what to do, is said when the check cannot go on with any account.
      return `Account ${event.account} is ${event.standing}: it is not used any more`
    case 'dialogue-opened':
      return event.cause === 'by-hand'
        ? `The browser of ${event.account} is open to log in by hand`
        : `The login of ${event.account} waits for a human, its page is open for ten minutes: evercheck dialogue list`
    case 'dialogue-ended':
      return `${event.account}: ${dialogueEndingWords('en', event.ending)}`
    case 'dialogue-failed':
      return `The open page of ${event.account} was disturbed: ${event.why}`
    case 'vault-token-unrenewed':
      return `The token of the Vault was not prolonged: ${event.why}`
    case 'keys-changed':
      return `Sealing with the key ${event.keys[0]} now, opening with ${event.keys.length}`
    case 'bot-started':
    case 'job-done':
    case 'page-saved':
    case 'account-resting':
    case 'check-ended':
    case 'answer-judged':
    case 'request-answered':
    case 'request-refused':
    case 'page-undrawn':
    case 'audit-verified':
    case 'alerts-evaluated':
      return null
  }
}

function renewedLine(event: BusinessEvent & { kind: 'session-renewed' }): string {
  if (event.how === 'still-logged-in') {
    return `Still logged in: taken over in ${seconds(event.tookMs)}`
  }
  if (event.how === 'found') {
    return 'A login had been made before the interruption: it is good, going on'
  }
  if (event.how === 'rolled-back') return `Version ${event.version} answers and is in use again`
  const isFirst = event.cause === 'first' || event.version === 1
  return `Logged in${isFirst ? '' : ' again'} after ${seconds(event.tookMs)}, going on`
}

const PROBE_WORDS: Readonly<Record<string, string>> = {
  dead: 'The second answer says logged out too: the session is dead',
  throttled: 'The session answers for itself: it lives, Instagram only wants us to wait',
  'surface-refused': 'The session answers for itself: only this list is refused',
  'not-served': 'The session answers for itself: this surface is not served',
  vague: 'The second answer says nothing either: waiting before anything is decided',
}

function listLine(event: BusinessEvent & { kind: 'list-finished' }): string {
  const of = event.expected === null ? '' : ` of ${event.expected}`
  const passes = event.pass === 1 ? 'one pass' : `${event.pass} passes`
  const { completeness } = event
  const shortage = 'shortage' in completeness ? completeness.shortage : null
  const said = shortage === null ? '' : `: ${shortageWords(shortage)}`
  return `${capital(event.list)}: ${event.fetched}${of}, ${completeness.confidence} after ${passes}${said}`
}

/** A duration as people say it. */
export function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

function waitWords(until: Date, clock: Clock): string {
  const ms = Math.max(0, until.getTime() - clock.now().getTime())
  if (ms < 60_000) return seconds(ms)
  const minutes = Math.round(ms / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function timeOf(at: Date): string {
  return at.toTimeString().slice(0, 8)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
