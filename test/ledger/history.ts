import { sql } from 'kysely'
import type { EntryReason } from '../../src/balance/entry.ts'
import { credit } from '../../src/balance/ledger.ts'
import { chargeBackPayment, creditPayment, refundPayment } from '../../src/balance/payments.ts'
import { setPrice } from '../../src/balance/price-store.ts'
import { cancelCheck } from '../../src/checks/cancel.ts'
import type { CheckClaim, CheckEnding } from '../../src/checks/check.ts'
import type { End } from '../../src/checks/cost.ts'
import { endCheck, endWaiting } from '../../src/checks/leave-store.ts'
import { identifyTarget } from '../../src/checks/merge.ts'
import { orderCheck } from '../../src/checks/order.ts'
import type { Database } from '../../src/db/database.ts'
import type { Random } from '../../src/kernel/ids.ts'
import type { Till } from '../money.ts'

/** What may happen to a customer's money. */
type Act = (db: Database) => Promise<unknown>

/** Two names of each profile, so that orders meet. */
const NAMES = ['ada.old', 'ada.new', 'bob.old', 'bob.new', 'eve.old', 'eve.new']

/**
 * Everything that befalls one customer: acts drawn from a seed, up to three at a time, some of them
 * on a connection that is cut in the middle, many of them repeated. Returns the credits that were
 * meant to come in, whichever of their repetitions has brought them.
 */
export class CustomerHistory {
  readonly #till: Till
  readonly #random: Random
  readonly #cut: Cut
  readonly customerId: string
  /** What must have come in or gone out without a check, by what it may happen under once. */
  readonly moved = new Map<string, number>()
  #charges = 0

  constructor(till: Till, cut: Cut, random: Random, customerId: string) {
    this.#till = till
    this.#cut = cut
    this.#random = random
    this.customerId = customerId
  }

  async run(steps: number): Promise<void> {
    await this.#grant(this.#between(5, 60))(this.#till.db)
    for (let step = 0; step < steps; step += 1) {
      const acts = Array.from({ length: this.#between(1, 3) }, () => this.#act())
      await Promise.all(acts.map((act) => this.#perform(act)))
    }
  }

  /** An act is repeated until it has happened, and now and then once more. */
  async #perform(act: Act): Promise<void> {
    if (this.#random.fraction() < 0.2) await this.#cut(act, this.#random)
    await act(this.#till.db)
    if (this.#random.fraction() < 0.2) await act(this.#till.db)
  }

  #act(): Act {
    const acts: readonly (() => Act)[] = [
      () => this.#order(),
      () => this.#order(),
      () => this.#read(),
      () => this.#read(),
      () => this.#endWaiting(),
      () => this.#cancel(),
      () => this.#grant(this.#between(1, 20)),
      () => this.#grant(-this.#between(1, 10)),
      () => this.#pay(),
      () => this.#takeBack(),
      () => this.#price(),
      () => this.#giveUpOrder(),
    ]
    const drawn = acts[this.#between(0, acts.length - 1)]
    if (!drawn) throw new Error('there are acts')
    return drawn()
  }

  #order(): Act {
    const order = this.#orderOf()
    return (db) => orderCheck({ db, customerLimits: this.#till.customerLimits }, order)
  }

  /** What is done within an order fails, and so does the order. */
  #giveUpOrder(): Act {
    const order = this.#orderOf()
    const giveUp = new Error('given up')
    return (db) =>
      orderCheck({ db, customerLimits: this.#till.customerLimits }, order, () =>
        Promise.reject(giveUp),
      ).catch((error: unknown) => {
        if (error !== giveUp) throw error
      })
  }

  #orderOf() {
    const target = NAMES[this.#between(0, NAMES.length - 1)] ?? ''
    const rest = { patienceMs: 3_600_000, accountId: null, inFront: false }
    return { customerId: this.customerId, target, ...rest }
  }

  /** A worker claims a check, hears who it is, and ends it, or leaves it to the next. */
  #read(): Act {
    const people = this.#between(0, 3000)
    const ending = this.#ending()
    const ends = this.#random.fraction() < 0.7
    return async (db) => {
      const claimed = await this.#claim(db)
      if (claimed === null) return
      const { claim, target } = claimed
      const pk = String(1 + Math.trunc(NAMES.indexOf(target) / 2))
      const profile = { pk, username: target }
      if ((await identifyTarget({ db }, claim, { pages: 1 }, profile)) !== null) return
      // Under its fence, as a page is saved: who has lost the check adds nothing to it.
      await sql`
        with ours as (
          select id from checks
          where id = ${claim.checkId} and fence = ${claim.fence}::bigint and state = 'running'
          for no key update
        )
        insert into check_progress (check_id, list, status, fetched, confidence, last_update_at)
        select id, list, 'completed', people, 'exact', evercheck_now()
        from ours, (values ('followers', ${people}::integer), ('following', 0)) as lists (list, people)
        on conflict (check_id, list) do update set fetched = excluded.fetched
        where excluded.list = 'followers'
      `.execute(db)
      if (ends) await endCheck({ db }, claim, { pages: 1 }, ending)
    }
  }

  async #claim(
    db: Database,
  ): Promise<{ readonly claim: CheckClaim; readonly target: string } | null> {
    const claimed = await sql<{ id: string; fence: string; target: string }>`
      update checks
      set state = 'running', holder = 1, fence = fence + 1
      where id = (
        select id from checks
        where customer_id = ${this.customerId} and finished_at is null
        order by random()
        limit 1
      ) and finished_at is null
      returning id, fence, target_username as target
    `.execute(db)
    const row = claimed.rows[0]
    return row ? { claim: { checkId: row.id, fence: row.fence }, target: row.target } : null
  }

  #endWaiting(): Act {
    const end = this.#ending()
    return async (db) => {
      const id = await this.#anyCheck(db)
      await sql`
        update checks set state = 'queued', holder = null, fence = fence + 1
        where id = ${id} and state = 'running'
      `.execute(db)
      // Nothing comes to its end before it was read.
      const read = await sql`
        select from check_progress where check_id = ${id} and confidence is not null
      `.execute(db)
      if (id === null || (end.state === 'completed' && read.rows.length < 2)) return
      await endWaiting({ db }, id, end)
    }
  }

  #cancel(): Act {
    const by = this.#random.fraction() < 0.5 ? 'customer' : 'operator'
    return async (db) => {
      const id = await this.#anyCheck(db)
      const context = { db, customerLimits: this.#till.customerLimits }
      if (id !== null) await cancelCheck(context, id, by)
    }
  }

  async #anyCheck(db: Database): Promise<string | null> {
    const found = await sql<{ id: string }>`
      select id from checks where customer_id = ${this.customerId} order by random() limit 1
    `.execute(db)
    return found.rows[0]?.id ?? null
  }

  #ending(): End {
    const endings: readonly (readonly [End['state'], CheckEnding])[] = [
      ['completed', { kind: 'complete' }],
      ['completed', { kind: 'incomplete', short: [] }],
      ['failed', { kind: 'incomplete', short: [] }],
      ['failed', { kind: 'target-closed', why: 'private' }],
      ['failed', { kind: 'out-of-patience', why: null }],
    ]
    const [state, ending] = endings[this.#between(0, endings.length - 1)] ?? endings[0] ?? []
    if (!state || !ending) throw new Error('there are endings')
    return { state, ending }
  }

  /** Credits that come, or go, once however often they are told. */
  #grant(credits: number): Act {
    const source = `grant:${this.customerId}:${this.moved.size}`
    this.moved.set(source, credits)
    const reason: EntryReason = credits > 0 ? 'granted' : 'corrected'
    const move = { customerId: this.customerId, credits, reason, note: null, actor: 'test', source }
    return (db) => credit({ db }, move)
  }

  #pay(): Act {
    const chargeId = this.#charge(this.#charges)
    this.#charges += 1
    const credits = this.#between(1, 30)
    this.moved.set(`paid:${chargeId}`, credits)
    const paid = { chargeId, customerId: this.customerId, credits, amount: credits * 10 }
    return (db) => creditPayment({ db }, { provider: 'telegram-stars', ...paid })
  }

  #takeBack(): Act {
    const chargeId = this.#charge(this.#between(0, this.#charges))
    return this.#random.fraction() < 0.5
      ? (db) => refundPayment({ db }, chargeId, 'test')
      : (db) => chargeBackPayment({ db }, chargeId)
  }

  #charge(number: number): string {
    return `${this.customerId}-${number}`
  }

  #price(): Act {
    const peopleMax = this.#random.fraction() < 0.5 ? null : 1000
    const credits = this.#between(0, 9)
    return (db) => setPrice({ db }, { peopleMax, credits })
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#random.fraction() * (most - least + 1))
  }
}

/** Does something on a connection that is cut in the middle, or right before or after. */
export type Cut = (act: Act, random: Random) => Promise<void>
