import type { Clock } from '../kernel/clock.ts'
import type { Tell } from '../telemetry/events.ts'

/** How a process is told to end, and ended. */
export type Ending = {
  /** Given when it is to end. */
  readonly signal: AbortSignal
  /** Given when its work is done and nothing needs to be seen to any more. */
  readonly over?: AbortSignal
  /** Ends the process, whatever it is doing. */
  endAtOnce?(exitCode: number): void
}

/** A service that is told to end has five seconds; the rest of them is for the system. */
const GONE_AFTER_MS = 4500
/** How often is looked whether a login has come to its end. */
const LOOK_MS = 100

/**
 * Sees to it that a service which is told to end is gone in five seconds, even if what it waits for
 * never comes, such as a database that says nothing: whatever it holds is free as soon as it is
 * dead. Only a login under way is awaited, for it cannot be made a second time for nothing.
 * `unfinished` is called before the process is ended.
 */
export async function goneInTime(
  context: { readonly clock: Clock; onEvent(listener: Tell): () => void },
  { signal, over, endAtOnce }: Ending,
  unfinished: () => void,
): Promise<void> {
  if (!over || !endAtOnce) return
  let logins = 0
  const unlisten = context.onEvent(({ kind }) => {
    if (kind === 'login-started') logins += 1
    if (kind === 'login-ended') logins -= 1
  })
  try {
    await given(AbortSignal.any([signal, over]))
    await context.clock.sleep(GONE_AFTER_MS, over)
    while (logins > 0) await context.clock.sleep(LOOK_MS, over)
    unfinished()
    endAtOnce(0)
  } catch {
    // It has come to its end by itself.
  } finally {
    unlisten()
  }
}

function given(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
