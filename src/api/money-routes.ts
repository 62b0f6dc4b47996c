import type { FastifyInstance } from 'fastify'
import { recordAudit } from '../access/audit.ts'
import type { Principal } from '../access/principal.ts'
import type { Entry } from '../balance/entry.ts'
import { balanceOf, credit, entriesOf } from '../balance/ledger.ts'
import * as contract from '../contract/money.ts'
import { HOUSE } from '../customers/customer.ts'
import { namesOfCustomers } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { moneyFigures } from '../overview/money-figures.ts'
import { once } from './idempotency.ts'
import { onlyOf } from './principal.ts'
import { CursorInvalidError } from './refusals.ts'
import { route } from './route.ts'

const WINDOW_MS = 30 * 24 * 3_600_000

/** What the routes of money need. */
export type MoneyContext = { readonly db: Database }

/** Balances, entries, and credits that are given. */
export function moneyRoutes(context: MoneyContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.getBalance, async ({ query, principal }) => {
      return balance(context, whose(principal, query.customer))
    })

    route(app, contract.listEntries, async ({ query, principal }) => {
      const customerId = whose(principal, query.customer)
      // Of a customer who is not there, an empty list would say too little.
      await balanceOf(context, customerId)
      return page(context, { ...query, customerId }, entryOf)
    })

    route(app, contract.listLedger, async ({ query }) => {
      const withActor = (entry: Entry) => ({ ...entryOf(entry), actor: entry.actor })
      const { items, next } = await page(context, { ...query, customerId: null }, withActor)
      const nameOf = await namesOfCustomers(
        context,
        items.map(({ customer }) => customer),
      )
      return {
        items: items.map((item) => ({ ...item, customerName: nameOf(item.customer) })),
        next,
      }
    })

    route(app, contract.moneyFigures, async () => {
      const { compared, ...figures } = await moneyFigures(context, WINDOW_MS)
      const last = compared && { ...compared, at: compared.at.toISOString() }
      return { windowMs: WINDOW_MS, ...figures, compared: last }
    })

    route(app, contract.giveCredits, async (given, reply) => {
      const { params, body, request, principal, actor } = given
      const asked = { request, reply, principal, body, status: 200 }
      return once(context, asked, (keep) =>
        inTransaction(context, async (db) => {
          const { customer: customerId } = params
          const { credits, reason, why: note } = body
          const by = actor.id ?? 'operator'
          const move = { customerId, credits, reason, note, actor: by, source: null }
          await credit({ db }, move)
          const on = ['customer', customerId] as const
          const detail = { credits, reason }
          await recordAudit({ db }, { by: actor, act: 'customer.credit', on, detail })
          const answer = await balance({ db }, customerId)
          await keep(db, answer)
          return answer
        }),
      )
    })
  }
}

function whose(principal: Principal, asked: string | undefined): string {
  return onlyOf(principal) ?? asked ?? HOUSE
}

async function balance(context: MoneyContext, customer: string) {
  const { balanceCredits, debtCredits, heldCredits } = await balanceOf(context, customer)
  return { customer, balance: balanceCredits, debt: debtCredits, held: heldCredits }
}

async function page<T>(
  context: MoneyContext,
  asked: {
    readonly customerId: string | null
    readonly limit: number
    readonly after?: string | undefined
    readonly check?: string | undefined
  },
  map: (entry: Entry) => T,
): Promise<{ items: T[]; next: string | null }> {
  const { customerId, limit, after, check } = asked
  if (after !== undefined && !/^\d{1,18}$/.test(after)) throw new CursorInvalidError()
  const found = await entriesOf(context, {
    customerId,
    countMax: limit + 1,
    beforeId: after ?? null,
    checkId: check ?? null,
  })
  const shown = found.slice(0, limit)
  return {
    items: shown.map(map),
    next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

function entryOf(entry: Entry) {
  return {
    id: entry.id,
    customer: entry.customerId,
    check: entry.checkId,
    kind: entry.kind,
    credits: entry.credits,
    worth: entry.worthCredits,
    reason: entry.reason,
    note: entry.note,
    at: entry.at.toISOString(),
  }
}
