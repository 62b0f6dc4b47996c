import type { Clock } from '../kernel/clock.ts'

/** How often a command that npx has started looks for it. */
const LOOK_MS = 1000

/**
 * Waits until the process that started this one is gone: whoever is left behind by it belongs to
 * somebody else from then on. False when the signal was given before.
 */
export async function losesItsParent(
  source: Pick<NodeJS.Process, 'ppid'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const parent = source.ppid
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal).catch(() => undefined)
    if (source.ppid !== parent) return true
  }
  return false
}
