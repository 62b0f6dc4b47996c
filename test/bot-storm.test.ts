import { expect, onTestFinished, test } from 'vitest'
import { runBout } from './bot-api/bout.ts'
import { makeTestDatabase } from './databases.ts'

/** `npm run test:bot` runs a hundred. */
const BOUTS = Number(process.env.EVERCHECK_TEST_BOUTS ?? 1)
const SEED = Number(process.env.EVERCHECK_TEST_SEED ?? 1)
const BOUT_MS = 120_000

test(
  `whatever people, Telegram and deaths do, money and messages are right (seed ${SEED})`,
  async () => {
    let [deaths, payments, checks] = [0, 0, 0]
    for (let seed = SEED; seed < SEED + BOUTS; seed += 1) {
      const bout = await runBout({ seed, steps: 30, isNaive: false }, await open())
      expect(bout.wrongs, `seed ${seed}: ${bout.story.join('; ')}`).toEqual([])
      deaths += bout.deaths
      payments += bout.payments
      checks += bout.checks
    }
    // It is not true for want of anything happening.
    expect(Math.min(deaths, payments, checks)).toBeGreaterThan(0)
  },
  BOUTS * BOUT_MS,
)

test('a handler that credits whatever it is told is found', {
  tags: 'long',
  timeout: BOUT_MS,
}, async () => {
  // A payment is told twice before the first step.
  const { wrongs } = await runBout({ seed: SEED, steps: 5, isNaive: true }, await open())
  expect(wrongs.join('\n')).toMatch(/has -?\d+ and should have -?\d+/)
})

async function open() {
  const database = await makeTestDatabase()
  onTestFinished(() => database.drop())
  return database
}
