import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { ensureAccount } from '../../src/accounts/account-store.ts'
import { openCheck } from '../../src/checks/order.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { deleteEvents, recordEvent } from '../../src/events/event-store.ts'
import { Listening } from '../api/listening.ts'
import { Stage } from '../api/stage.ts'
import { makeTestDatabase } from '../databases.ts'
import { PATIENCE_MS } from '../patience.ts'
import { settled } from '../settled.ts'
import { ADA, orderOf, Trial } from '../trial.ts'

test('the stream tells a check from its order to its end, and its progress to who watches it', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  const { id } = (await api.ask('/checks', { body: { target: ADA.username } })).body
  await settled(trial.app)
  await using all = await Listening.open(`${api.url}/events?watch=${id}`, { token: api.admin })
  expect(all.headers.get('content-type')).toBe('text/event-stream')
  expect((await all.next())?.event).toBe('ready')
  expect((await all.until('progress')).at(-1)?.data).toMatchObject({
    check: id,
    state: 'queued',
    followers: { expected: null, collected: 0 },
  })
  await trial.check()
  const heard = await all.until('check-ended')
  const kinds = heard.map(({ event }) => event).filter((event) => event !== 'progress')
  expect(kinds).toEqual(['check-started', 'list-finished', 'list-finished', 'check-ended'])
  expect(heard.at(-1)?.data).toMatchObject({ check: id, kind: 'check-ended' })
  // Progress is looked at once a second: its last word comes before or after the end of the check.
  let progress = heard.findLast(({ event }) => event === 'progress')
  while (progress?.data.state !== 'completed') progress = (await all.until('progress')).at(-1)
  expect(progress.data).toMatchObject({
    state: 'completed',
    followers: { expected: ADA.followers, collected: ADA.followers },
  })

  await using one = await Listening.open(`${api.url}/checks/${id}/events`, { token: api.admin })
  const whole = await one.until('check-ended')
  expect(whole.map(({ event }) => event)).toEqual(['check-ordered', ...kinds])
  expect(await one.next()).toBeNull()
  const back = { token: api.admin, lastId: one.lastId }
  await using over = await Listening.open(`${api.url}/checks/${id}/events`, back)
  expect(over.status).toBe(204)
  const timeline = await api.ask(`/checks/${id}/timeline`)
  expect(timeline.body.items.map(({ id }: { id: string }) => id)).toEqual(whole.map(({ id }) => id))
})

test('a line that is cut again and again misses nothing and hears nothing twice', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { db } = trial.app
  const total = 400
  const first = await Listening.open(`${api.url}/events`, { token: api.admin })
  await first.next()
  await first[Symbol.asyncDispose]()
  // Transactions that end in another order than they began in, and some that never do.
  const writing = Promise.all(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let number = 0; number < total / 4; number += 1) {
        await db.transaction().execute(async (tx) => {
          const detail = { writer, number }
          await recordEvent({ db: tx }, { kind: 'account-added', account: 'acc_x', detail })
          if (number % 7 === 0) await sql`select pg_sleep(0.005)`.execute(tx)
        })
      }
    }),
  )
  const heard: string[] = []
  let { lastId } = first
  for (let cut = 1; heard.length < total; cut += 1) {
    await using line = await Listening.open(`${api.url}/events`, { token: api.admin, lastId })
    for (let count = 0; count < (cut % 40) + 5 && heard.length < total; ) {
      const message = await line.next()
      if (message?.event !== 'account-added') continue
      heard.push(`${message.data.detail.writer}-${message.data.detail.number}`)
      count += 1
    }
    lastId = line.lastId
  }
  await writing
  expect(new Set(heard).size).toBe(total)
  for (const writer of [0, 1, 2, 3]) {
    const its = heard.filter((each) => each.startsWith(`${writer}-`))
    expect(its).toEqual(Array.from({ length: total / 4 }, (_, number) => `${writer}-${number}`))
  }
})

test('who comes back while another database of the server is busy misses nothing', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { app } = trial
  const tell = (account: string) => recordEvent(app, { kind: 'account-added', account })
  const first = await Listening.open(`${api.url}/events`, { token: api.admin })
  await first.next()
  const { lastId } = first
  await tell('acc_before')
  await first.until('account-added')
  const elsewhere = await makeTestDatabase()
  const other = new pg.Client({ connectionString: elsewhere.url })
  await other.connect()
  await other.query('begin; select pg_current_xact_id()')
  await tell('acc_meanwhile')
  await first.until('account-added')
  await first[Symbol.asyncDispose]()
  await using back = await Listening.open(`${api.url}/events`, { token: api.admin, lastId })
  const heard = await back.until('ready')
  await other.end()
  await elsewhere.drop()
  expect(heard.flatMap(({ data }) => data.account ?? [])).toEqual(['acc_before', 'acc_meanwhile'])
})

test('who comes back after the retention is told so, and goes on from the present', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { app, clock } = trial
  await using before = await Listening.open(`${api.url}/events`, { token: api.admin })
  const ready = await before.next()
  const lastId = ready?.id ?? ''
  // The time there is told, whatever that of the machine is.
  const offMs = Date.parse(ready?.data.at) - clock.now().getTime()
  expect(Math.abs(offMs)).toBeLessThan(PATIENCE_MS)
  await recordEvent(app, { kind: 'account-added', account: 'acc_x' })
  await before.until('account-added')
  clock.advance(31 * 24 * 3_600_000)
  expect(await deleteEvents(app, 30 * 24 * 3_600_000)).toBe(1)
  const long = await api.token({ kind: 'admin' }, 60)
  await using line = await Listening.open(`${api.url}/events`, { token: long, lastId })
  expect((await line.next())?.event).toBe('reset')
  await recordEvent(app, { kind: 'account-removed', account: 'acc_x' })
  expect((await line.until('account-removed')).map(({ event }) => event)).toEqual([
    'ready',
    'account-removed',
  ])
})

test('a customer hears of his own checks only, and nothing of the accounts', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { app } = trial
  await ensureAccount(app, 'other', null)
  const given = { name: 'somebody', language: 'en', zone: 'UTC', pays: false } as const
  const { id: customerId } = await createCustomer(app, given)
  const { id: other } = await createCustomer(app, given)
  const own = await openCheck(app, { ...orderOf('own.example'), customerId })
  const others = await openCheck(app, { ...orderOf('others.example'), customerId: other })
  const token = await api.token({ kind: 'customer', customerId })
  await settled(app)
  await using line = await Listening.open(`${api.url}/events`, { token })
  expect((await line.next())?.event).toBe('ready')
  for (const check of [others.id, own.id]) {
    const detail = { why: 'throttled', until: '2026-11-26T00:00:00.000Z' }
    await recordEvent(app, { kind: 'check-parked', check, account: 'acc_secret', detail })
    await recordEvent(app, { kind: 'account-throttled', account: 'acc_secret', check })
    await recordEvent(app, { kind: 'check-ended', check, detail: { state: 'failed' } })
  }
  const heard = await line.until('check-ended')
  expect(heard.map(({ data }) => [data.kind, data.check])).toEqual([
    ['check-parked', own.id],
    ['check-ended', own.id],
  ])
  expect(JSON.stringify(heard)).not.toContain('acc_secret')
  expect(heard[0]?.data.detail).toEqual({ until: '2026-11-26T00:00:00.000Z' })
  for (const path of [`/checks/${others.id}/events`, `/events?watch=${others.id}`]) {
    expect(await api.ask(path, { token })).toMatchObject({ status: 404 })
  }
  const lastEventId = { 'last-event-id': '12-x' }
  expect(await api.ask('/events', { headers: lastEventId })).toMatchObject({
    status: 400,
    body: { code: 'CURSOR_INVALID' },
  })
})

test('many streams of a process cost one listener of the database, and go when it ends', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const { app } = trial
  let listens = 0
  const listen: typeof app.listen = (channel, heard) => {
    listens += 1
    return app.listen(channel, heard)
  }
  const api = await Stage.open({ ...app, listen })
  const url = `${api.url}/events`
  const lines = await Promise.all(
    Array.from({ length: 100 }, () => Listening.open(url, { token: api.admin })),
  )
  for (const line of lines) expect((await line.next())?.event).toBe('ready')
  await recordEvent(app, { kind: 'account-added', account: 'acc_x' })
  for (const line of lines) expect((await line.next())?.event).toBe('account-added')
  expect(listens).toBe(1)
  await api[Symbol.asyncDispose]()
  for (const line of lines) expect(await line.next()).toBeNull()
})
