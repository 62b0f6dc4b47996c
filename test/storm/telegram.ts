import { Api, GrammyError, HttpError } from 'grammy'
import type { StarTransaction } from 'grammy/types'
import type { Life, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** A charge as Telegram knows it. */
export type Charge = {
  readonly id: string
  readonly chatId: number
  /** What the invoice said of itself. */
  readonly payload: string
  readonly stars: number
  readonly atMs: number
  /** The Stars went back to who had paid them. */
  isBack: boolean
  /** They did so behind our back. */
  isTakenBack: boolean
}

type TelegramContext = { readonly scheduler: Scheduler; readonly weather: Weather }

/** Telegram's side of payments: what was paid with Stars, and what went back. */
export class Telegram {
  readonly charges: Charge[] = []
  readonly #context: TelegramContext

  constructor(context: TelegramContext) {
    this.#context = context
  }

  /** The Bot API for one process; a request or its answer may be lost on the way. */
  apiFor(life: Life): Api {
    const api = new Api('1:storm')
    api.config.use(async (_call, method, payload) => {
      const { scheduler, weather } = this.#context
      await scheduler.turn(life, `calls ${method}`)
      const isLost = weather.strikes('cut', () => `at ${method}`)
      const isUnheard = isLost && weather.draws.chance(0.5)
      const lost = () => new HttpError(`${method} got no answer`, new Error('by the storm'))
      if (isLost && !isUnheard) throw lost()
      const result = this.#answer(method, payload)
      if (isLost) throw lost()
      // As the Bot API answers these few methods; of others nobody reads the answer.
      return { ok: true, result } as never
    })
    return api
  }

  #answer(method: string, payload: object): unknown {
    if (method === 'getStarTransactions') return { transactions: this.#transactions(payload) }
    if (method !== 'refundStarPayment') return { message_id: 1 }
    const id: unknown = Reflect.get(payload, 'telegram_payment_charge_id')
    const charge = this.charges.find((each) => each.id === id)
    if (!charge) throw refused('CHARGE_NOT_FOUND', method)
    if (charge.isBack) throw refused('CHARGE_ALREADY_REFUNDED', method)
    charge.isBack = true
    return true
  }

  #transactions(payload: object): readonly StarTransaction[] {
    const all = this.charges.flatMap((charge): readonly StarTransaction[] => {
      const { id, chatId, payload: invoice_payload, stars: amount, atMs } = charge
      const user = { id: chatId, is_bot: false, first_name: 'somebody' } as const
      const who = { type: 'user', transaction_type: 'invoice_payment', user } as const
      const about = { id, amount, date: Math.floor(atMs / 1000) }
      const paid = { ...about, source: { ...who, invoice_payload } }
      return charge.isBack ? [paid, { ...about, receiver: who }] : [paid]
    })
    const from = Number(Reflect.get(payload, 'offset') ?? 0)
    return all.slice(from, from + Number(Reflect.get(payload, 'limit') ?? 100))
  }
}

function refused(description: string, method: string): GrammyError {
  const error = { ok: false, error_code: 400, description: `Bad Request: ${description}` } as const
  return new GrammyError(`Call to '${method}' failed!`, error, method, {})
}
