import { z } from 'zod'
import type { Unsent } from '../alerts/unsent.ts'
import { SEND_MS } from './channel.ts'
import { cleaned, whyUnreachable } from './post.ts'

/** What the Bot API says of our bot, and of those it should write to. */
export type TelegramState =
  | {
      readonly kind: 'answers'
      /** The bot's name. */
      readonly bot: string
      /** Operators whom it cannot write to, and why. */
      readonly deaf: readonly { readonly operator: string; readonly why: Unsent }[]
    }
  | { readonly kind: 'refused' | 'unreachable'; readonly why: Unsent }

const Answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  result: z.object({ username: z.string().optional() }).optional(),
})

/** Asks the Bot API who we are and whether it knows the operators' chats. Nobody is written to. */
export async function lookAtTelegram(options: {
  readonly api: string
  readonly token: string
  readonly operators: readonly string[]
}): Promise<TelegramState> {
  const ask = (method: string) => get(`${options.api}/bot${options.token}/${method}`)
  const me = await ask('getMe')
  if (me.kind !== 'answered') return me
  const deaf: { operator: string; why: Unsent }[] = []
  for (const operator of options.operators) {
    const chat = await ask(`getChat?chat_id=${operator}`)
    if (chat.kind !== 'answered') deaf.push({ operator, why: chat.why })
  }
  return { kind: 'answers', bot: me.bot, deaf }
}

async function get(
  url: string,
): Promise<{ kind: 'answered'; bot: string } | { kind: 'refused' | 'unreachable'; why: Unsent }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(SEND_MS), redirect: 'manual' })
    const answer = Answer.safeParse(await response.json().catch(() => null))
    if (!answer.success) {
      return { kind: 'unreachable', why: { kind: 'no-bot-api', status: response.status } }
    }
    const { ok, description = '', result } = answer.data
    if (ok) return { kind: 'answered', bot: result?.username ?? '' }
    const why = { kind: 'answers', status: response.status, said: cleaned(description) } as const
    return { kind: 'refused', why }
  } catch (error) {
    return { kind: 'unreachable', why: whyUnreachable(error) }
  }
}
