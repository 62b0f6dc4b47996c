import { expect, test } from 'vitest'
import { type Extent, explore } from './explorer/world.ts'

/** `npm run test:explore` walks for minutes, from any seed. */
const SECONDS = Number(process.env.EVERCHECK_TEST_SECONDS ?? 0)
const SEED = Number(process.env.EVERCHECK_TEST_SEED ?? 1)
const EXTENT: Extent = SECONDS > 0 ? { seconds: SECONDS } : { steps: 12 }

test(`whatever is clicked and typed, no page errs, no name does harm, and figures are the API's (seed ${SEED})`, {
  tags: 'long',
  timeout: (SECONDS + 120) * 1000,
}, async () => {
  const { wrongs, pages, steps } = await explore(SEED, EXTENT)
  expect(wrongs, `${steps} steps, ${pages} views`).toEqual([])
  expect(pages).toBeGreaterThan(3)
})
