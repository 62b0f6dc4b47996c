import { sql } from 'kysely'
import { ceilingOf, priceOf } from '../balance/price.ts'
import { currentTariff } from '../balance/price-store.ts'
import { customerById } from '../customers/customer-store.ts'
import type { Database } from '../db/database.ts'
import { dbNow } from '../db/time.ts'
import { inTransaction } from '../db/transaction.ts'
import type { ClosedWhy } from '../instagram/verdicts/verdict.ts'
import { Bell } from '../kernel/bell.ts'
import type { Clock } from '../kernel/clock.ts'
import { type CustomerLimits, customerAlone, dayLimit } from './customer-limits.ts'
import { askLookup, freshLookup, LOOKUPS_CHANNEL, type Lookup } from './lookup-store.ts'

type Context = { readonly db: Database; readonly customerLimits: CustomerLimits }

/** What a check of a profile would be, and cost. */
export type Quote = {
  readonly pk: string
  readonly username: string
  readonly fullName: string
  readonly followersCount: number | null
  readonly followingCount: number | null
  /** What it costs as the profile is now, and what it costs at the most. */
  readonly priceCredits: number
  readonly ceilingCredits: number
  /** The customer's balance, for whether he can order it. */
  readonly balanceCredits: number
  readonly answeredAt: Date
}

/** What came of asking for a quote. */
export type Quoted =
  | { readonly kind: 'quoted'; readonly quote: Quote }
  /** There is nothing to be read, as far as the account could see that was asked. */
  | { readonly kind: 'closed'; readonly why: ClosedWhy }
  /** Nobody has answered yet: every account rests or is busy, or none has a living session. */
  | { readonly kind: 'unanswered' }
  /** The customer has had so many questions asked within a day. */
  | { readonly kind: 'daily-limit'; readonly countMax: number; readonly again: Date }

/** What a quote is asked for. */
export type QuoteOrder = {
  readonly customerId: string
  /** The target's name, as `parseTargetName` gives it. */
  readonly target: string
}

/**
 * Says what a check would cost. It is one question to Instagram, paced like any other, that a
 * worker asks, wherever it runs; what was told within the last hour is told again and asks nothing.
 * Waits so many milliseconds for the answer; asking again later waits for the same question.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN; the signal's reason
 */
export async function quoteCheck(
  context: Context & {
    readonly clock: Clock
    listen(channel: string, heard: () => void): () => void
  },
  order: QuoteOrder,
  waitMs: number,
  signal: AbortSignal,
): Promise<Quoted> {
  const bell = new Bell()
  const unlisten = context.listen(LOOKUPS_CHANNEL, () => bell.ring())
  try {
    const endMs = context.clock.elapsedMs() + waitMs
    let said = await askQuote(context, order)
    while (said.kind === 'unanswered') {
      const leftMs = endMs - context.clock.elapsedMs()
      if (leftMs <= 0) return said
      // A notification may be lost with its connection.
      await bell.wait(context.clock, Math.min(leftMs, LOOK_MS), signal)
      said = await readQuote(context, order)
    }
    return said
  } finally {
    unlisten()
  }
}

const LOOK_MS = 1000

/**
 * The same without waiting: puts the question down if nobody has answered it within the hour, and
 * counts it for the customer. Durable when it returns.
 * @throws CustomerUnknownError CUSTOMER_UNKNOWN
 */
export async function askQuote(context: Context, order: QuoteOrder): Promise<Quoted> {
  // What is known costs nothing to tell, and holds nobody up.
  const known = await readQuote(context, order)
  if (known.kind !== 'unanswered') return known
  return inTransaction(context, async (db) => {
    const { customerId, target } = order
    await customerAlone({ db }, customerId)
    const said = await readQuote({ db }, order)
    if (said.kind !== 'unanswered') return said
    const { pays } = await customerById({ db }, customerId)
    const isAsked = await asksAlready({ db }, order)
    if (pays && !isAsked) {
      const done = sql`select asked_at as at from quotes where customer_id = ${customerId}`
      const again = await dayLimit({ db }, done, context.customerLimits.quotesPerDayMax)
      if (again !== null) return { kind: 'daily-limit', ...again }
    }
    await askLookup({ db }, target)
    if (!isAsked) {
      await sql`
        insert into quotes (customer_id, target_username, asked_at)
        values (${customerId}, ${target}, ${dbNow})
      `.execute(db)
    }
    return said
  })
}

/** What is known already, without asking anything. @throws CustomerUnknownError */
async function readQuote(
  context: { readonly db: Database },
  { customerId, target }: QuoteOrder,
): Promise<Quoted> {
  const customer = await customerById(context, customerId)
  const lookup = await freshLookup(context, target)
  if (lookup === null) return { kind: 'unanswered' }
  if (lookup.answer !== 'found') return { kind: 'closed', why: lookup.answer }
  const tariff = customer.pays ? await currentTariff(context) : []
  const people = lookup.people ?? Number.POSITIVE_INFINITY
  return {
    kind: 'quoted',
    quote: {
      ...nameOf(lookup, target),
      followersCount: lookup.followersCount,
      followingCount: lookup.followingCount,
      priceCredits: priceOf(tariff, people),
      ceilingCredits: ceilingOf(tariff, people),
      balanceCredits: customer.balanceCredits,
      answeredAt: lookup.answeredAt,
    },
  }
}

function nameOf(lookup: Lookup, target: string): Pick<Quote, 'pk' | 'username' | 'fullName'> {
  return {
    pk: lookup.pk ?? '',
    username: lookup.username ?? target,
    fullName: lookup.fullName ?? '',
  }
}

/** Whether the customer waits for this very question already. */
async function asksAlready(
  context: { readonly db: Database },
  { customerId, target }: QuoteOrder,
): Promise<boolean> {
  const found = await sql<{ asks: boolean }>`
    select exists (
      select
      from quotes
      join profile_lookups lookup on lookup.target_username = quotes.target_username
      where quotes.customer_id = ${customerId}
        and quotes.target_username = ${target}
        and lookup.state <> 'answered'
        and quotes.asked_at >= lookup.asked_at
    ) as asks
  `.execute(context.db)
  return found.rows[0]?.asks ?? false
}
