import { deleteUpdates } from '../chats/inbox.ts'
import { deleteLetters } from '../chats/letter-store.ts'
import { isDueToday, onceADay } from '../chats/state-store.ts'
import { inTransaction } from '../db/transaction.ts'
import { botWords } from '../words/bot/bot-words.ts'
import { compareStars } from './compare-stars.ts'
import type { BotContext, StarsContext } from './context.ts'
import { tellOperators } from './operators.ts'
import { tellOfSubscriptionsOver } from './subscription.ts'
import { daySummary } from './summary.ts'
import { clearTemporary } from './temporary.ts'

/** How often is looked whether it is time. */
const LOOK_MS = 60_000
/** Stars are compared in the night, and the day's figures come in the morning (UTC). */
const COMPARISON_HOUR = 4
const SUMMARY_HOUR = 6
/** Telegram repeats nothing that is older than a day. */
const UPDATES_KEPT_MS = 7 * 24 * 3_600_000
/** What nobody could be told for so long is told to nobody. */
const LETTERS_KEPT_MS = 7 * 24 * 3_600_000

/** A comparison that has failed is made again after this. */
const AGAIN_MS = 10 * 60_000

/** Does what is done once a day, until the signal is given. */
export async function doChores(context: BotContext, signal: AbortSignal): Promise<void> {
  const { clock } = context
  let compareAtMs = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    // First, so that the day's figures know of it.
    if (clock.elapsedMs() >= compareAtMs) {
      await compareDaily(context).catch((error: unknown) => {
        compareAtMs = clock.elapsedMs() + AGAIN_MS
        failed(context, 'comparing Stars')(error)
      })
    }
    await chores(context).catch(failed(context, 'daily work'))
    await clock.sleep(LOOK_MS, signal).catch(() => undefined)
  }
}

function failed({ tell }: Pick<BotContext, 'tell'>, where: string) {
  return (error: unknown) => {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    tell({ kind: 'bot-failed', where, why })
  }
}

/**
 * Compares Stars and tidies up, once a day. It counts when it has come to its end: with Telegram
 * away it is still to be done.
 */
export async function compareDaily(
  context: StarsContext & Parameters<typeof clearTemporary>[0],
): Promise<void> {
  if (!(await isDueToday(context, 'comparison', COMPARISON_HOUR))) return
  await deleteUpdates(context, UPDATES_KEPT_MS)
  await deleteLetters(context, LETTERS_KEPT_MS)
  await clearTemporary(context)
  await compareStars(context)
  await onceADay(context, 'comparison', COMPARISON_HOUR)
}

async function chores(context: BotContext): Promise<void> {
  await tellOfSubscriptionsOver(context)
  await inTransaction(context, async (db) => {
    if (!(await onceADay({ db }, 'summary', SUMMARY_HOUR))) return
    const texts = {
      en: await daySummary({ db }, botWords('en')),
      ru: await daySummary({ db }, botWords('ru')),
    }
    await tellOperators({ ...context, db }, (_, language) => ({ text: texts[language] }))
  })
}
