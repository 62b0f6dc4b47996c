import { expect, test } from 'vitest'
import { accountsFor } from './accounts-for.ts'

test.each([
  [
    { checksPerDay: 1, people: 100 },
    { kind: 'enough', accounts: 1 },
  ],
  [
    { checksPerDay: 10, people: 2000 },
    { kind: 'enough', accounts: 1 },
  ],
  [{ checksPerDay: 999_999_999, people: 1 }, { kind: 'too-many' }],
  [{ checksPerDay: 100_000_000, people: 900_000_000 }, { kind: 'too-large' }],
  [{ checksPerDay: 1, people: 999_999_999 }, { kind: 'too-large' }],
] as const)('%j: %j', (demand, pool) => {
  expect(accountsFor(demand)).toMatchObject(pool)
})

test('twice the checks take more accounts, and no fewer than the pages alone', () => {
  const [some, twice] = [400, 800].map((checksPerDay) => {
    const pool = accountsFor({ checksPerDay, people: 5000 })
    return pool.kind === 'enough' ? pool.accounts : 0
  })
  expect(some).toBeGreaterThanOrEqual((400 * 100) / 3000)
  expect(twice).toBeGreaterThan(some ?? 0)
})
