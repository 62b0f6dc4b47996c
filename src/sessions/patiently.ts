import type { Clock } from '../kernel/clock.ts'
import { WRITE_RETRIES_MAX, writeRetryWaitMs } from './waits.ts'

/**
 * Does what must be written whatever else has failed, by a database that may be away for half a
 * minute: what is held is given back, and a login that was made is kept. Whoever stops us does not
 * end the wait; a write that was carried out unheard is done once more.
 * @throws what the last try threw
 */
export async function patiently<T>(
  context: { readonly clock: Clock; readonly retryMs: number },
  write: () => Promise<T>,
): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await write()
    } catch (error) {
      if (retry === WRITE_RETRIES_MAX) throw error
      await context.clock.sleep(writeRetryWaitMs(retry, context.retryMs))
    }
  }
}
