import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readLink } from '../../src/access/link.ts'
import { newKeyLine, parseKeyring } from '../../src/credentials/keyring.ts'
import { Vault } from '../../src/credentials/vault.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { Stage } from '../api/stage.ts'
import { ADA, Trial } from '../trial.ts'

const DAY_MS = 24 * 3_600_000

test('a link shows one result to whoever has it, until it ends or is ended', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  await trial.check()
  const { id } = (await stage.ask('/checks')).body.items[0]
  const other = (await stage.ask('/checks', { body: { target: 'somebody.else' } })).body.id
  const made = await stage.ask(`/checks/${id}/links`, { body: { days: 2 } })
  expect(made.status).toBe(201)
  expect(made.body.path).toMatch(/^\/public\/r\/#evl_[0-9a-z]{16}\.\d{10}\.[\w-]{43}$/)
  const link = { token: made.body.path.split('#')[1] }
  expect((await stage.ask('/shared', link)).body).toEqual({
    kind: 'link',
    check: id,
    state: 'completed',
  })
  const { customer, charge } = (await stage.ask(`/checks/${id}`)).body
  expect([customer, charge.credits]).toEqual(['house', 0])
  // Whose check it is, and what it has cost, is not told to whoever was shown the link.
  expect((await stage.ask(`/checks/${id}`, link)).body).toMatchObject({
    state: 'completed',
    customer: 'shared',
    customerName: '',
    charge: null,
    price: null,
    requests: null,
    logins: null,
    why: null,
  })
  const result = await stage.ask(`/checks/${id}/result?list=followers&limit=5000`, link)
  expect(result.body.items).toHaveLength(ADA.followers)
  for (const [path, method] of [
    ['/checks', 'GET'],
    ['/checks', 'POST'],
    [`/checks/${id}`, 'DELETE'],
    [`/checks/${id}/links`, 'GET'],
    [`/checks/${id}/links`, 'POST'],
    ['/tokens', 'GET'],
    ['/audit', 'GET'],
    ['/admin/session/status', 'GET'],
    ['/auth/session', 'GET'],
  ]) {
    const answer = await stage.ask(path ?? '', { ...link, method: method ?? '' })
    expect([path, method, answer.body.code]).toEqual([path, method, 'SCOPE_MISSING'])
  }
  expect((await stage.ask(`/checks/${other}`, link)).body.code).toBe('CHECK_UNKNOWN')
  expect((await stage.ask(`/checks/${other}/result`, link)).body.code).toBe('CHECK_UNKNOWN')
  // Every letter of it is signed.
  const { token } = link
  for (let at = 0; at < token.length; at += 7) {
    const forged = `${token.slice(0, at)}${token[at] === 'a' ? 'b' : 'a'}${token.slice(at + 1)}`
    const answer = await stage.ask(`/checks/${id}`, { token: forged })
    expect([at, answer.status]).toEqual([at, 401])
  }
  const second = (await stage.ask(`/checks/${id}/links`, { method: 'POST' })).body
  expect((await stage.ask(`/checks/${id}/links`)).body.items).toHaveLength(2)
  const revoked = await stage.ask(`/checks/${id}/links/${second.id}`, { method: 'DELETE' })
  expect(revoked.status).toBe(204)
  const ended = await stage.ask('/shared', { token: second.path.split('#')[1] })
  expect(ended.body.code).toBe('CREDENTIALS_REFUSED')
  trial.clock.advance(2 * DAY_MS)
  expect((await stage.ask('/shared', link)).body).toMatchObject({
    code: 'CREDENTIALS_REFUSED',
    detail: expect.stringContaining('is over'),
  })
})

test('a link outlives a new key, and ends with the key that signed it', async () => {
  await using trial = await Trial.open()
  const { db } = trial.app
  await using stage = await Stage.open(trial.app)
  const { id } = (await stage.ask('/checks', { body: { target: ADA.username } })).body
  const { path } = (await stage.ask(`/checks/${id}/links`, { method: 'POST' })).body
  const secret = path.split('#')[1]
  expect((await readLink(trial.app, secret)).kind).toBe('known')
  const stranger = new Vault(parseKeyring(newKeyLine()))
  expect(await readLink({ db, vault: stranger }, secret)).toEqual({
    kind: 'refused',
    why: 'unknown',
  })
  const [oldLine, newLine] = [newKeyLine(), newKeyLine()]
  const before = new Vault(parseKeyring(oldLine))
  const after = new Vault(parseKeyring(`${newLine}\n${oldLine}`))
  const signed = 'x.1234567890'
  const signature = before.sign('check link', signed)
  expect(after.isSigned('check link', { text: signed, signature })).toBe(true)
  expect(after.isSigned('another purpose', { text: signed, signature })).toBe(false)
  const dropped = new Vault(parseKeyring(newLine))
  expect(dropped.isSigned('check link', { text: signed, signature })).toBe(false)
})

test("a Mini App shows the checks of the chat's customer, and changes nothing but what is his", async () => {
  const botToken = '42:planted-Token-AAAAAAAAAAAAAAAA'
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const app = { ...trial.app, secrets: { ...trial.app.secrets, telegramToken: botToken } }
  await using stage = await Stage.open(app)
  const given = { name: 'Somebody', language: 'en', zone: 'UTC', pays: false } as const
  const { id: customer } = await createCustomer(app, given, [telegramIdentity(77)])
  const own = await stage.ask('/checks', { body: { target: 'own.example', customer } })
  const foreign = await stage.ask('/checks', { body: { target: 'foreign.example' } })
  const headers = (id: number) => ({ authorization: `tma ${initDataOf(botToken, id, trial)}` })
  const asApp = { token: null, headers: headers(77) }
  const seen = (await stage.ask('/checks', asApp)).body.items
  expect(seen.map((check: { id: string }) => check.id)).toEqual([own.body.id])
  expect((await stage.ask(`/checks/${foreign.body.id}`, asApp)).body.code).toBe('CHECK_UNKNOWN')
  for (const [path, method] of [
    [`/checks/${own.body.id}`, 'DELETE'],
    [`/checks/${own.body.id}/links`, 'POST'],
  ] as const) {
    expect((await stage.ask(path, { ...asApp, method })).body.code).toBe('SCOPE_MISSING')
  }
  // He may order, watch and ignore, for himself.
  const foreignOrder = { target: 'other.example', customer: 'house' }
  const withKey = { ...asApp.headers, 'idempotency-key': 'once-and-no-more-1' }
  const refused = await stage.ask('/checks', { ...asApp, headers: withKey, body: foreignOrder })
  expect(refused.status).toBe(403)
  const body = { target: 'other.example' }
  expect((await stage.ask('/checks', { ...asApp, headers: withKey, body })).status).toBe(202)
  expect((await stage.ask('/watches', { ...asApp, body })).body).toMatchObject({ customer })
  const watched = (await stage.ask('/watches', asApp)).body.items
  const end = `/watches/${watched[0].id}`
  expect((await stage.ask(end, { ...asApp, method: 'DELETE' })).status).toBe(204)
  expect((await stage.ask('/ignored', asApp)).body.items).toEqual([])
  const stranger = await stage.ask('/checks', { token: null, headers: headers(78) })
  expect(stranger.body.code).toBe('CREDENTIALS_REFUSED')
  trial.clock.advance(12 * 3_600_000)
  expect((await stage.ask('/checks', asApp)).body.code).toBe('CREDENTIALS_REFUSED')
})

test('below the public prefix there is what is public, and nothing else', async () => {
  await using trial = await Trial.open({
    accounts: [],
    loggedIn: [],
    environment: { EVERCHECK_PUBLIC_URL: 'https://evercheck.example' },
  })
  await using stage = await Stage.open(trial.app)
  const asked = async (path: string, headers: Record<string, string> = {}) => {
    // Nothing between here and the server makes the path a nicer one.
    const request = get({ port: stage.port, path: `/public${path}`, headers })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return { status: answer.statusCode, text: await text(answer), headers: answer.headers }
  }
  const admin = { authorization: `Bearer ${stage.admin}` }
  expect((await asked('/api/v1/status')).text).toMatch(/^\{"state":"paused","at":"[^"]+"\}$/)
  expect((await asked('/api/v1/checks', admin)).status).toBe(200)
  for (const path of ['/operators', '/tokens', '/audit', '/admin/session/status', '/customers']) {
    expect([path, (await asked(`/api/v1${path}`, admin)).status]).toEqual([path, 404])
  }
  for (const path of [
    '/../api/v1/tokens',
    '/api/v1/../v1/tokens',
    '/%2e%2e/api/v1/tokens',
    '//api/v1/tokens',
  ]) {
    expect([path, (await asked(path, admin)).status]).toEqual([path, 404])
  }
  const page = await asked('/status', { 'accept-language': 'ru-RU' })
  expect(page.text).toContain('Сейчас проверки не идут')
  expect(page.headers['strict-transport-security']).toContain('max-age=31536000')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
})

function initDataOf(botToken: string, userId: number, trial: Trial): string {
  const fields = {
    auth_date: String(Math.floor(trial.clock.now().getTime() / 1000)),
    user: JSON.stringify({ id: userId, first_name: 'Some Body', language_code: 'en' }),
  }
  const lines = `auth_date=${fields.auth_date}\nuser=${fields.user}`
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
  const hash = createHmac('sha256', key).update(lines).digest('hex')
  return new URLSearchParams({ ...fields, hash }).toString()
}
