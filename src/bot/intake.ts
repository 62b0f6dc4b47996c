import { type Api, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import { arrivedOf } from '../chats/arrived.ts'
import type { BotEvent } from '../chats/bot-event.ts'
import { takeIn } from '../chats/inbox.ts'
import type { Database } from '../db/database.ts'
import type { Clock } from '../kernel/clock.ts'
import { UPDATES } from './make-bot.ts'
import { refusalOf } from './telegram/refusal.ts'

type IntakeContext = {
  readonly db: Database
  readonly clock: Clock
  readonly tell: (event: BotEvent) => void
}

/** How long Telegram holds a question for updates open. */
const POLL_SECONDS = 25
/** Between two questions when Telegram is away. */
const AWAY_MS = 2000
const AWAY_MS_MAX = 30_000

/**
 * Asks Telegram for updates until the signal is given. They are confirmed by the next question,
 * which is asked only when they are stored: none is lost, whenever the process dies.
 */
export async function poll(
  context: IntakeContext,
  api: Api,
  first: (update: Update) => boolean,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0
  let failures = 0
  let hasWebhook = true
  while (!signal.aborted) {
    try {
      // Where Telegram brings them, they cannot be asked for. Nothing that waits is lost by it.
      if (hasWebhook) await api.deleteWebhook()
      hasWebhook = false
      const updates = await api.getUpdates(
        { offset, limit: 100, timeout: POLL_SECONDS, allowed_updates: UPDATES },
        signal as Parameters<Api['getUpdates']>[1],
      )
      failures = 0
      const kept = updates.filter((update) => !first(update))
      await takeIn(
        context,
        kept.map(arrivedOf).filter((each) => each !== null),
      )
      offset = Math.max(offset, ...updates.map((update) => update.update_id + 1))
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      if (isAboutWebhook(error)) hasWebhook = true
      const refusal = refusalOf(error)
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      if (refusal?.kind !== 'busy' || failures === 3) {
        context.tell({ kind: 'bot-failed', where: 'asking for updates', why })
      }
      const asked = refusal?.kind === 'busy' ? refusal.afterMs : 0
      const waitMs = Math.min(AWAY_MS * 2 ** Math.min(failures - 1, 4), AWAY_MS_MAX)
      await context.clock
        .sleep(Math.max(Math.min(asked, 5000), waitMs), signal)
        .catch(() => undefined)
    }
  }
}

/** Somebody has told Telegram to bring updates elsewhere meanwhile. */
function isAboutWebhook(error: unknown): boolean {
  if (!(error instanceof GrammyError)) return false
  return error.error_code === 409 && /webhook/i.test(error.description)
}
