import { expect, test } from 'vitest'
import { ceilingOf, highestPrice, priceOf, type Tariff } from './price.ts'

const TARIFF: Tariff = [
  { peopleMax: 1000, credits: 1 },
  { peopleMax: 10_000, credits: 3 },
  { peopleMax: null, credits: 8 },
]
const BOUNDED = TARIFF.slice(0, 2)

test.each([
  [TARIFF, 0, 1, 1],
  [TARIFF, 900, 1, 1],
  [TARIFF, 910, 1, 3],
  [TARIFF, 1000, 1, 3],
  [TARIFF, 1001, 3, 3],
  [TARIFF, 9_999, 3, 8],
  [TARIFF, 5_000_000, 8, 8],
  [BOUNDED, 5_000_000, 3, 3],
  [[], 5000, 0, 0],
] as const)('by %j, %i people cost %i, and %i at the most', (tariff, people, price, ceiling) => {
  expect(priceOf(tariff, people)).toBe(price)
  expect(ceilingOf(tariff, people)).toBe(ceiling)
})

test('a size that is dearer than a larger one is not charged for less than was quoted', () => {
  const odd = [
    { peopleMax: 1000, credits: 5 },
    { peopleMax: null, credits: 2 },
  ]
  expect(ceilingOf(odd, 990)).toBe(5)
  expect(highestPrice(odd)).toBe(5)
  expect(highestPrice([])).toBe(0)
})
