import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { BotContext } from './context.ts'
import type { Handling } from './handling.ts'
import { poll } from './intake.ts'
import { keepWebhook, type Webhook } from './webhook.ts'

/**
 * Gets updates until the signal is given: Telegram brings them where there is a webhook, and is
 * asked for them elsewhere.
 */
export async function hear(
  context: BotContext,
  handling: Handling,
  by: { readonly token: string; readonly webhook: Webhook | null },
  signal: AbortSignal,
): Promise<void> {
  const { apiRoot } = context.settings
  const api = new Api(by.token, { apiRoot, timeoutSeconds: 60 })
  if (by.webhook === null) {
    const first = (update: Update) => {
      if (!update.pre_checkout_query) return false
      void handling.handleNow(update)
      return true
    }
    return poll(context, api, first, signal)
  }
  await Promise.all([keepWebhook(context, api, by.webhook, signal), handling.attendUrgent(signal)])
}
