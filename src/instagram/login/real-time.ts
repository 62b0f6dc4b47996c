/**
 * Resolves after `waitMs` of real time. A browser lives in real time, whatever the clock of its
 * owner says. These are limits: in the ordinary course nothing waits for them.
 */
export function elapsed(waitMs: number): Promise<void> {
  const signal = AbortSignal.timeout(Math.ceil(waitMs))
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
