import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inviteFirstOwner } from '../../src/access/invitation.ts'
import { ENDPOINTS } from '../../src/contract/all.ts'
import { Browser, PASSWORD, signedIn } from '../api/browser.ts'
import { type Answered, Stage } from '../api/stage.ts'
import { Trial } from '../trial.ts'

test('from the one-time link to signing out, by a cookie that nobody else gets', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const browser = new Browser(trial, stage)
  const secret = (await inviteFirstOwner(trial.app)) ?? ''
  expect((await browser.ask('/auth/session')).status).toBe(401)
  const invitation = await browser.ask('/auth/invitation', { body: { secret } })
  expect(invitation.body).toMatchObject({ role: 'owner', operator: null })
  const registered = await browser.register('Ada', secret)
  expect(registered).toMatchObject({ status: 200, body: { name: 'ada', role: 'owner' } })
  for (const cookie of registered.headers.getSetCookie()) {
    expect(cookie).toMatch(
      /^__Host-evercheck(-device)?=ev[sd]_[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
    )
  }
  expect((await browser.ask('/auth/invitation', { body: { secret } })).body.code).toBe(
    'INVITATION_OVER',
  )
  expect((await browser.ask('/auth/session')).body).toMatchObject({ name: 'ada', role: 'owner' })
  expect((await browser.ask('/checks')).status).toBe(200)
  const left = await browser.ask('/auth/session', { method: 'DELETE' })
  expect(left.headers.getSetCookie()[0]).toMatch(/^__Host-evercheck=; Path=\/; Max-Age=0;/)
  expect((await browser.ask('/auth/session')).status).toBe(401)
  trial.clock.advance(30_000)
  expect((await browser.signIn('ada', '000000')).body.code).toBe('SIGN_IN_REFUSED')
  expect((await browser.signIn('ada')).status).toBe(200)
  const audit = await browser.ask('/audit?act=session.sign-in')
  expect(audit.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'done',
    'refused',
  ])
})

test('what is dangerous is asked again for, and what is not the role does nothing', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const owner = await signedIn(trial, stage, 'ada', 'owner')
  const operator = await signedIn(trial, stage, 'bob', 'operator')
  const reader = await signedIn(trial, stage, 'cid', 'read-only')
  const credentials = { username: 'keeper', password: 'whatever', totpSecret: 'JBSWY3DPEHPK3PXP' }
  const store = { body: credentials }
  expect((await operator.ask('/admin/credentials/set', store)).body.code).toBe('SUDO_MISSING')
  expect((await reader.ask('/admin/credentials/set', store)).body).toMatchObject({
    code: 'SCOPE_MISSING',
    detail: expect.stringContaining('An owner can let you'),
  })
  expect((await reader.ask('/checks', { body: { target: 'ada.example' } })).status).toBe(403)
  expect((await reader.ask('/checks')).status).toBe(200)
  const wrong = await operator.sudo('000000')
  expect(wrong).toMatchObject({ status: 401, body: { code: 'SIGN_IN_REFUSED' } })
  const before = operator.cookies.get('__Host-evercheck')
  expect((await operator.sudo()).status).toBe(200)
  expect(operator.cookies.get('__Host-evercheck')).not.toBe(before)
  expect((await operator.ask('/admin/credentials/set', store)).status).toBe(200)
  const audit = (await operator.ask('/audit?act=account.credentials')).body.items
  expect(audit).toMatchObject([{ by: { kind: 'operator', name: 'bob' }, outcome: 'begun' }])
  expect(JSON.stringify(audit)).not.toContain('whatever')
  const admin = { body: { name: 'all', scopes: 'admin' } }
  expect((await operator.ask('/tokens', admin)).body.code).toBe('SCOPE_MISSING')
  expect((await operator.ask('/operators/invitations', { body: { role: 'owner' } })).status).toBe(
    403,
  )
  trial.clock.advance(30 * 60_000)
  expect((await operator.ask('/admin/credentials/set', store)).body.code).toBe('SUDO_MISSING')
  await owner.sudo()
  const invited = await owner.ask('/operators/invitations', { body: { role: 'read-only' } })
  expect(invited.body.link).toMatch(/^http:\/\/localhost:\d+\/setup#evi_/)
  const made = await owner.ask('/tokens', admin)
  expect(made.status).toBe(201)
  // A token makes no tokens, and no operators; it is asked nothing again.
  const { token } = made.body
  expect((await stage.ask('/tokens', { ...admin, token })).body.code).toBe('SCOPE_MISSING')
  expect(
    (await stage.ask('/operators/invitations', { body: { role: 'owner' }, token })).status,
  ).toBe(403)
  expect((await stage.ask('/auth/session', { token })).body.code).toBe('SCOPE_MISSING')
  expect((await stage.ask('/admin/credentials/set', { ...store, token })).status).toBe(200)
  expect((await owner.ask(`/tokens/${made.body.id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await stage.ask('/checks', { token })).body.code).toBe('CREDENTIALS_REFUSED')
})

test('what answers with a secret is made once under one key, and its secret is kept nowhere', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const owner = await signedIn(trial, stage, 'ada', 'owner')
  await signedIn(trial, stage, 'bob', 'operator')
  await owner.sudo()
  const { items: operators } = (await owner.ask('/operators')).body
  const bob = operators.find(({ name }: { readonly name: string }) => name === 'bob').id
  const { id: check } = (await owner.ask('/checks', { body: { target: 'ada.example' } })).body
  const hook = { url: 'https://hooks.example.com/', kinds: ['check.completed'] }
  const makes: readonly (readonly [string, object | undefined])[] = [
    ['/tokens', { name: 'x', scopes: 'read' }],
    ['/operators/invitations', { role: 'operator' }],
    [`/operators/${bob}/reset`, undefined],
    [`/checks/${check}/links`, { days: 1 }],
    ['/webhooks', hook],
  ]
  expect(makes.length).toBe(ENDPOINTS.filter((one) => one.idempotent === 'refused').length)
  for (const [path, body] of makes) {
    const asked = { method: 'POST', body, headers: { 'idempotency-key': `key-of-${path}` } }
    // Two tabs at the same time, and a third paste.
    const both = await Promise.all([owner.ask(path, asked), owner.ask(path, asked)])
    const statuses = both.map(({ status }) => status).sort()
    expect([path, ...statuses]).toEqual([path, 201, 409])
    const again = await owner.ask(path, asked)
    expect(again.body).toMatchObject({ code: 'ALREADY_DONE' })
    const made = both.find(({ status }) => status === 201)?.body
    if (made.id !== undefined) expect(again.body.detail).toContain(made.id)
    const secret = made.token ?? made.secret ?? made.link ?? made.path
    const kept = await sql<{ answers: string }>`
      select string_agg(answer::text, ' ') as answers from idempotency_keys
    `.execute(trial.app.db)
    expect(kept.rows[0]?.answers).not.toContain(secret.split('#').at(-1))
  }
})

test('a cookie speaks only for pages of this installation', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const owner = await signedIn(trial, stage, 'ada', 'owner')
  const order = { body: { target: 'ada.example' } }
  for (const headers of [
    { 'x-evercheck': '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]) {
    const answer = await owner.ask('/checks', { ...order, headers })
    expect([headers, answer.status, answer.body.code]).toEqual([headers, 403, 'ORIGIN_REFUSED'])
  }
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await owner.ask('/checks', { headers: foreign })).body.code).toBe('ORIGIN_REFUSED')
  const signIn = { name: 'ada', password: PASSWORD, code: '000000' }
  const answer = await owner.ask('/auth/sign-in/password', { body: signIn, headers: foreign })
  expect(answer.body.code).toBe('ORIGIN_REFUSED')
  expect((await owner.ask('/checks')).body.items).toEqual([])
  expect((await owner.ask('/checks', order)).status).toBe(202)
})

test('an owner sees and ends the sessions of all, others their own', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  const owner = await signedIn(trial, stage, 'ada', 'owner')
  const operator = await signedIn(trial, stage, 'bob', 'operator')
  const all = (await owner.ask('/auth/sessions')).body.items
  const own = (await operator.ask('/auth/sessions')).body.items
  expect([all.length, own.length]).toEqual([2, 1])
  const ownersId = all.find(({ isThisOne }: { isThisOne: boolean }) => isThisOne).id
  await operator.sudo()
  const foreign = await operator.ask(`/auth/sessions/${ownersId}`, { method: 'DELETE' })
  expect(foreign.body.code).toBe('SESSION_UNKNOWN')
  await owner.sudo()
  expect((await owner.ask(`/auth/sessions/${own[0].id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await operator.ask('/auth/session')).body.code).toBe('CREDENTIALS_REFUSED')
  trial.clock.advance(30_000)
  const elsewhere = owner.elsewhere()
  expect((await elsewhere.signIn('ada')).status).toBe(200)
  const others = await owner.ask('/auth/sessions', { method: 'DELETE' })
  expect(others.body).toEqual({ ended: 1 })
  expect((await elsewhere.ask('/auth/session')).status).toBe(401)
  expect((await owner.ask('/auth/session')).status).toBe(200)
})

test('where somebody comes from is believed of so many proxies, and of nobody before them', async () => {
  await using trial = await Trial.open({
    accounts: [],
    loggedIn: [],
    environment: { EVERCHECK_TRUSTED_HOPS: '2' },
  })
  await using behind = await Stage.open(trial.app)
  const service = { ...trial.app.config.service, trustedHops: 0 }
  await using alone = await Stage.open({
    ...trial.app,
    config: { ...trial.app.config, service },
  })
  const forwarded = { 'x-forwarded-for': '203.0.113.66, 198.51.100.7, 192.0.2.1' }
  const addresses: unknown[] = []
  for (const stage of [behind, alone]) {
    const browser = new Browser(trial, stage)
    const body = { name: 'nobody', password: PASSWORD, code: '000000' }
    await browser.ask('/auth/sign-in/password', { body, headers: forwarded })
    const { items } = (await stage.ask('/audit?act=session.sign-in&limit=1')).body
    addresses.push(items[0].by.address)
  }
  expect(addresses).toEqual(['198.51.100.7', '127.0.0.1'])
})

test('too many requests are refused politely, and nobody else is slowed', async () => {
  await using trial = await Trial.open({
    accounts: [],
    loggedIn: [],
    environment: { EVERCHECK_API_PER_MINUTE: '3' },
  })
  await using stage = await Stage.open(trial.app)
  const greedy = await stage.token({ kind: 'read' })
  const statuses: number[] = []
  let last: Answered | null = null
  for (let at = 0; at < 17; at += 1) {
    last = await stage.ask('/checks', { token: greedy })
    statuses.push(last.status)
  }
  expect(statuses).toEqual([...Array(15).fill(200), 429, 429])
  expect(last?.body).toMatchObject({ code: 'RATE_LIMITED', status: 429 })
  expect(last?.headers.get('retry-after')).toBe('4')
  expect(last?.headers.get('ratelimit-policy')).toBe('"requests";q=15;w=60')
  expect(last?.headers.get('ratelimit')).toBe('"requests";r=0;t=4')
  const other = await stage.ask('/checks', { token: await stage.token({ kind: 'read' }) })
  expect([other.status, other.headers.get('ratelimit')]).toEqual([200, '"requests";r=14;t=4'])
  trial.clock.advance(4000)
  expect((await stage.ask('/checks', { token: greedy })).status).toBe(200)
})
