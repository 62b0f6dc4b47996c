import { HttpError } from 'grammy'
import { compareStars } from '../../src/bot/compare-stars.ts'
import type { StarsContext } from '../../src/bot/context.ts'
import { creditStars, refundStars, takeBackStars } from '../../src/bot/stars.ts'
import { enterChat } from '../../src/chats/chat-store.ts'
import { makeInvoice } from '../../src/chats/invoice-store.ts'
import { newHolder } from '../../src/kernel/ids.ts'
import { Draws } from './draws.ts'
import { ConnectionLostError } from './ground.ts'
import type { Purchase } from './plan.ts'
import type { Stage } from './process.ts'
import type { Life } from './scheduler.ts'
import { Telegram } from './telegram.ts'

const OPERATOR = 99
/** A payment that is younger than this is not looked for by the comparison. */
const YOUNG_MS = 11 * 60_000
const RETRY_MS = 1000

/**
 * Those who sell credits for Stars. What Telegram tells them comes again and again until they are
 * done with it; whoever does it may end between two awaits, and another one begins anew.
 */
export class Shop {
  readonly telegram: Telegram
  readonly #stage: Stage
  readonly #draws: Draws
  readonly #atWork = new Map<Life, () => void>()
  #born = 0
  #left: number
  /** What went wrong in the shop itself: nothing of what it does is to throw. */
  failure: unknown = null

  constructor(stage: Stage) {
    this.#stage = stage
    this.#draws = new Draws(stage.plan.seed, 'shop')
    this.telegram = new Telegram(stage)
    this.#left = stage.plan.purchases.length
  }

  /** Whether all purchases are made. */
  get isEmpty(): boolean {
    return this.#left === 0
  }

  /** Lets everything happen that the plan says. */
  open(): void {
    for (const purchase of this.#stage.plan.purchases) {
      this.#sell(purchase)
        .catch((error: unknown) => {
          this.failure = error
        })
        .finally(() => {
          this.#left -= 1
        })
    }
  }

  /** Whoever lives this life may end between two awaits. */
  strike(life: Life): void {
    const { weather, scheduler, database } = this.#stage
    const end = this.#atWork.get(life)
    if (!end || !weather.strikes('kill', () => life.name)) return
    life.isDead = true
    scheduler.bury(life)
    database.forget(life)
    this.#atWork.delete(life)
    end()
  }

  /** What the nightly comparison finds, undisturbed; nothing is young any more then. */
  async close(): Promise<void> {
    if (this.telegram.charges.length === 0) return
    const life = this.#newLife()
    await this.#stage.scheduler.sleep(life, YOUNG_MS, 'waits for the night')
    await compareStars(this.#contextOf(life))
  }

  async #sell(purchase: Purchase): Promise<void> {
    const { scheduler } = this.#stage
    const { chatId, customer, credits, stars, afterMs, charge } = purchase
    const buyer = this.#newLife()
    await scheduler.sleep(buyer, afterMs, `${customer} wants to pay`)
    const payload = await this.#done(async (context) => {
      const chat = { chatId, customerId: customer, username: null, invitedBy: null }
      await enterChat(context, chat)
      const sale = { credits, stars, target: null, isSubscription: false }
      return makeInvoice(context, { chatId, customerId: customer, ...sale })
    })
    this.telegram.charges.push({
      ...{ id: charge, chatId, payload, stars, atMs: scheduler.nowMs },
      isBack: false,
      isTakenBack: false,
    })
    if (!this.#draws.chance(0.15)) await this.#deliver(purchase, payload)
    await this.#end(purchase, buyer)
    if (this.#draws.chance(0.3)) await this.#deliver(purchase, payload)
    if (this.#draws.chance(0.3)) await this.#done((context) => compareStars(context))
  }

  async #deliver({ chatId, stars, charge }: Purchase, payload: string): Promise<void> {
    const paid = {
      invoice_payload: payload,
      total_amount: stars,
      telegram_payment_charge_id: charge,
    }
    const payer = { chatId, paidAt: new Date(this.#stage.scheduler.nowMs) }
    await this.#done((context) => creditStars(context, payer, paid))
  }

  async #end({ charge, end, endsAfterMs }: Purchase, buyer: Life): Promise<void> {
    if (end === null) return
    await this.#stage.scheduler.sleep(buyer, endsAfterMs, `has second thoughts about ${charge}`)
    const times = this.#draws.between(1, 2)
    const back = this.telegram.charges.find(({ id }) => id === charge)
    if (end === 'taken-back' && back) {
      back.isBack = true
      back.isTakenBack = true
    }
    for (let time = 0; time < times; time += 1) {
      await this.#done(async (context) => {
        if (end === 'refund') await refundStars(context, charge, 'operator')
        else await takeBackStars(context, { telegram_payment_charge_id: charge })
      })
    }
  }

  /** Does something until it is done, by one after the other if need be. */
  async #done<T>(act: (context: StarsContext) => Promise<T>): Promise<T> {
    for (;;) {
      const life = this.#newLife()
      const ended = Promise.withResolvers<null>()
      this.#atWork.set(life, () => ended.resolve(null))
      try {
        const acting = act(this.#contextOf(life)).then((value) => ({ value }))
        const done = await Promise.race([acting, ended.promise])
        if (done !== null) return done.value
      } catch (error) {
        // A lost answer of Telegram is what the next run by the clock, or its next telling, is for.
        if (!(error instanceof ConnectionLostError || error instanceof HttpError)) throw error
      } finally {
        this.#atWork.delete(life)
      }
      await this.#stage.scheduler.sleep(this.#newLife(), RETRY_MS, 'is told again')
    }
  }

  #newLife(): Life {
    this.#born += 1
    return { name: `shop${this.#born}`, isDead: false, frozenUntilMs: 0 }
  }

  #contextOf(life: Life): StarsContext {
    const api = this.telegram.apiFor(life)
    const { database, weather } = this.#stage
    const db = database.behind({
      ...this.#stage,
      life,
      holder: newHolder(),
      strike: (text) => weather.atStatement(life, text),
      done: () => undefined,
    })
    return {
      db,
      calls: { answer: api, result: api, progress: api },
      settings: { operators: [String(OPERATOR)] },
      // What Telegram does not answer is asked for again.
      tell: () => undefined,
      kick: () => undefined,
    }
  }
}
