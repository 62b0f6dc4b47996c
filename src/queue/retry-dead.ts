import type { SendText } from '../db/pool.ts'
import type { Clock } from '../kernel/clock.ts'
import { openBoss } from './boss.ts'
import { DEAD } from './kinds.ts'

/** So many are put down again by one statement. */
const BATCH = 1000

/**
 * Puts down again what has failed for good, with all its tries before it. Returns how many jobs.
 * Durable when it returns.
 */
export async function retryDead(context: {
  readonly sendText: SendText
  readonly clock: Clock
}): Promise<number> {
  const boss = await openBoss(context.sendText, () => context.clock.now().getTime())
  let all = 0
  for (;;) {
    const moved = await boss.redrive(DEAD, { limit: BATCH })
    all += moved
    if (moved < BATCH) return all
  }
}
