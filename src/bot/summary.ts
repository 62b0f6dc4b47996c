import type { Database } from '../db/database.ts'
import { databaseNow } from '../db/time.ts'
import { dayInFigures } from '../overview/day.ts'
import { sessionHealth } from '../overview/session-health.ts'
import type { BotWords } from '../words/bot/bot-words.ts'
import type { Rich } from '../words/rich.ts'
import { figuresInAll } from './figures.ts'

/** What the last day came to, for those who run Evercheck. */
export async function daySummary(
  context: { readonly db: Database },
  words: BotWords,
): Promise<Rich> {
  const day = await dayInFigures(context)
  const health = await sessionHealth(context)
  return words.operator.summary(await databaseNow(context), day, figuresInAll(health))
}
