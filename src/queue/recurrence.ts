import type { PgBoss } from 'pg-boss'
import { openIdleBoss } from './boss.ts'

let arithmetic: Promise<PgBoss> | null = null

/**
 * The first instants after `from` at which a cron expression comes round in a time zone, at most a
 * thousand. An hour that a change of the clocks leaves out or repeats is as cron-parser has it:
 * what falls into one that is left out comes right after it, and what falls into a repeated one
 * comes once.
 */
export async function occurrencesAfter(
  cron: string,
  zone: string,
  from: Date,
  count = 1,
): Promise<readonly Date[]> {
  arithmetic ??= openIdleBoss()
  return (await arithmetic).previewSchedule(cron, { tz: zone, from, count })
}
