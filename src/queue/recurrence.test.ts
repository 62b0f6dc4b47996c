import { afterEach, expect, test, vi } from 'vitest'
import { occurrencesAfter } from './recurrence.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a thousand instants are found on a machine that takes a second for each', async () => {
  let now = Date.UTC(2026, 0, 5)
  vi.spyOn(Date, 'now').mockImplementation(() => (now += 1000))
  const from = new Date('2026-01-05T08:00:00Z')
  const found = await occurrencesAfter('*/10 * * * *', 'UTC', from, 1000)
  expect(found).toHaveLength(1000)
  expect(found[0]).toEqual(new Date('2026-01-05T08:10:00Z'))
  expect(found.at(-1)).toEqual(new Date(from.getTime() + 1000 * 600_000))
})
