import { expect, test } from 'vitest'
import { MACHINE } from '../../src/access/principal.ts'
import { createToken, type TokenScope } from '../../src/access/token.ts'
import { Listening } from '../api/listening.ts'
import { startService } from '../service-process.ts'
import { ADA, PAGE, Trial } from '../trial.ts'

const CLOSED = { username: 'closed.example', followers: 9, following: 9, private: true } as const

/** Asks a service that runs in a process of its own. */
function asking(api: string, token: string) {
  return async (path: string, body?: unknown, method?: string) => {
    const answer = await fetch(`${api}/api/v1${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': `key ${path} ${JSON.stringify(body)}`.replaceAll(/\s/g, '_'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as any }
  }
}

test('a service and its customers: quote, order, a death in the middle, and every credit accounted for', async () => {
  await using trial = await Trial.open({ realBrowser: true, targets: [ADA, CLOSED] })
  const settings = { ...trial.settings(), EVERCHECK_PACE_MS: '0' }
  await using service = await startService(['serve', '--roles', 'work,schedule,api'], settings)
  const api = service.ready.api ?? ''
  const tokenFor = async (scope: TokenScope) =>
    (await createToken(trial.app, { name: 'test', scope }, MACHINE)).secret
  const admin = await tokenFor({ kind: 'admin' })
  const boss = asking(api, admin)
  const { id: customerId } = (await boss('/admin/customers', { name: 'Grace' })).body
  await boss(`/admin/customers/${customerId}/credits`, { credits: 3, why: 'to try it' })
  const grace = asking(api, await tokenFor({ kind: 'customer', customerId }))
  await using line = await Listening.open(`${api}/api/v1/events`, { token: admin })

  const quote = await grace('/checks/quote', { target: ADA.username })
  expect(quote.body).toMatchObject({ kind: 'quoted', followers: ADA.followers, price: 1 })
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 3 * PAGE })
  const order = await grace('/checks', { target: ADA.username })
  expect(order).toMatchObject({ status: 202, body: { price: 1 } })
  expect((await grace('/balance')).body).toMatchObject({ balance: 2, held: 1 })
  const heard = (await line.until('check-ended')).map(({ event }) => event)
  for (const kind of ['check-started', 'session-died', 'session-renewed']) {
    expect(heard.filter((event) => event === kind)).toEqual([kind])
  }
  const { id } = order.body
  expect((await grace(`/checks/${id}`)).body).toMatchObject({
    state: 'completed',
    logins: 1,
    followers: { collected: ADA.followers, confidence: 'exact' },
    charge: { credits: 1, why: 'delivered' },
  })
  const { items } = (await grace(`/checks/${id}/result?list=followers&limit=5000`)).body
  const keys = items.map(({ key }: { key: string }) => key)
  expect(new Set(keys)).toEqual(new Set(trial.truth('followers')))
  expect(keys).toHaveLength(ADA.followers)

  // Sad ones: closed, cancelled, and more than there is.
  const { body: closed } = await grace('/checks', { target: CLOSED.username })
  await line.until('check-ended')
  expect((await grace(`/checks/${closed.id}`)).body).toMatchObject({
    state: 'failed',
    ending: { kind: 'target-closed' },
    charge: { credits: 0 },
  })
  await boss('/admin/accounts/keeper/pause', undefined, 'POST')
  const waiting = await grace('/checks', { target: 'later.example' })
  expect((await grace('/balance')).body).toMatchObject({ balance: 1, held: 1 })
  const cancelled = await grace(`/checks/${waiting.body.id}`, undefined, 'DELETE')
  expect(cancelled.body).toMatchObject({ state: 'cancelled', cancelled: true })
  for (const target of ['one.example', 'two.example']) await grace('/checks', { target })
  const poor = await grace('/checks', { target: 'three.example' })
  expect(poor).toMatchObject({ status: 402, body: { code: 'BALANCE_TOO_LOW' } })
  expect((await grace('/balance')).body).toMatchObject({ balance: 0, held: 2, debt: 0 })

  const entries = (await grace('/entries?limit=100')).body.items
  const sum = entries.reduce((all: number, { credits }: { credits: number }) => all + credits, 0)
  expect(sum).toBe(0)
  const captured = entries.filter(({ kind }: { kind: string }) => kind === 'capture')
  expect(captured).toMatchObject([{ check: id, credits: -1 }])
  const { body: health } = await boss('/admin/session/status')
  expect(health.total.reactive).toEqual({ attempts: 1, successes: 1 })
  expect((await service.end()).exitCode).toBe(0)
})
