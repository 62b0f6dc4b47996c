import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import { isLoopback, networkOf } from './network.ts'
import { deleteWholeLimits, OwnLimits, rateLimitFields, takeShared } from './rate-limit.ts'
import { openAccess } from './test-access.ts'

const LIMIT = { name: 'orders', countMax: 4, perMs: 60_000 }

test('four in a minute, whoever of many processes is asked, and one more every quarter', async () => {
  const { db, clock } = await openAccess()
  const tries = await Promise.all(Array.from({ length: 12 }, () => takeShared({ db }, LIMIT, 'a')))
  expect(tries.filter(({ isAllowed }) => isAllowed)).toHaveLength(4)
  expect((await takeShared({ db }, LIMIT, 'b')).isAllowed).toBe(true)
  expect(await takeShared({ db }, LIMIT, 'a')).toMatchObject({
    isAllowed: false,
    leftCount: 0,
    retryInMs: 15_000,
  })
  clock.advance(14_999)
  expect((await takeShared({ db }, LIMIT, 'a')).isAllowed).toBe(false)
  clock.advance(1)
  expect((await takeShared({ db }, LIMIT, 'a')).isAllowed).toBe(true)
  expect((await takeShared({ db }, LIMIT, 'a')).isAllowed).toBe(false)
  expect(await deleteWholeLimits({ db })).toBe(0)
  clock.advance(60_001)
  expect(await deleteWholeLimits({ db })).toBe(2)
})

test('a process counts the same by itself', () => {
  const clock = new ManualClock(new Date(0))
  const limits = new OwnLimits(clock)
  const lefts = [1, 2, 3, 4, 5].map(() => limits.take(LIMIT, 'a'))
  expect(lefts.map(({ isAllowed, leftCount }) => [isAllowed, leftCount])).toEqual([
    [true, 3],
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
  ])
  expect(limits.take(LIMIT, 'b').leftCount).toBe(3)
  clock.advance(15_000)
  expect(limits.take(LIMIT, 'a').isAllowed).toBe(true)
  expect(limits.take(LIMIT, 'a').isAllowed).toBe(false)
})

test('one who asks ten thousand times a minute is served as often as the limit says', () => {
  const clock = new ManualClock(new Date(0))
  const limits = new OwnLimits(clock)
  let served = 0
  for (let at = 0; at < 10_000; at += 1) {
    if (limits.take({ name: 'requests', countMax: 600, perMs: 60_000 }, 'a').isAllowed) served += 1
    clock.advance(6)
  }
  // The whole budget at first, and then what is refilled in that minute.
  expect(served).toBe(1199)
})

test('the fields say it as the draft has it', () => {
  const limits = new OwnLimits(new ManualClock(new Date(0)))
  expect(rateLimitFields(limits.take(LIMIT, 'a'))).toEqual({
    'ratelimit-policy': '"orders";q=4;w=60',
    ratelimit: '"orders";r=3;t=15',
  })
  for (const _ of [1, 2, 3]) limits.take(LIMIT, 'a')
  expect(rateLimitFields(limits.take(LIMIT, 'a'))).toEqual({
    'ratelimit-policy': '"orders";q=4;w=60',
    ratelimit: '"orders";r=0;t=15',
    'retry-after': '15',
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7', false],
  ['::ffff:192.0.2.7', '192.0.2.7', false],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', false],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64', false],
  ['127.0.0.1', '127.0.0.1', true],
  ['::1', '::/64', true],
  ['::ffff:127.0.0.1', '127.0.0.1', true],
  ['not an address', 'unknown', false],
  [null, 'unknown', false],
])('%s counts as %s', (address, network, loopback) => {
  expect([networkOf(address), isLoopback(address)]).toEqual([network, loopback])
})
