import { expect } from 'vitest'
import type { Trial } from './trial.ts'

/** Both lists of the newest check hold everybody who is in them in truth, and nobody else. */
export async function expectExact(trial: Trial): Promise<void> {
  for (const list of ['followers', 'following'] as const) {
    expect(await trial.saved(list)).toEqual(trial.truth(list))
  }
}
