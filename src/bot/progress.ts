import type { Reason } from '../accounts/reasons.ts'
import type { Check } from '../checks/check.ts'
import type { Progress } from '../checks/reading/progress.ts'
import { type Happening, underWay } from '../overview/under-way.ts'
import type { CheckProgress, Doing, ListProgress, WaitsFor } from '../words/bot/progress.ts'
import type { BotContext } from './context.ts'

/** How far a check is, as its message says it. */
export async function progressView(
  context: BotContext,
  check: Check,
  places: ReadonlyMap<string, number>,
): Promise<CheckProgress> {
  const { followers, following, happens } = await underWay(context, check, places)
  const { takesMs, people } = context.settings.page
  const left = leftIn(followers) + leftIn(following)
  const isKnown = followers.expected !== null && following.expected !== null
  return {
    username: check.targetNameNow ?? check.targetUsername,
    followers: listOf(followers),
    following: listOf(following),
    doing: doingOf(happens, { followers, following }),
    leftMs: isKnown ? Math.ceil(left / people) * takesMs : null,
  }
}

function listOf({ fetched, expected, stand }: Progress): ListProgress {
  return { collected: fetched, expected, isFinished: stand.kind === 'finished' }
}

function leftIn({ stand, expected, passPeople }: Progress): number {
  if (stand.kind === 'finished' || expected === null) return 0
  return Math.max(0, expected - passPeople)
}

function doingOf(
  happens: Happening,
  lists: Readonly<Record<'followers' | 'following', Progress>>,
): Doing {
  switch (happens.kind) {
    case 'in-line':
      return happens
    case 'reading': {
      const { pass, passesLost, fetched } = lists[happens.list]
      // A pass that was begun anew only because its account was lost is no second one.
      const isAgain = pass - passesLost > 1 && fetched > 0
      return isAgain
        ? { kind: 'reading-again', list: happens.list, pass: pass - passesLost }
        : { kind: 'reading', list: happens.list }
    }
    case 'logging-in':
      return { kind: 'signing-in' }
    case 'logged-in': {
      const { fetched, expected } = lists[happens.list]
      return { kind: 'signed-in', collected: fetched, expected }
    }
    case 'resting':
      return { kind: 'waits', why: waitsFor(happens.why), until: happens.until }
    case 'no-account':
      return { kind: 'waits', why: 'account', until: null }
  }
}

/** What a customer needs to know of why his check stands still. */
function waitsFor({ kind }: Reason): WaitsFor {
  switch (kind) {
    case 'paced':
      return 'pace'
    case 'unreachable':
    case 'machine':
      return 'network'
    case 'by-hand':
    case 'crashes':
    case 'login-failed':
    case 'login-limit':
    case 'login-unproved':
    case 'visit-failed':
    case 'challenged':
    case 'suspended':
    case 'disabled':
    case 'password-reset':
    case 'geoblock':
    case 'password-missing':
    case 'login-refused':
    case 'code-needed':
    case 'code-rejected':
    case 'clock-off':
    case 'human-wanted':
    case 'login-suspended':
    case 'operator':
    case 'restored':
      return 'account'
    case 'throttled':
    case 'day-over':
    case 'vague':
    case 'surface-refused':
    case 'barred':
    case 'request-refused':
    case 'unrecognised':
    case 'known-profile-hidden':
    case 'list-refused':
    case 'list-not-served':
    case 'login-throttled':
    case 'feedback':
    case 'sentry':
    case 'said':
      return 'instagram'
  }
}
