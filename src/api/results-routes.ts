import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Kysely } from 'kysely'
import type { Check } from '../checks/check.ts'
import { ignoredStamp } from '../checks/history/ignore-store.ts'
import {
  asksForSome,
  EVERYBODY,
  type MemberPage,
  type MemberSort,
  memberPage,
  memberPages,
} from '../checks/result/member-pages.ts'
import { countIgnored } from '../checks/result/members.ts'
import { listOf, type OneList, resultOf } from '../checks/result/result.ts'
import type { CheckResult } from '../checks/result/table.ts'
import { soughtIn } from '../checks/target-name.ts'
import type { checkResult as Contract } from '../contract/results.ts'
import { checkResult, RESULT_TYPES } from '../contract/results.ts'
import type { Tables } from '../db/tables.gen.ts'
import { systemClock } from '../kernel/clock.ts'
import { endingText } from '../words/endings.ts'
import type { Language } from '../words/language.ts'
import { shortageWords } from '../words/shortage.ts'
import { instant } from './instant.ts'
import { type ListStyle, sendList } from './list-file.ts'
import { ownCheck } from './own-check.ts'
import { personOf } from './person-view.ts'
import { onlyOf } from './principal.ts'
import { CursorInvalidError, ResultNotThereError } from './refusals.ts'
import { type Given, streamRoute } from './route.ts'

/** What the routes of results need. */
export type ResultsContext = { readonly db: Kysely<Tables> }

/** Lists up to this many people are sorted by name, unless it is said. */
const SORTED_BY_NAME_MAX = 50_000
/**
 * Figures of so many finished checks are kept for so long after they were counted: a million people
 * take seconds, and they change only with whom their customer ignores.
 */
const KEPT_MAX = 500
const KEPT_MS = 60_000

/** How many are left out of a file because the customer ignores them. */
const HIDDEN_HEADER = 'evercheck-hidden'

type Kept = {
  readonly result: Promise<CheckResult>
  readonly ignored: string
  /** When it was counted; null while it is. */
  atMs: number | null
}
type Query = Given<typeof Contract.params, typeof Contract.query, typeof Contract.body>['query']
type Listed = Extract<OneList, { kind: 'list' }>
type ListName = NonNullable<Query['list']>

/** What a check came to: figures, pages of a list, and whole lists as files. */
export function resultsRoutes(context: ResultsContext): (app: FastifyInstance) => void {
  const kept = new Map<string, Kept>()
  return (app) => {
    streamRoute(app, checkResult, async ({ params, query, principal, language }, reply) => {
      const check = await ownCheck(context, principal, params.id)
      if (onlyOf(principal) !== null) ensureDelivered(check)
      if (query.list === undefined) {
        const figures = figuresOf(await keptResult(context, kept, check), check, language)
        return reply.type(RESULT_TYPES.json).send(figures)
      }
      const list = await listOf(context, check, query.list)
      if (list.kind !== 'list') throw notGiven(query.list, list)
      const { format, csv } = query
      if (format !== 'json') {
        const holds = asksForSome(wishOf(query)) ? 'found' : 'all'
        const style = { format, csv, language, holds } as const
        const name = query.list
        const isWhole = name === 'followers' || name === 'following'
        const hidden = isWhole ? 0 : await countIgnored(context, list.withIgnored, check.customerId)
        reply.header(HIDDEN_HEADER, String(hidden))
        return sendFile(context, reply, { check, list, hidden, query, name, style })
      }
      return reply.type(RESULT_TYPES.json).send(await pageOf(context, list, query))
    })
  }
}

/** A customer gets what was delivered; an order that costs nothing shows nothing. */
function ensureDelivered({ state, finishedAt }: Check): void {
  if (state === 'completed') return
  throw new ResultNotThereError(
    finishedAt === null
      ? 'The check has not ended yet: its result is there when it is completed.'
      : 'Nothing was delivered, and nothing is charged.',
  )
}

function notGiven(name: string, list: Exclude<OneList, { kind: 'list' }>): ResultNotThereError {
  if (list.kind === 'none') {
    return new ResultNotThereError(
      `There is no ${name}: there is no earlier check to compare with.`,
    )
  }
  const { omission } = list
  const why = omission.because === 'unread' ? 'were not read' : 'were not read to their end'
  return new ResultNotThereError(`The list ${name} is not given: the ${omission.list} ${why}.`)
}

async function keptResult(
  context: ResultsContext,
  kept: Map<string, Kept>,
  check: Check,
): Promise<CheckResult> {
  const count = async (): Promise<CheckResult> => (await resultOf(context, check)).result
  if (check.finishedAt === null) return count()
  const known = kept.get(check.id)
  const ignored = await ignoredStamp(context, check.customerId)
  const isOld = known?.atMs != null && systemClock.elapsedMs() - known.atMs > KEPT_MS
  if (known?.ignored === ignored && !isOld) return known.result
  const [oldest] = kept.keys()
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
  // Whoever asks while it is being counted waits for the same count.
  const counting: Kept = { result: count(), ignored, atMs: null }
  kept.delete(check.id)
  kept.set(check.id, counting)
  try {
    const result = await counting.result
    counting.atMs = systemClock.elapsedMs()
    return result
  } catch (error) {
    if (kept.get(check.id) === counting) kept.delete(check.id)
    throw error
  }
}

async function pageOf(context: ResultsContext, list: Listed, query: Query) {
  const { limit, after, skip } = query
  const sort = sortOf(list, query)
  const found = await memberPage(context, list.selection, {
    ...wishOf(query),
    sort,
    after: after === undefined ? null : placeIn(after),
    countMax: limit + 1,
    skip,
    peopleMax: list.peopleMax,
  })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const next = found.length > limit && last ? `${last.pk}.${last.username}` : null
  return { items: items.map(personOf), next, sort, partial: list.isPartial }
}

/** Reads what `next` said. @throws CursorInvalidError */
function placeIn(after: string): NonNullable<MemberPage['after']> {
  const [, pk, username] = /^(\d{1,18})\.(.{0,60})$/s.exec(after) ?? []
  if (pk === undefined || username === undefined) throw new CursorInvalidError()
  return { pk, username }
}

function sortOf({ peopleMax }: Listed, { sort }: Query): MemberSort {
  return sort ?? (peopleMax <= SORTED_BY_NAME_MAX ? 'name' : 'key')
}

function wishOf(query: Query) {
  return {
    ...EVERYBODY,
    search: query.q === undefined ? null : soughtIn(query.q),
    isPrivate: query.private ?? null,
    isVerified: query.verified ?? null,
  }
}

function sendFile(
  context: ResultsContext,
  reply: FastifyReply,
  wanted: {
    readonly check: Check
    readonly list: Listed
    readonly hidden: number
    readonly query: Query
    readonly name: ListName
    readonly style: ListStyle
  },
): FastifyReply {
  const { check, list, hidden, query, name, style } = wanted
  const wish = { ...wishOf(query), sort: sortOf(list, query), peopleMax: list.peopleMax }
  const members = memberPages(context, list.selection, wish)
  const username = check.targetNameNow ?? check.targetUsername
  const { finishedAt } = check
  const { isPartial } = list
  const file = { file: name, username, finishedAt, isPartial, hidden, members }
  return sendList(reply, file, style)
}

function figuresOf(result: CheckResult, check: Check, language: Language) {
  const { target, followers, following } = result
  const list = ({ shortage, ended: _, readAt, ...figures }: CheckResult['followers']) => ({
    ...figures,
    readAt: instant(readAt),
    why: shortage && shortageWords(shortage, language),
  })
  return {
    check: check.id,
    target: { key: target.pk, username: target.username, orderedAs: target.orderedAs },
    state: result.state,
    why: endingText(result.ending),
    finishedAt: instant(result.finishedAt),
    comparedWith: instant(result.comparedWith),
    followers: list(followers),
    following: list(following),
    counts: result.counts,
  }
}
