import type { Clock } from '../kernel/clock.ts'
import type { BusinessEvent, ListPosition, Tell } from '../telemetry/events.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person what is going on, in plain words, while it happens. */
export function narrate(terminal: Terminal, clock: Clock): Tell {
  const at = new Map<string, ListPosition>()
  let reading: ListPosition | null = null
  return (event) => {
    if ('fetched' in event && 'pass' in event) {
      reading = event
      at.set(event.list, event)
    }
    const line = lineOf(event, reading, clock)
    if (line !== null) terminal.say(line)
    if (event.kind === 'page-saved') terminal.progress((columns) => bar(event, columns))
    if (event.kind === 'list-finished' || event.kind === 'check-ended') terminal.clear()
  }
}

const BLOCKS_MAX = 30
/** A shorter bar says less than the figures beside it. */
const BLOCKS_MIN = 5

/** How far a list has been read, as one line that fits into so many columns. */
export function bar(position: ListPosition, columns: number): string {
  const { list, fetched, expected, pass } = position
  const again = pass > 1 ? `, pass ${pass}` : ''
  if (!expected) return `${list}  ${fetched}${again}`.slice(0, columns)
  const part = Math.min(1, fetched / expected)
  const figures = `${fetched} of ${expected}  ${Math.floor(part * 100)} %${again}`
  const blocks = Math.min(BLOCKS_MAX, columns - `${list}    ${figures}`.length)
  if (blocks < BLOCKS_MIN) return `${list}  ${figures}`.slice(0, columns)
  const full = Math.round(part * blocks)
  return `${list}  ${'█'.repeat(full)}${'░'.repeat(blocks - full)}  ${figures}`
}

function lineOf(event: BusinessEvent, reading: ListPosition | null, clock: Clock): string | null {
  const where = reading === null ? '' : ` at ${reading.fetched} ${reading.list}`
  switch (event.kind) {
    case 'check-started':
      return `Checking @${event.target}`
    case 'check-resumed':
      return `Going on with @${event.target}: ${event.fetched} ${event.list} are saved already`
    case 'check-outdated':
      return `Checking @${event.target} anew: the lists begun before have stood still since ${dayOf(event.since)} and are out of date`
    case 'target-found':
      return `@${event.target} is profile ${event.pk}`
    case 'pass-started':
      return `${capital(event.list)}: ${event.why}; reading the list again (pass ${event.pass})`
    case 'list-finished':
      return listLine(event)
    case 'check-parked':
      return `${capital(event.why)}: going on at ${timeOf(event.until)}, ${waitWords(event.until, clock)} from now. Nothing is lost.`
    case 'check-waits':
      return `Waiting: ${event.why}`
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
    case 'page-saved':
    case 'account-resting':
    case 'check-ended':
    case 'answer-judged':
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
  const again = event.cause === 'first' ? '' : ' again'
  return `Logged in${again} after ${seconds(event.tookMs)}, going on`
}

const PROBE_WORDS: Readonly<Record<string, string>> = {
  dead: 'The second answer says logged out too: the session is dead',
  throttled: 'The session answers for itself: it lives, Instagram only wants us to wait',
  'surface-refused': 'The session answers for itself: only this list is refused',
  vague: 'The second answer says nothing either: waiting before anything is decided',
}

function listLine(event: BusinessEvent & { kind: 'list-finished' }): string {
  const of = event.expected === null ? '' : ` of ${event.expected}`
  const passes = event.pass === 1 ? 'one pass' : `${event.pass} passes`
  const said = event.why === null ? '' : `: ${event.why}`
  return `${capital(event.list)}: ${event.fetched}${of}, ${event.confidence} after ${passes}${said}`
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
