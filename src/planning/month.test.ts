import { expect, test } from 'vitest'
import { seededRandom } from '../kernel/ids.ts'
import { simulateMonth } from './month.ts'
import { EVERCHECK, POLICIES } from './policies.ts'

const WORLD = { visitsProlong: false, checksPerDay: 100, people: 3000 }

test('with one login for each death and none on a throttle nearly all checks are completed', () => {
  for (const visitsProlong of [true, false]) {
    const month = simulateMonth(EVERCHECK, { ...WORLD, visitsProlong }, 5, seededRandom(1))
    expect(month.completed / month.checks).toBeGreaterThanOrEqual(0.999)
    expect(month.logins).toBe(month.deaths)
    expect(month.loginsOnThrottle).toBe(0)
    expect(month.logins / (5 * 30)).toBeLessThanOrEqual(0.6)
  }
})

test('where visits prolong a life, renewals prevent most deaths; elsewhere they prevent none', () => {
  const deaths = (renews: boolean, visitsProlong: boolean) => {
    const policy = { ...EVERCHECK, renews }
    return simulateMonth(policy, { ...WORLD, visitsProlong }, 20, seededRandom(2)).deaths
  }
  expect(deaths(true, true)).toBeLessThan(deaths(false, true) * 0.35)
  expect(deaths(true, false)).toBeGreaterThan(deaths(false, false) * 0.8)
})

test('whoever does not ask twice logs in on throttles, and whoever does not log in loses checks', () => {
  const [reactive, proactive] = POLICIES.map((policy) =>
    simulateMonth(policy, WORLD, 5, seededRandom(3)),
  )
  expect(reactive?.loginsOnThrottle).toBeGreaterThan(0)
  expect(proactive?.logins).toBe(0)
  expect(proactive?.completed).toBeLessThan((proactive?.checks ?? 0) * 0.995)
})

test('too few accounts leave checks behind, whatever is done', () => {
  const month = simulateMonth(EVERCHECK, { ...WORLD, checksPerDay: 400 }, 1, seededRandom(4))
  expect(month.completed).toBeLessThan(month.checks * 0.9)
})

test('the same chance gives the same month', () => {
  const run = () => simulateMonth(EVERCHECK, WORLD, 3, seededRandom(5))
  expect(run()).toEqual(run())
})
