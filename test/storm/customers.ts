import { accountNamed } from '../../src/accounts/account-store.ts'
import { credit } from '../../src/balance/ledger.ts'
import { cancelCheck } from '../../src/checks/cancel.ts'
import { orderCheck } from '../../src/checks/order.ts'
import { askQuote } from '../../src/checks/quote.ts'
import type { Database } from '../../src/db/database.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { watchProfile } from '../../src/watches/watch-store.ts'
import { ConnectionLostError } from './ground.ts'
import type { CustomerAct, Order, WatchWish } from './plan.ts'
import type { Stage } from './process.ts'
import type { Life } from './scheduler.ts'

const PATIENCE_MS = 6 * 3_600_000
const LIMITS = { ordersPerDayMax: 1000, quotesPerDayMax: 1000, cancelsPerDayMax: 3 }

/**
 * Those who order: what they do goes over connections of their own, which may be lost in the middle
 * of it. They do it again until they have an answer, as whoever speaks to an API does.
 */
export class Customers {
  readonly #stage: Stage
  readonly #life: Life = { name: 'customers', isDead: false, frozenUntilMs: 0 }
  readonly #db: Database
  /** How much of the plan they have done. */
  done = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.#db = stage.database.behind({
      ...stage,
      life: this.#life,
      holder: newHolder(),
      strike: (text) => stage.weather.atStatement(this.#life, text),
      done: () => undefined,
    })
  }

  /** Does everything that the plan says, each at its time. */
  async act(beginsAtMs: number): Promise<void> {
    const { plan, scheduler } = this.#stage
    const acts = [...plan.orders, ...plan.acts, ...plan.watches].sort(
      (one, other) => one.afterMs - other.afterMs,
    )
    for (const act of acts) {
      const dueMs = beginsAtMs + act.afterMs - scheduler.nowMs
      await scheduler.sleep(this.#life, dueMs, wordsOf(act))
      await this.#again(() => this.#one(act))
      this.done += 1
    }
  }

  async #again(act: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await act()
        return
      } catch (error) {
        if (!(error instanceof ConnectionLostError)) throw error
        await this.#stage.scheduler.sleep(this.#life, 1000, 'tries again')
      }
    }
  }

  #one(act: Order | CustomerAct | WatchWish): Promise<void> {
    if ('kind' in act) return this.#do(act)
    return 'inFront' in act ? this.#order(act) : this.#watch(act)
  }

  async #watch({ customer: customerId, target }: WatchWish): Promise<void> {
    const wish = { customerId, target, everyDays: 1, quiet: null }
    const { id } = await watchProfile({ db: this.#db }, wish)
    this.#note(`${customerId} watches ${target}: ${id}`)
  }

  async #order({ customer, target, inFront, account }: Order): Promise<void> {
    const context = { db: this.#db, customerLimits: LIMITS }
    const accountId = account === null ? null : (await accountNamed(context, account)).id
    const order = { customerId: customer, target, patienceMs: PATIENCE_MS, accountId, inFront }
    const ordered = await orderCheck(context, order)
    this.#note(`${customer} orders ${target}: ${ordered.kind}`)
  }

  async #do(act: CustomerAct): Promise<void> {
    const { customer: customerId, kind, source, credits } = act
    if (kind === 'cancel') return this.#cancel(act)
    if (kind === 'quote') return this.#quote(act)
    const reason = credits > 0 ? 'granted' : 'charged-back'
    const move = { customerId, credits, reason, note: null, actor: 'storm', source } as const
    const moved = await credit({ db: this.#db }, move)
    this.#note(`${customerId} gets ${credits}: ${moved.kind}`)
  }

  async #quote({ customer: customerId, target }: CustomerAct): Promise<void> {
    const context = { db: this.#db, customerLimits: LIMITS }
    const quoted = await askQuote(context, { customerId, target })
    this.#note(`${customerId} asks what ${target} would cost: ${quoted.kind}`)
  }

  /** Some check of the customer, open or not: a cancel may come too late. */
  async #cancel({ customer, which }: CustomerAct): Promise<void> {
    const checks = await this.#db
      .selectFrom('checks')
      .select('id')
      .where('customer_id', '=', customer)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const check = checks[which % Math.max(1, checks.length)]
    if (!check) return
    const context = { db: this.#db, customerLimits: LIMITS }
    const cancelled = await cancelCheck(context, check.id, 'customer')
    this.#note(`${customer} cancels: ${cancelled.kind}`)
  }

  #note(text: string): void {
    const { trace, scheduler } = this.#stage
    trace.note(scheduler.nowMs, text)
  }
}

function wordsOf(act: Order | CustomerAct | WatchWish): string {
  return 'kind' in act
    ? `${act.customer} wants to ${act.kind}`
    : `${act.customer} wants ${act.target}`
}
