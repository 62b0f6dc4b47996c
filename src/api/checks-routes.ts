import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { accountNamed } from '../accounts/account-store.ts'
import { cancelCheck } from '../checks/cancel.ts'
import type { Check } from '../checks/check.ts'
import type { CustomerLimits } from '../checks/customer-limits.ts'
import { listChecks } from '../checks/list-store.ts'
import { orderCheck, orThrow } from '../checks/order.ts'
import { confidenceOf, type Progress, shortageOf } from '../checks/reading/progress.ts'
import { progressOfAll } from '../checks/reading/progress-store.ts'
import { DayLimitError } from '../checks/refused.ts'
import { parseTargetName } from '../checks/target-name.ts'
import { givenUpAt, placeOf } from '../checks/waiting-store.ts'
import * as contract from '../contract/checks.ts'
import type { Database } from '../db/database.ts'
import { endingWords } from '../words/endings.ts'
import type { Language } from '../words/language.ts'
import { restTextWords } from '../words/reasons.ts'
import { shortageWords } from '../words/shortage.ts'
import { instant } from './instant.ts'
import { ownCheck } from './own-check.ts'
import { onlyOf } from './principal.ts'
import { CursorInvalidError, ScopeMissingError } from './refusals.ts'
import { route } from './route.ts'

/** What the routes of checks need. */
export type ChecksContext = {
  readonly db: Database
  readonly customerLimits: CustomerLimits
  readonly config: { readonly waits: { readonly patienceMs: number } }
}

/** Orders that name nobody are the operator's own. */
const HOUSE = 'house'

/** Ordering checks, reading how far they are, cancelling them. */
export function checksRoutes(context: ChecksContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.orderCheck, async ({ body, principal }) => {
      const customerId = customerOf(principal, body)
      const accountId = body.account ? (await accountNamed(context, body.account)).id : null
      const ordered = await orderCheck(context, {
        customerId,
        target: parseTargetName(body.target),
        patienceMs: context.config.waits.patienceMs,
        accountId,
        inFront: body.inFront === true,
      })
      const check = orThrow(ordered)
      return { id: check.id, state: check.state, price: check.ceilingCredits }
    })

    route(app, contract.listChecks, async ({ query, principal, language }) => {
      const { target, state = null, limit, after } = query
      const found = await listChecks(context, {
        customerId: onlyOf(principal) ?? query.customer ?? null,
        state,
        target: target === undefined ? null : parseTargetName(target),
        before: after === undefined ? null : parseNumber(after),
        countMax: limit + 1,
      })
      const items = found.slice(0, limit)
      const next = found.length > limit ? (items.at(-1)?.number ?? null) : null
      const lists = await progressOfAll(
        context,
        items.map(({ id }) => id),
      )
      return { items: items.map((check) => summaryOf(check, lists(check.id), language)), next }
    })

    route(app, contract.getCheck, async ({ params, principal, language }) => {
      const check = await ownCheck(context, principal, params.id)
      const lists = await progressOfAll(context, [check.id])
      return {
        ...summaryOf(check, lists(check.id), language),
        place: await placeOf(context, check.id),
        givenUpAt: instant(givenUpAt(check)),
        requests: check.requests,
        logins: check.logins,
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
  throw new ScopeMissingError(
    'Only an administrator may order for others, or choose how it is read.',
  )
}

function parseNumber(after: string): string {
  if (!/^\d{1,18}$/.test(after)) throw new CursorInvalidError()
  return after
}

function summaryOf(
  check: Check,
  lists: Readonly<Record<'followers' | 'following', Progress>>,
  language: Language,
) {
  const { ending } = check
  return {
    id: check.id,
    customer: check.customerId,
    target: check.targetUsername,
    targetNow: check.targetNameNow,
    targetKey: check.targetPk,
    state: check.state,
    ending: ending && { kind: ending.kind, why: endingWords(ending, language) },
    why: check.why === null ? null : restTextWords(check.why, language),
    parkedUntil: instant(check.parkedUntil),
    createdAt: check.createdAt.toISOString(),
    startedAt: instant(check.startedAt),
    finishedAt: instant(check.finishedAt),
    followers: readingOf(lists.followers, language),
    following: readingOf(lists.following, language),
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
    why: shortage && shortageWords(shortage, language),
  }
}
