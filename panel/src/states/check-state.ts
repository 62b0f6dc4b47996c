import type { Language } from '../../../src/words/language.ts'
import { capital } from '../../../src/words/language.ts'
import type { CheckWords } from '../../../src/words/panel/checks.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import type { State } from '../ui/Glyph.tsx'
import type { CheckSummary } from '../wire/queries.ts'

/** What a check is to the one who looks at it. */
export function stateOfCheck(check: Pick<CheckSummary, 'state' | 'ending' | 'whyKind'>): State {
  switch (check.state) {
    case 'queued':
      return 'queued'
    case 'running':
      return 'running'
    case 'parked':
      return parkedBy(check.whyKind)
    case 'completed':
      return check.ending?.kind === 'incomplete' ? 'incomplete' : 'done'
    case 'failed':
      return check.ending?.kind === 'incomplete' ? 'incomplete' : 'failed'
    case 'cancelled':
      return 'paused'
  }
}

const NEED_HUMAN = new Set(['challenged', 'code-needed', 'human-wanted', 'password-missing'])
const OVER_BY_ITSELF = new Set(['throttled', 'login-throttled', 'list-refused', 'surface-refused'])

/** What a parked check waits for: it is never merely parked, unless nobody knows why. */
function parkedBy(kind: string | null): State {
  if (kind === null) return 'parked'
  if (NEED_HUMAN.has(kind)) return 'human'
  if (OVER_BY_ITSELF.has(kind)) return 'throttled'
  return kind === 'paced' || kind === 'day-over' ? 'resting' : 'parked'
}

/** Whose a check is, as people call him. */
export function customerIn(
  words: Pick<CheckWords, 'house'>,
  { customer, customerName = '' }: { readonly customer: string; readonly customerName?: string },
): string {
  return customer === 'house' ? words.house : customerName || customer
}

/** How much was read of how much, both lists together. */
export function readOf({ followers, following }: CheckSummary): {
  readonly collected: number
  readonly expected: number
} {
  return {
    collected: followers.collected + following.collected,
    expected: (followers.expected ?? 0) + (following.expected ?? 0),
  }
}

/** How the bar of a check looks that stands still, or is over. */
export function barOf(check: CheckSummary): { readonly look?: 'park' | 'hum' | 'ok' | 'warn' } {
  if (check.state === 'queued' || check.state === 'running') return {}
  const state = stateOfCheck(check)
  if (check.state === 'parked') return { look: state === 'human' ? 'hum' : 'park' }
  return { look: state === 'done' ? 'ok' : 'warn' }
}

/** What happens in a check now, and what comes next: without that where `now` is not given. */
export function happensIn(
  language: Language,
  words: CheckWords,
  check: CheckSummary,
  now: Date | null,
): string {
  const until =
    check.parkedUntil === null || now === null
      ? null
      : momentIn(language, new Date(check.parkedUntil), now)
  switch (check.state) {
    case 'queued':
      return words.happens.queued
    case 'running':
      return running(words, check)
    case 'parked':
      return capital(
        stateOfCheck(check) === 'human'
          ? words.happens.waits(check.why, until)
          : words.happens.parked(check.why, until),
      )
    default:
      return capital(endedIn(words, check))
  }
}

function endedIn(words: CheckWords, check: CheckSummary): string {
  const ended = words.ended[stateOfCheck(check) === 'incomplete' ? 'incomplete' : check.state]
  const why = check.ending?.why
  if (!why) return ended
  // Of one that stood still for too long, what it waited for last is not what happens now.
  return check.ending?.kind === 'out-of-patience' ? words.gaveUp(why) : why
}

function running(words: CheckWords, { followers, following }: CheckSummary): string {
  const list = followers.confidence !== null && following.pages > 0 ? following : followers
  if (list.pages === 0) return words.happens.looking
  return words.happens.reading(list === followers ? 'followers' : 'following', list.pass)
}
