import type { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { type Clock, systemClock } from '../kernel/clock.ts'

/** One Ctrl-C may arrive twice: from the keyboard, and passed on by npm or by our launcher. */
const ONE_PRESS_MS = 500

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The process that is told to end. */
type Interruptible = EventEmitter &
  Pick<NodeJS.Process, 'pid' | 'exit'> & { kill(pid: number, name: string): unknown }

/**
 * The first SIGINT or SIGTERM aborts the signal that is returned: the work is put down between two
 * pages, and a login whose form was sent is kept. A later one ends the process at once, without
 * anything that would run or be written at its exit: as soon as it cannot be the first one passed
 * on, nobody listens any more, and the system ends even a process that is too busy to hear. (The
 * first process of a container is ended by no signal that it does not listen to: it goes on
 * listening.) `over` is given when no work is left that a signal could end.
 *
 * Until then the listeners stay. Were none left, signal-exit, which gives the cursor back, would
 * take the first signal for the end of the process and send it once more.
 */
export function listenForInterruption(
  source: Interruptible,
  over: AbortSignal,
  clock: Clock = systemClock,
): AbortSignal {
  const interrupted = new AbortController()
  let firstAtMs: number | null = null
  const stopListening = () => {
    if (source.pid === 1) return
    for (const name of SIGNALS) source.removeAllListeners(name)
  }
  for (const name of SIGNALS) {
    source.on(name, () => {
      const nowMs = clock.elapsedMs()
      if (firstAtMs === null) {
        firstAtMs = nowMs
        clock.sleep(ONE_PRESS_MS, over).then(stopListening, () => undefined)
      }
      interrupted.abort(new Error(name))
      if (nowMs - firstAtMs < ONE_PRESS_MS) return
      stopListening()
      if (source.pid === 1) source.exit(128 + constants.signals[name])
      source.kill(source.pid, name)
    })
  }
  return interrupted.signal
}
