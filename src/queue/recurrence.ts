import type { PgBoss } from 'pg-boss'
import { openIdleBoss } from './boss.ts'

let arithmetic: Promise<PgBoss> | null = null

/**
 * The first instants after `from` at which a cron expression comes round in a time zone. An hour
 * that a change of the clocks leaves out or repeats is as cron-parser has it: what falls into one
 * that is left out comes right after it, and what falls into a repeated one comes once.
 */
export async function occurrencesAfter(
  cron: string,
  zone: string,
  from: Date,
  count = 1,
): Promise<readonly Date[]> {
  arithmetic ??= openIdleBoss()
  const boss = await arithmetic
  const occurrences: Date[] = []
  while (occurrences.length < count) {
    const after = occurrences.at(-1) ?? from
    // Several at a time are given up after a second by the clock, which is too short on a machine
    // that is busy; one is not.
    const [next] = boss.previewSchedule(cron, { tz: zone, from: after, count: 1 })
    if (!next) break
    occurrences.push(next)
  }
  return occurrences
}
