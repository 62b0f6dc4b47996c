import { viewerPk } from '../instagram/cookies/cookies.ts'
import {
  endpointOf,
  findByName,
  type Operation,
  readList,
  readOwnUser,
  type Surface,
  searchByName,
} from '../instagram/questions/operation.ts'
import type { Verdict } from '../instagram/verdicts/verdict.ts'
import {
  arbitrate,
  type Doubt,
  isOwnDenial,
  isUseless,
  type Judgement,
  type Testimony,
} from './arbitrate.ts'
import { type AskContext, type Asker, askPatiently, NO_LIST, type TooMany } from './ask.ts'

/** What was heard about a session. */
export type Hearing =
  | {
      readonly kind: 'judged'
      readonly judgement: Judgement
      /** The last answer and where it came from; null when nobody could be asked. */
      readonly last: { readonly surface: Surface; readonly verdict: Verdict<unknown> } | null
    }
  | TooMany

const PROBES_MAX = 3
const PROBE_COUNT = 12

/**
 * Asks other surfaces about the session, one after the other, until together they say something;
 * its own profile once more, if that calls it logged out.
 * Those that withhold their answer beside one that answers are learned to be not served, and so are
 * those that call a session logged out which is on trial and answers elsewhere.
 */
export async function hear(
  context: AskContext,
  asker: Asker,
  doubt: Doubt,
  signal: AbortSignal,
): Promise<Hearing> {
  const pk = viewerPk(asker.cookies.state)
  // Cookies without an own pk cannot even be asked: there is no session in them.
  if (pk === null) return { kind: 'judged', judgement: 'dead', last: null }
  const probes = [...probesOf(pk, asker, doubt)]
  const heard: Testimony[] = []
  const useless: { surface: Surface; row: string }[] = []
  for (let last: { surface: Surface; verdict: Verdict<unknown> } | null = null; ; ) {
    const probe = probes[heard.length]
    const judgement = arbitrate(doubt, heard, probe !== undefined)
    if (judgement !== null || probe === undefined) {
      if (last?.verdict.kind === 'ok') {
        for (const { surface, row } of useless) await asker.surfaces.learn(context, surface, row)
      }
      return { kind: 'judged', judgement: judgement ?? 'vague', last }
    }
    const verdict: Verdict<unknown> | TooMany = await askPatiently(
      context,
      asker,
      probe,
      NO_LIST,
      signal,
    )
    if (verdict.kind === 'too-many') return verdict
    last = { surface: probe.name, verdict }
    heard.push(testimonyOf(probe.name, verdict))
    if (heard.filter(isOwnDenial).length === 1 && heard.at(-1)?.surface === 'self') {
      probes.splice(heard.length, 0, probe)
    }
    if (isUseless(doubt, verdict)) useless.push({ surface: probe.name, row: verdict.evidence.row })
  }
}

/** The surfaces on which a session answers for itself, the cheapest and surest first. */
function probesOf(
  pk: string,
  asker: Asker,
  { suspicion, about }: Doubt,
): readonly Operation<unknown>[] {
  const { username } = asker.account
  const isList = about === 'followers' || about === 'following'
  const all: readonly Operation<unknown>[] = [
    readOwnUser(pk),
    searchByName(username),
    // A list that is refused says nothing new when another list is.
    ...(isList ? [] : [readList('following', pk, username, null, PROBE_COUNT)]),
    findByName(username),
  ]
  return (
    all
      .filter(({ name }) => name !== about)
      // Another profile's refusal says nothing of our own, unless none is served.
      .filter(({ name }) => suspicion !== 'withheld' || !about || !isSameEndpoint(name, about))
      .filter(({ name }) => asker.surfaces.unservedUntil(name) === null)
      .slice(0, PROBES_MAX)
  )
}

function isSameEndpoint(one: Surface, other: Surface): boolean {
  return endpointOf(one) === endpointOf(other)
}

function testimonyOf(surface: Surface, verdict: Verdict<unknown>): Testimony {
  return { surface, kind: verdict.kind, gatedWhy: verdict.kind === 'gated' ? verdict.why : null }
}
