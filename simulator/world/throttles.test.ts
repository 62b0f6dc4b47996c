import { expect, test } from 'vitest'
import { Bench } from '../test-client.ts'

test('a throttle falls after its number of requests, and heals when its time is over', async () => {
  const throttle = { requests: 5, windowMs: 60_000, penaltyMs: 120_000 }
  await using bench = await Bench.open({ config: { faults: { throttle } } })
  const browser = await bench.browser()
  const other = await bench.browser('second')
  const list = `/api/v1/friendships/${await bench.pkOf('small.example')}/followers/`
  const statuses: number[] = []
  for (let i = 0; i < 7; i += 1) statuses.push((await browser.get(list)).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 401, 401])
  expect((await other.get(list)).status).toBe(200)
  await bench.control('clock/advance', { ms: 119_000 })
  expect((await browser.get(list)).status).toBe(401)
  await bench.control('clock/advance', { ms: 1_500 })
  expect((await browser.get(list)).status).toBe(200)
  expect((await bench.control('counters')).throttleAnswers).toBe(3)
})

test('requests spread wider than the window are never throttled', async () => {
  const throttle = { requests: 2, windowMs: 10_000 }
  await using bench = await Bench.open({ config: { faults: { throttle } } })
  const browser = await bench.browser()
  const list = `/api/v1/friendships/${await bench.pkOf('small.example')}/followers/`
  for (let i = 0; i < 8; i += 1) {
    expect((await browser.get(list)).status).toBe(200)
    await bench.control('clock/advance', { ms: 6_000 })
  }
})

test('another answer may be chosen for the throttle', async () => {
  const throttle = { requests: 0, answer: '16' } as const
  await using bench = await Bench.open({ config: { faults: { throttle } } })
  const browser = await bench.browser()
  const got = await browser.get(
    `/api/v1/friendships/${await bench.pkOf('small.example')}/followers/`,
  )
  expect([got.status, got.json.error_type]).toEqual([429, 'rate_limit_error'])
})

test('a throttle injected in the middle of a list lasts as long as the fault says', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const list = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  const once = [{ row: '1', list: 'followers', afterRows: 10, forMs: 30_000 }]
  await bench.control('faults', { once })
  expect((await browser.get(list)).json.users.length).toBeGreaterThanOrEqual(10)
  expect((await browser.get(list)).status).toBe(401)
  expect((await browser.get(list)).status).toBe(401)
  expect((await browser.get(`/api/v1/users/${browser.pk}/info/`)).status).toBe(200)
  await bench.control('clock/advance', { ms: 30_000 })
  expect((await browser.get(list)).status).toBe(200)
})

test('logging in while throttled is counted, and makes the throttle longer', async () => {
  await using bench = await Bench.open()
  const { world } = bench.simulator
  const account = world.findAccount('keeper')
  if (!account) throw new Error('the default world has a keeper')
  await bench.control('throttle', { username: 'keeper', forMs: 60_000 })
  const before = world.throttles.throttledUntilMs(account.pk)
  world.noteLogin('web-ajax', '127.0.0.1', account)
  expect(world.throttles.throttledUntilMs(account.pk)).toBeGreaterThan(before)
  expect((await bench.control('counters')).loginsWhileThrottled).toBe(1)
})

test('more than five logins within an hour raise a checkpoint, spread ones do not', async () => {
  await using bench = await Bench.open()
  const { world } = bench.simulator
  const keeper = world.findAccount('keeper')
  const second = world.findAccount('second')
  if (!keeper || !second) throw new Error('the default world has both')
  for (let i = 0; i < 6; i += 1) world.noteLogin('web-ajax', '127.0.0.1', keeper)
  expect(keeper.standing).toBe('challenged')
  for (let i = 0; i < 12; i += 1) {
    world.noteLogin('web-ajax', '127.0.0.1', second)
    await bench.control('clock/advance', { ms: 15 * 60_000 })
  }
  expect(second.standing).toBe('ok')
})
