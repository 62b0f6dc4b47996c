import type { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { type Clock, systemClock } from '../kernel/clock.ts'

/** One Ctrl-C may arrive twice: from the keyboard, and passed on by npm or by our launcher. */
const ONE_PRESS_MS = 500

/**
 * The first SIGINT or SIGTERM aborts the signal that is returned: the work is put down between two
 * pages, and a login whose form was sent is kept. A later one calls `endAtOnce` with an exit code.
 *
 * The listeners stay for good. Were none left, signal-exit, which gives the cursor back, would take
 * the first signal for the end of the process and send it once more.
 */
export function listenForInterruption(
  source: EventEmitter,
  endAtOnce: (exitCode: number) => void,
  clock: Clock = systemClock,
): AbortSignal {
  const interrupted = new AbortController()
  let firstAtMs: number | null = null
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    source.on(name, () => {
      const nowMs = clock.now().getTime()
      firstAtMs ??= nowMs
      interrupted.abort(new Error(name))
      if (nowMs - firstAtMs >= ONE_PRESS_MS) endAtOnce(128 + constants.signals[name])
    })
  }
  return interrupted.signal
}
