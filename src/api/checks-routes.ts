import type { FastifyInstance } from 'fastify'
import { recordAudit } from '../access/audit.ts'
import type { Principal } from '../access/principal.ts'
import { accountNamed } from '../accounts/account-store.ts'
import { parseReason } from '../accounts/reasons.ts'
import { cancelCheck } from '../checks/cancel.ts'
import type { Check } from '../checks/check.ts'
import type { CustomerLimits } from '../checks/customer-limits.ts'
import { countChecks, listChecks } from '../checks/list-store.ts'
import { orderCheck, orThrow } from '../checks/order.ts'
import { type Quote, quoteCheck } from '../checks/quote.ts'
import { confidenceOf, type Progress, shortageOf } from '../checks/reading/progress.ts'
import { progressOfAll } from '../checks/reading/progress-store.ts'
import { DayLimitError } from '../checks/refused.ts'
import { seenCheck } from '../checks/seen-check.ts'
import { parseTargetName, targetNameOf } from '../checks/target-name.ts'
import { givenUpAt } from '../checks/waiting-store.ts'
import * as contract from '../contract/checks.ts'
import { HOUSE } from '../customers/customer.ts'
import { namesOfCustomers } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { systemClock } from '../kernel/clock.ts'
import { endingWords } from '../words/endings.ts'
import type { Language } from '../words/language.ts'
import { reasonTextWords } from '../words/reasons.ts'
import { shortageWords } from '../words/shortage.ts'
import { demandKey, once } from './idempotency.ts'
import { instant } from './instant.ts'
import { Line } from './line.ts'
import { ensureOwn, ownCheck } from './own-check.ts'
import { onlyOf } from './principal.ts'
import { CursorInvalidError, ScopeMissingError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of checks need. */
export type ChecksContext = {
  readonly db: Database
  listen(channel: string, heard: () => void): () => void
  readonly customerLimits: CustomerLimits
  readonly config: { readonly waits: { readonly patienceMs: number } }
}

/** So long an answer about a profile is waited for; then whoever asks may ask again. */
const QUOTE_MS = 25_000

/** Ordering checks, reading how far they are, cancelling them. */
export function checksRoutes(context: ChecksContext): (app: FastifyInstance) => void {
  const line = new Line(context)
  return (app) => {
    route(app, contract.orderCheck, async (given, reply) => {
      const { body, principal, actor: by, request } = given
      demandKey(given)
      const customerId = customerOf(principal, body)
      const target = parseTargetName(body.target)
      const accountId = body.account ? (await accountNamed(context, body.account)).id : null
      const { patienceMs } = context.config.waits
      const how = { inFront: body.inFront === true, reuses: body.reuse === true }
      const order = { customerId, target, patienceMs, accountId, ...how }
      const asked = { request, reply, principal, body, status: contract.orderCheck.status }
      return once(context, asked, async (keep) => {
        const ordered = await orderCheck(context, order, async (db, check) => {
          await keep(db, orderOf(check))
          if (principal.kind !== 'admin') return
          await recordAudit({ db }, { by, act: 'check.order', on: ['check', check.id] })
        })
        return orderOf(orThrow(ordered))
      })
    })

    route(app, contract.quoteCheck, async ({ body, principal, signal }) => {
      const customerId = customerOf(principal, body)
      const order = { customerId, target: parseTargetName(body.target) }
      const quoted = await quoteCheck({ ...context, clock: systemClock }, order, QUOTE_MS, signal)
      if (quoted.kind === 'daily-limit') throw new DayLimitError(quoted.countMax, quoted.again)
      return quoted.kind === 'quoted' ? quoteOf(quoted.quote) : quoted
    })

    route(app, contract.listChecks, async ({ query, principal, language }) => {
      const { state = null, limit, after } = query
      const target = query.target === undefined ? null : targetNameOf(query.target)
      // While a name is typed it is none yet, or a part of Instagram's own addresses.
      if (query.target !== undefined && target === null) return { items: [], next: null }
      const found = await listChecks(context, {
        customerId: onlyOf(principal) ?? query.customer ?? null,
        state,
        target,
        before: after === undefined ? null : parseNumber(after),
        countMax: limit + 1,
      })
      const items = found.slice(0, limit)
      const next = found.length > limit ? (items.at(-1)?.number ?? null) : null
      const lists = await progressOfAll(
        context,
        items.map(({ id }) => id),
      )
      const nameOf = await namesOfCustomers(
        context,
        items.map(({ customerId }) => customerId),
      )
      const seen = (check: Check) =>
        summaryOf(check, nameOf(check.customerId), lists(check.id), language)
      return { items: items.map(seen), next }
    })

    route(app, contract.countChecks, () => countChecks(context))

    route(app, contract.getCheck, async ({ params, principal, language }) => {
      const { check, lists } = await seenCheck(context, params.id)
      ensureOwn(principal, check)
      const place = await line.placeOf(check)
      const nameOf = await namesOfCustomers(context, [check.customerId])
      return {
        ...summaryOf(check, nameOf(check.customerId), lists, language),
        place,
        pollAfterMs: await pollAfterMs(context, check, place),
        givenUpAt: instant(givenUpAt(check)),
        ...(principal.kind === 'link' ? NOT_FOR_LINKS : {}),
      }
    })

    route(app, contract.cancelCheck, async ({ params, principal }) => {
      const check = await ownCheck(context, principal, params.id)
      const by = onlyOf(principal) === null ? 'operator' : 'customer'
      const outcome = await cancelCheck(context, check.id, by)
      if (outcome.kind === 'daily-limit') throw new DayLimitError(outcome.countMax, outcome.again)
      const { id, state } = outcome.check
      return { id, state, cancelled: outcome.kind === 'cancelled' }
    })
  }
}

/**
 * A link is shown to others: whose check it is, what it costs him and us, and what our accounts
 * wait for is no business of theirs. Their page says none of it.
 */
const NOT_FOR_LINKS = {
  customer: 'shared',
  customerName: '',
  price: null,
  charge: null,
  requests: null,
  logins: null,
  why: null,
  whyKind: null,
  givenUpAt: null,
} as const

/** For whom something is ordered. @throws ScopeMissingError for what customers may not ask for */
function customerOf(
  principal: Principal,
  body: {
    readonly customer?: string | undefined
    readonly account?: string | undefined
    readonly inFront?: boolean | undefined
  },
): string {
  const only = onlyOf(principal)
  if (only === null) return body.customer ?? HOUSE
  const { customer, account, inFront } = body
  if ((customer ?? only) === only && account === undefined && inFront === undefined) return only
  throw new ScopeMissingError('for-others')
}

function parseNumber(after: string): string {
  if (!/^\d{1,18}$/.test(after)) throw new CursorInvalidError()
  return after
}

function orderOf({ id, state, ceilingCredits }: Check) {
  return { id, state, price: ceilingCredits }
}

function quoteOf(quote: Quote) {
  return {
    kind: 'quoted' as const,
    targetKey: quote.pk,
    username: quote.username,
    fullName: quote.fullName,
    followers: quote.followersCount,
    following: quote.followingCount,
    price: quote.priceCredits,
    ceiling: quote.ceilingCredits,
    balance: quote.balanceCredits,
    answeredAt: quote.answeredAt.toISOString(),
  }
}

/**
 * When to ask again: as often as something may have changed, and no more often. What waits long has
 * little to tell.
 */
async function pollAfterMs(
  context: ChecksContext,
  { state, parkedUntil }: Check,
  place: number | null,
): Promise<number | null> {
  switch (state) {
    case 'running':
      return 2000
    case 'queued':
      return Math.min(30_000, 2000 + (place ?? 0) * 500)
    case 'parked': {
      const now = await databaseNow(context)
      const leftMs = (parkedUntil?.getTime() ?? 0) - now.getTime()
      return Math.min(60_000, Math.max(5000, leftMs))
    }
    case 'completed':
    case 'failed':
    case 'cancelled':
      return null
  }
}

function summaryOf(
  check: Check,
  customerName: string,
  lists: Readonly<Record<'followers' | 'following', Progress>>,
  language: Language,
) {
  const { ending } = check
  return {
    id: check.id,
    customer: check.customerId,
    customerName,
    target: check.targetUsername,
    targetNow: check.targetNameNow,
    targetKey: check.targetPk,
    state: check.state,
    ending: ending && { kind: ending.kind, why: endingWords(ending, language) },
    why: check.why === null ? null : reasonTextWords(check.why, language),
    whyKind: check.why === null ? null : parseReason(check.why).kind,
    parkedUntil: instant(check.parkedUntil),
    price: check.cost?.chargedCredits ?? check.ceilingCredits,
    charge: check.cost && { credits: check.cost.chargedCredits, why: check.cost.why },
    createdAt: check.createdAt.toISOString(),
    startedAt: instant(check.startedAt),
    finishedAt: instant(check.finishedAt),
    followers: readingOf(lists.followers, language),
    following: readingOf(lists.following, language),
    requests: check.requests,
    logins: check.logins,
  }
}

function readingOf(progress: Progress, language: Language) {
  const { expected, fetched, pass, pages } = progress
  const confidence = confidenceOf(progress)
  const shortage = shortageOf(progress)
  return {
    expected,
    collected: fetched,
    confidence: confidence === null && pages === 0 ? ('unread' as const) : confidence,
    pass: pages === 0 ? 0 : pass,
    pages,
    readAt: instant(progress.readAt),
    reusedFrom: progress.reusedFrom,
    why: shortage && shortageWords(shortage, language),
  }
}
