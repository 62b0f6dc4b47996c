import { sql } from 'kysely'
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { orderCheck } from '../../src/checks/order.ts'
import { readNext } from '../../src/checks/runner.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { recordEvent } from '../../src/events/event-store.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import { readDueWatches } from '../../src/watches/read-due.ts'
import { tellChanges } from '../../src/watches/tell-changes.ts'
import { deliverWebhook } from '../../src/webhooks/deliver.ts'
import { deliveriesOf } from '../../src/webhooks/delivery-store.ts'
import { followForWebhooks } from '../../src/webhooks/follow.ts'
import type { Lookup } from '../../src/webhooks/public-address.ts'
import { RETRY_MS } from '../../src/webhooks/webhook.ts'
import { Stage } from '../api/stage.ts'
import { settled } from '../settled.ts'
import { ADA, never, orderOf, Trial } from '../trial.ts'
import { type Receiver, startReceiver } from '../webhook-receiver.ts'

const PRIVATE = { EVERCHECK_WEBHOOKS_PRIVATE: 'yes' }
const system: Lookup = async () => [{ address: '127.0.0.1', family: 4 }]

/** Puts down what has happened, until nothing more is there to be put down. */
async function follow(trial: Trial): Promise<void> {
  await settled(trial.app)
  const over = new AbortController()
  const { app } = trial
  const publicUrl = 'https://checks.example'
  const sleep = async () => over.abort()
  const clock = { ...app.clock, now: () => app.clock.now(), elapsedMs: () => 0, sleep }
  await followForWebhooks({ ...app, clock, publicUrl }, over.signal)
}

/** Makes the attempts that are due, as the jobs do. */
async function deliver(trial: Trial, webhook: string, allowsPrivate = true, lookup = system) {
  const found = await deliveriesOf(trial.app, webhook, { countMax: 100, before: null })
  for (const { id, attempts, state } of found) {
    if (state !== 'waiting') continue
    const due = { delivery: id, attempt: attempts + 1 }
    await deliverWebhook({ ...trial.app, reach: { allowsPrivate, lookup } }, due, never())
  }
}

/** What the receiver was sent, verified with a secret as its own library does it. */
function verified(receiver: Pick<Receiver, 'received'>, secret: string) {
  const now = Date.now
  return receiver.received.map(({ headers, body }) => {
    // The library wants the present; the story has its own.
    Date.now = () => Number(headers['webhook-timestamp']) * 1000
    try {
      return new Verifier(secret).verify(body, headers as Record<string, string>)
    } finally {
      Date.now = now
    }
  })
}

test('a customer’s program is told once of the end of his checks, signed, and of nobody else’s', async () => {
  await using trial = await Trial.open({ loggedIn: [], environment: PRIVATE })
  await using api = await Stage.open(trial.app)
  await using receiver = await startReceiver()
  const { app } = trial
  const given = { name: 'Grace', language: 'en', zone: 'UTC', pays: false } as const
  const [mine, other] = [await createCustomer(app, given), await createCustomer(app, given)]
  const token = await api.token({ kind: 'customer', customerId: mine.id })
  await follow(trial)
  const { body: hook } = await api.ask('/webhooks', {
    token,
    body: { url: receiver.url, kinds: ['check.completed', 'check.failed'] },
  })
  expect(hook).toMatchObject({ customer: mine.id, secret: expect.stringMatching(/^whsec_/) })
  const checks: string[] = []
  for (const { id: customerId } of [mine, other]) {
    const ordered = await orderCheck(app, { ...orderOf('someone.example'), customerId })
    if (ordered.kind !== 'ordered') throw new Error(ordered.kind)
    const check = ordered.check.id
    checks.push(check)
    await recordEvent(app, { kind: 'check-parked', check, detail: { why: 'throttled' } })
    await recordEvent(app, { kind: 'check-ended', check, detail: { state: 'completed' } })
  }
  // Twice: what was put down is not put down again.
  await follow(trial)
  await follow(trial)
  expect(await waiting(trial)).toBe(1)
  const queue = await JobQueue.open(app, JOBS)
  expect(await queue.workDue(never())).toBe(1)
  expect(await queue.workDue(never())).toBe(0)
  expect(verified(receiver, hook.secret)).toEqual([
    {
      type: 'check.completed',
      timestamp: expect.any(String),
      data: {
        customer: mine.id,
        check: checks[0],
        url: `https://checks.example/api/v1/checks/${checks[0]}`,
      },
    },
  ])
  const log = await api.ask(`/webhooks/${hook.id}/deliveries`, { token })
  expect(log.body.items).toMatchObject([{ state: 'sent', attempts: 1, lastStatus: 204 }])
  const [{ id: delivery }] = log.body.items
  await api.ask(`/webhooks/${hook.id}/deliveries/${delivery}/replay`, { token, method: 'POST' })
  await deliver(trial, hook.id)
  expect(receiver.received.map(({ body }) => body)).toEqual(
    Array(2).fill(log.body.items[0].payload),
  )
  const stranger = await api.token({ kind: 'customer', customerId: other.id })
  for (const [method, path] of [
    ['GET', `/webhooks/${hook.id}/deliveries`],
    ['DELETE', `/webhooks/${hook.id}`],
    ['POST', `/webhooks/${hook.id}/secret`],
  ] as const) {
    expect(await api.ask(path, { token: stranger, method })).toMatchObject({ status: 404 })
  }
  const stored = await sql<{ text: string }>`select webhooks::text as text from webhooks`.execute(
    app.db,
  )
  expect(stored.rows[0]?.text).not.toContain(hook.secret.slice(6))
})

test('what fails is tried again as the standard says, and then laid aside; two secrets sign for a day', async () => {
  await using trial = await Trial.open({ loggedIn: [], environment: PRIVATE })
  await using api = await Stage.open(trial.app)
  await using receiver = await startReceiver()
  const { body: hook } = await api.ask('/webhooks', {
    body: { url: receiver.url, kinds: ['check.failed'] },
  })
  const path = `/webhooks/${hook.id}`
  const { body: rotated } = await api.ask(`${path}/secret`, { method: 'POST' })
  await api.ask(`${path}/test`, { method: 'POST' })
  receiver.answer(302, { location: receiver.url })
  const waits: (number | null)[] = []
  for (let attempt = 1; attempt <= RETRY_MS.length + 1; attempt += 1) {
    await deliver(trial, hook.id)
    const [delivery] = await deliveriesOf(trial.app, hook.id, { countMax: 1, before: null })
    const { nextAt, state } = delivery ?? {}
    waits.push(nextAt ? nextAt.getTime() - trial.clock.now().getTime() : null)
    expect(state).toBe(attempt <= RETRY_MS.length ? 'waiting' : 'dead')
    trial.clock.advance(1)
  }
  expect(waits).toEqual([...RETRY_MS, null])
  // Every attempt bears the same id, and no redirect was followed.
  expect(receiver.received).toHaveLength(RETRY_MS.length + 1)
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  for (const secret of [hook.secret, rotated.secret]) {
    expect(verified(receiver, secret)[0]).toMatchObject({ type: 'webhook.test' })
  }
  trial.clock.advance(24 * 3_600_000)
  receiver.answer(410)
  await api.ask(`${path}/test`, { method: 'POST', token: await api.token({ kind: 'admin' }, 30) })
  await deliver(trial, hook.id)
  const last = { received: receiver.received.slice(-1) }
  expect(verified(last, rotated.secret)).toHaveLength(1)
  expect(() => verified(last, hook.secret)).toThrow()
  const admin = await api.token({ kind: 'admin' }, 30)
  const { body } = await api.ask('/webhooks', { token: admin })
  expect(body.items).toMatchObject([{ id: hook.id, disabledWhy: 'gone' }])
})

test('a name that leads to this machine, or does so a moment later, is not reached', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using api = await Stage.open(trial.app)
  await using receiver = await startReceiver()
  const { port } = new URL(receiver.url)
  const plain = await api.ask('/webhooks', {
    body: { url: receiver.url, kinds: ['check.failed'] },
  })
  expect(plain).toMatchObject({ status: 400, body: { code: 'WEBHOOK_ADDRESS' } })
  const { body: hook } = await api.ask('/webhooks', {
    body: { url: `https://rebinding.example:${port}/`, kinds: ['check.failed'] },
  })
  let lookups = 0
  const here: Lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  // The first answer is public, and every later one is this machine.
  const rebinding: Lookup = async () => {
    lookups += 1
    return [{ address: lookups === 1 ? '192.0.0.9' : '127.0.0.1', family: 4 }]
  }
  for (const lookup of [here, rebinding]) {
    await api.ask(`/webhooks/${hook.id}/test`, { method: 'POST' })
    await deliver(trial, hook.id, false, lookup)
  }
  expect(receiver.received).toEqual([])
  const { body } = await api.ask(`/webhooks/${hook.id}/deliveries`)
  for (const { lastWhy } of body.items) expect(lastWhy).toMatch(/private|connection failed|in time/)
})

test('a profile that is watched changes, and a program is told by a webhook where to read it', async () => {
  await using trial = await Trial.open({ environment: PRIVATE })
  await using api = await Stage.open(trial.app)
  await using receiver = await startReceiver()
  const { body: hook } = await api.ask('/webhooks', {
    body: { url: receiver.url, kinds: ['watch.changed', 'check.parked'] },
  })
  await follow(trial)
  const { body: watch } = await api.ask('/watches', { body: { target: ADA.username } })
  const read = async (waitMs: number) => {
    trial.clock.advance(waitMs)
    await readDueWatches(trial.app)
    while (await readNext(trial.app, { only: null, without: [] }, never()));
    await tellChanges(trial.app)
    await follow(trial)
    await deliver(trial, hook.id)
  }
  await read(0)
  expect(receiver.received).toEqual([])
  trial.instagram.change({ target: ADA.username, followed: 2 })
  await read(8 * 24 * 3_600_000)
  const [sent, ...more] = verified(receiver, hook.secret) as {
    data: { check: string; url: string }
  }[]
  expect(more).toEqual([])
  expect(sent).toMatchObject({
    type: 'watch.changed',
    data: { customer: 'house', watch: watch.id, check: expect.stringMatching(/^chk_/) },
  })
  const { check = '', url } = sent?.data ?? {}
  expect(url).toBe(`https://checks.example/api/v1/checks/${check}`)
  const token = await api.token({ kind: 'admin' }, 30)
  const gained = await api.ask(`/checks/${check}/result?list=gained`, { token })
  expect(gained.body.items).toHaveLength(2)

  const parked = { kind: 'check-parked', check, detail: { why: 'throttled' } } as const
  await recordEvent(trial.app, parked)
  await follow(trial)
  await deliver(trial, hook.id)
  expect(verified(receiver, hook.secret)).toMatchObject([{}, { type: 'check.parked' }])
})

async function waiting({ app }: Trial): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::integer as count from webhook_deliveries where state = 'waiting'
  `.execute(app.db)
  return found.rows[0]?.count ?? 0
}
