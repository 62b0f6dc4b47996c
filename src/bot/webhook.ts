import type { Api } from 'grammy'
import type { BotEvent } from '../chats/bot-event.ts'
import type { Clock } from '../kernel/clock.ts'
import { UPDATES } from './make-bot.ts'

type Context = { readonly clock: Clock; readonly tell: (event: BotEvent) => void }

/** Where Telegram is to bring updates, and what it shows to be let in. */
export type Webhook = { readonly url: string; readonly secret: string }

/** How often is asked whether Telegram still brings them there. */
const LOOK_MS = 60_000
const AWAY_MS = 5000
/** Telegram brings so many at a time; each is stored in one statement. */
const CONNECTIONS_MAX = 40

/**
 * Has Telegram bring updates to the webhook, until the signal is given. Somebody else with the same
 * token may lead them elsewhere: they are led back, and the log says so, as it does of what
 * Telegram could not bring.
 */
export async function keepWebhook(
  context: Context,
  api: Api,
  webhook: Webhook,
  signal: AbortSignal,
): Promise<void> {
  let isSet = false
  let toldOf = 0
  const failed = (why: string) => context.tell({ kind: 'bot-failed', where: 'the webhook', why })
  while (!signal.aborted) {
    try {
      const known = await api.getWebhookInfo()
      // Set once at the beginning in any case: its secret may be another one now.
      if (!isSet || known.url !== webhook.url) {
        if (isSet) failed('Telegram was told to bring updates elsewhere; they are led back here')
        await api.setWebhook(webhook.url, {
          secret_token: webhook.secret,
          allowed_updates: [...UPDATES],
          max_connections: CONNECTIONS_MAX,
        })
        isSet = true
      }
      const { last_error_date: at = 0, last_error_message: said } = known
      if (said !== undefined && at > toldOf) failed(`Telegram cannot bring updates: ${said}`)
      toldOf = Math.max(toldOf, at)
      await context.clock.sleep(LOOK_MS, signal).catch(() => undefined)
    } catch (error) {
      if (signal.aborted) return
      failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      await context.clock.sleep(AWAY_MS, signal).catch(() => undefined)
    }
  }
}
