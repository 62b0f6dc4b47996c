import { expect, test } from 'vitest'
import { seededRandom } from '../../src/kernel/ids.ts'
import { Arena } from '../kill/arena.ts'
import { Rounds } from '../kill/round.ts'

/** The long form, with both databases and with logins, is `npm run test:kill`. */
const SEED = 20_260_923

test('a check that is killed with kill -9 at any moment ends with everybody once', {
  timeout: 300_000,
}, async () => {
  await using arena = await Arena.open(SEED)
  const rounds = new Rounds(arena, seededRandom(SEED), { killsMax: 2 })
  const { followers, following } = await rounds.run('reading', 'embedded')
  expect({ followers, following }).toEqual({ followers: 400, following: 280 })
})
