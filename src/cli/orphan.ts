import { readFileSync } from 'node:fs'
import type { Clock } from '../kernel/clock.ts'

/** How often a command that npx has started looks for it. */
const LOOK_MS = 1000

/**
 * Waits until whoever started this process is gone: npx, or the shell that npx starts it by. That
 * shell outlives a killed npx, and belongs to somebody else from then on. False when the signal was
 * given before.
 */
export async function losesItsParent(
  source: Pick<NodeJS.Process, 'ppid'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const parent = source.ppid
  const npx = starterOf(parent)
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal).catch(() => undefined)
    if (source.ppid !== parent) return true
    const now = starterOf(parent)
    if (now !== null && now !== npx) return true
  }
  return false
}

/** Who has started a shell; null of any other process, and where nobody says it, as on macOS. */
function starterOf(shell: number): number | null {
  try {
    const [, name = '', rest = ''] =
      /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${shell}/stat`, 'utf8')) ?? []
    return /^(ba|da|a|k|z)?sh$/.test(name) ? Number(rest.split(' ')[1]) : null
  } catch {
    return null
  }
}
