import type { LoginWords } from '../../../src/words/panel/logins.ts'
import type { Dialogue } from '../wire/dialogue-queries.ts'

/** Why nothing goes on with a login that has not ended; null where a worker sees to it. Pure. */
export function stillWords({ state, worker }: Dialogue, words: LoginWords): string | null {
  if (worker || state === 'ended') return null
  return state === 'ordered' ? words.noWorker : words.workerGone
}
