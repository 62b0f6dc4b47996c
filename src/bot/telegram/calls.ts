import { autoRetry } from '@grammyjs/auto-retry'
import { Api, HttpError, type Transformer } from 'grammy'
import type { Clock } from '../../kernel/clock.ts'
import type { Governor, Urgency } from './governor.ts'
import { refusalOf } from './refusal.ts'

/** Calls that put something before a person's eyes: Telegram counts them. */
const COUNTED = /^(send(?!ChatAction)|edit(?!UserStar)|copy|forward)/

/**
 * Never tried again by itself: a pre-checkout is of no use later, and a call that moves Stars is
 * repeated by whoever knows what came of the first.
 */
const ONCE: ReadonlySet<string> = new Set([
  'answerPreCheckoutQuery',
  'refundStarPayment',
  'getUpdates',
])

/** How calls are made. */
export type CallOptions = {
  readonly token: string
  /** Without a slash at its end. */
  readonly apiRoot: string
  readonly governor: Governor
  readonly timeoutSeconds: number
}

/**
 * The Bot API for calls of one urgency. What answers a person is tried again a few times; how far
 * something is, never, because the next edit says more.
 */
export function callsOf(options: CallOptions, urgency: Urgency): Api {
  const { token, apiRoot, timeoutSeconds } = options
  const api = new Api(token, { apiRoot, timeoutSeconds, sensitiveLogs: false })
  api.config.use(governed(options.governor, urgency))
  if (urgency === 'answer') api.config.use(patient(options.governor))
  return api
}

/** The same for a context's own calls. */
export function transformersOf(governor: Governor): readonly Transformer[] {
  return [governed(governor, 'answer'), patient(governor)]
}

function governed(governor: Governor, urgency: Urgency): Transformer {
  return async (call, method, payload, signal) => {
    const chatId = chatIn(payload)
    const over = COUNTED.test(method) ? await governor.turn(urgency, chatId) : null
    try {
      const answer = await call(method, payload, signal)
      if (!answer.ok && answer.error_code === 429) {
        governor.pause((answer.parameters?.retry_after ?? 1) * 1000, chatId)
      }
      return answer
    } finally {
      over?.()
    }
  }
}

/** The chat that a call is about; null for none. */
function chatIn(payload: object): number | null {
  return 'chat_id' in payload && typeof payload.chat_id === 'number' ? payload.chat_id : null
}

/** A cut connection is made anew after this. Whoever calls goes on with Telegram being away. */
const CUT_MS = [500, 3000] as const

function patient({ clock, closed }: Governor): Transformer {
  // It would try a cut connection for hours, and keep whatever waits behind it waiting.
  const retry = reconnecting(
    clock,
    autoRetry({ maxRetryAttempts: 3, maxDelaySeconds: 30, rethrowHttpErrors: true }),
  )
  return async (call, method, payload, signal) => {
    if (ONCE.has(method)) return call(method, payload, signal)
    // Whoever ends does not wait for the next try.
    const { promise, reject } = Promise.withResolvers<never>()
    const end = () => reject(closed.reason)
    closed.addEventListener('abort', end, { once: true })
    try {
      closed.throwIfAborted()
      return await Promise.race([retry(call, method, payload, signal), promise])
    } finally {
      closed.removeEventListener('abort', end)
    }
  }
}

function reconnecting(clock: Clock, retry: Transformer): Transformer {
  return async (call, method, payload, signal) => {
    for (const afterMs of CUT_MS) {
      try {
        return await retry(call, method, payload, signal)
      } catch (error) {
        if (!(error instanceof HttpError)) throw error
        await clock.sleep(afterMs)
      }
    }
    return retry(call, method, payload, signal)
  }
}

/**
 * Makes a call of which it does not matter whether it succeeds: an answer to an old tap, deleting
 * what is gone. What Telegram refuses is the outcome; anything else is thrown.
 */
export async function attempt<T>(
  call: Promise<T>,
): Promise<
  { readonly kind: 'done'; readonly value: T } | NonNullable<ReturnType<typeof refusalOf>>
> {
  try {
    return { kind: 'done', value: await call }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    return refusal
  }
}
