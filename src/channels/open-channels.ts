import type { Alerting } from '../alerts/evaluate.ts'
import type { QuietHours } from '../alerts/telling.ts'
import type { Language } from '../words/language.ts'
import type { Channel, Reader } from './channel.ts'
import { mailChannel } from './mail.ts'
import { ntfyChannel } from './ntfy.ts'
import { telegramChannel } from './telegram.ts'
import { webhookChannel } from './webhook.ts'

/** What the channels are made from. Secrets and settings by what they mean. */
export type ChannelSettings = Reader & {
  readonly telegramApi: string
  readonly telegramToken: string | null
  readonly operators: readonly string[]
  readonly smtpUrl: string | null
  readonly mailFrom: string | null
  readonly mailTo: readonly string[]
  readonly ntfyUrl: string | null
  readonly webhookUrl: string | null
  readonly publicUrl: string | null
  readonly quiet: QuietHours | null
}

/** The channels that are set up, and whom they lead to. */
export type Channels = { readonly channels: readonly Channel[]; readonly alerting: Alerting }

/**
 * Makes every channel that has what it needs. Nothing is opened before something is sent.
 * `languageOf` says what somebody has chosen to be written to in at Telegram; null for nothing.
 */
export function openChannels(
  settings: ChannelSettings,
  languageOf: (chatId: number) => Promise<Language | null> = async () => null,
): Channels {
  const { telegramToken, smtpUrl, mailFrom, ntfyUrl, webhookUrl, language, zone } = settings
  const reader = { language, zone }
  const channels: Channel[] = []
  const targets: Alerting['targets'][number][] = []
  if (telegramToken !== null && settings.operators.length > 0) {
    const { telegramApi: api } = settings
    channels.push(telegramChannel({ api, token: telegramToken, reader, languageOf }))
    targets.push(...settings.operators.map((target) => ({ channel: 'telegram', target }) as const))
  }
  if (smtpUrl !== null && mailFrom !== null && settings.mailTo.length > 0) {
    channels.push(mailChannel({ url: smtpUrl, from: mailFrom, reader }))
    targets.push(...settings.mailTo.map((target) => ({ channel: 'mail', target }) as const))
  }
  if (ntfyUrl !== null) {
    channels.push(ntfyChannel({ url: ntfyUrl, reader }))
    targets.push({ channel: 'ntfy', target: '' })
  }
  if (webhookUrl !== null) {
    channels.push(webhookChannel({ url: webhookUrl, publicUrl: settings.publicUrl }))
    targets.push({ channel: 'webhook', target: '' })
  }
  return { channels, alerting: { targets, quiet: settings.quiet } }
}
