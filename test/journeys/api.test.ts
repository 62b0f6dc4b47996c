import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { Listening } from '../api/listening.ts'
import { Stage } from '../api/stage.ts'
import { expectExact } from '../exact.ts'
import { settled } from '../settled.ts'
import { ADA, PAGE, Trial } from '../trial.ts'

test('a check is ordered twice, read once, and its figures are those of the truth', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  const ordered = await api.ask('/checks', { body: { target: `@${ADA.username}` } })
  expect(ordered).toMatchObject({ status: 202, body: { state: 'queued', price: 0 } })
  const again = await api.ask('/checks', { body: { target: `instagram.com/${ADA.username}/` } })
  expect(again.body.id).toBe(ordered.body.id)
  const path = `/checks/${ordered.body.id}`
  expect((await api.ask(path)).body).toMatchObject({ state: 'queued', place: 1 })
  await trial.check()
  expect((await api.ask(path)).body).toMatchObject({
    state: 'completed',
    ending: { kind: 'complete' },
    followers: { expected: ADA.followers, collected: ADA.followers, confidence: 'exact' },
    following: { expected: ADA.following, collected: ADA.following, confidence: 'exact' },
  })
  await expectExact(trial)
  expect((await api.ask(path, { method: 'DELETE' })).body).toMatchObject({
    state: 'completed',
    cancelled: false,
  })
})

test('a session that dies in the middle of a check is renewed, and the API tells it all', async () => {
  await using trial = await Trial.open()
  await using api = await Stage.open(trial.app)
  const { id } = (await api.ask('/checks', { body: { target: ADA.username } })).body
  await settled(trial.app)
  await using line = await Listening.open(`${api.url}/events`, { token: api.admin })
  trial.instagram.kill({ username: 'keeper', disguise: 'please-wait', afterRows: 3 * PAGE })
  await trial.check()
  const kinds = (await line.until('check-ended')).map(({ event }) => event)
  expect(kinds).toEqual([
    'ready',
    'check-started',
    'session-died',
    'session-renewed',
    'list-finished',
    'list-finished',
    'check-ended',
  ])
  const { body: check } = await api.ask(`/checks/${id}`)
  expect(check).toMatchObject({ state: 'completed', logins: 1 })
  const { body: health } = await api.ask('/admin/session/status')
  expect(health.total).toMatchObject({
    status: { valid: 1, invalid: 0 },
    reactive: { attempts: 1, successes: 1 },
    checkRate: 1,
  })
  const { body: result } = await api.ask(`/checks/${id}/result?list=followers&limit=5000`)
  const found = result.items.map(({ key }: { key: string }) => key)
  expect(new Set(found)).toEqual(new Set(trial.truth('followers')))
  expect(found).toHaveLength(ADA.followers)
})

test('a check that waits is cancelled, and pages of checks hold every check once', async () => {
  await using trial = await Trial.open({ loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const ids: string[] = []
  for (let number = 0; number < 5; number += 1) {
    ids.push((await api.ask('/checks', { body: { target: `someone.${number}` } })).body.id)
  }
  const cancelled = await api.ask(`/checks/${ids[2]}`, { method: 'DELETE' })
  expect(cancelled.body).toEqual({ id: ids[2], state: 'cancelled', cancelled: true })
  const seen: string[] = []
  let after = ''
  for (let page = 0; page < 3; page += 1) {
    const { body } = await api.ask(`/checks?limit=2${after}`)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    after = `&after=${body.next}`
    expect(body.next === null).toBe(page === 2)
  }
  expect(seen).toEqual(ids.toReversed())
  const open = await api.ask('/checks?state=open')
  expect(open.body.items).toHaveLength(4)
  const named = await api.ask('/checks?target=@SomeOne.3')
  expect(named.body.items).toMatchObject([{ id: ids[3], target: 'someone.3' }])
  // While it is typed it is none yet, or a word of Instagram's own.
  for (const part of ['reel', 'no name', '%40']) {
    expect((await api.ask(`/checks?target=${part}`)).body).toEqual({ items: [], next: null })
  }
})

test('a password stored through the API logs in, and the eight figures say so', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const { password = '', totpSecret } = trial.instagram.findAccount('keeper') ?? {}
  const stored = await api.ask('/admin/credentials/set', {
    body: { username: 'Keeper', password, totpSecret },
  })
  expect(stored).toMatchObject({
    status: 200,
    body: { account: 'keeper', hasTotp: true, standing: 'active' },
  })
  const before = await api.ask('/admin/session/status')
  expect(before.body.accounts).toMatchObject([{ account: 'keeper', status: 'none', ageMs: null }])
  const refreshed = await api.ask('/admin/session/refresh', { body: { account: 'keeper' } })
  expect(refreshed.body).toEqual({
    refreshed: [{ account: 'keeper', outcome: 'renewed', why: null }],
  })
  const { body } = await api.ask('/admin/session/status')
  expect(body.total).toMatchObject({ status: { valid: 1, invalid: 0, none: 0 }, refreshRate: 1 })
  const all = await api.ask('/admin/session/refresh', { method: 'POST' })
  expect(all).toMatchObject({ status: 200, body: { refreshed: [] } })
  const unknown = await api.ask('/admin/session/refresh', { body: { account: 'nobody' } })
  expect(unknown).toMatchObject({ status: 404, body: { code: 'ACCOUNT_UNKNOWN' } })
})

test('a refusal says its code and its number, under which the log has it; a secret is in neither', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app)
  const secret = 'planted-Secret-7733'
  const answer = await api.ask('/admin/credentials/set', {
    body: { username: 'keeper', password: secret, totpSecret: `${secret}-1` },
  })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({ code: 'TOTP_SECRET_INVALID', status: 400 })
  const told = trial.told('request-refused')
  expect(told).toMatchObject([
    { errorId: answer.body.errorId, path: '/api/v1/admin/credentials/set' },
  ])
  expect(JSON.stringify([told, answer.body])).not.toContain(secret)
  const page = await api.ask(`/errors/${answer.body.code}`, { token: null })
  expect(answer.body.type).toBe('/api/v1/errors/TOTP_SECRET_INVALID')
  expect(page.body).toMatchObject({ code: 'TOTP_SECRET_INVALID', status: 400, exit: 2 })
})

test('what is sent too slowly is refused and cut', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using api = await Stage.open(trial.app, { limits: { requestMs: 200, lookMs: 50 } })
  const socket = connect(api.port, '127.0.0.1')
  socket.write(
    [
      'POST /api/v1/checks HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${api.admin}`,
      'Content-Type: application/json',
      'Content-Length: 100',
      '',
      '{"target":',
    ].join('\r\n'),
  )
  const answer = await text(socket)
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('"code":"REQUEST_TOO_SLOW"')
})
