import { expect, test } from 'vitest'
import { seededRandom } from '../../src/kernel/ids.ts'
import { Arena } from '../kill/arena.ts'
import { Rounds } from '../kill/round.ts'

/** The long form is `npm run test:kill`. */
const SEED = 20_260_923

test('a check that is killed with kill -9 at any moment ends with everybody once', async () => {
  await using arena = await Arena.open(SEED)
  const rounds = new Rounds(arena, seededRandom(SEED), { killsMax: 2 })
  for (const [scene, database] of [
    ['reading', 'embedded'],
    ['login', 'postgres'],
  ] as const) {
    const { followers, following } = await rounds.run(scene, database)
    expect({ followers, following }).toEqual({ followers: 400, following: 280 })
  }
}, 300_000)
