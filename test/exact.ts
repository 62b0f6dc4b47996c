import { expect } from 'vitest'
import type { World } from './world.ts'

/** Both lists of the newest check hold everybody who is in them in truth, and nobody else. */
export async function expectExact(world: World): Promise<void> {
  for (const list of ['followers', 'following'] as const) {
    expect(await world.saved(list)).toEqual(world.truth(list))
  }
}
