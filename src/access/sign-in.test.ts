import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readAudit } from './audit.ts'
import { findInvitation, inviteFirstOwner, inviteOperator, resetOperator } from './invitation.ts'
import { changeRole, isFirstRun, listOperators, removeOperator } from './operator.ts'
import { MACHINE, type Principal } from './principal.ts'
import { principalOf } from './principal-of.ts'
import { offerTotp, registerPassword } from './registration.ts'
import { endSession, IDLE_MS, listSessions, SESSION_MS, SUDO_MS } from './session.ts'
import { askAgain, PASSWORDS_BY_NAME, signInByPassword } from './sign-in.ts'
import { sweepAccess } from './sweep.ts'
import {
  type Access,
  addOperatorWithPassword,
  browserAt,
  openAccess,
  PASSWORD,
} from './test-access.ts'

const SITE = { origin: 'http://localhost:8080', host: 'localhost' }

test('the first link makes the owner, and with that all first links are over', async () => {
  const access = await openAccess()
  const links = await Promise.all([inviteFirstOwner(access), inviteFirstOwner(access)])
  expect(await isFirstRun(access)).toBe(true)
  const { session } = await addOperatorWithPassword(access, 'Ada')
  expect(await inviteFirstOwner(access)).toBeNull()
  for (const link of links) expect(await findInvitation(access, link ?? '')).toBeNull()
  expect(await listOperators(access)).toMatchObject([
    { name: 'ada', role: 'owner', hasPassword: true, passkeyCount: 0 },
  ])
  const found = await principalOf(access, { bearer: null, cookie: session })
  expect(found).toMatchObject({ kind: 'known', principal: { kind: 'admin', role: 'owner' } })
})

test('of three who use the first links at the same time, one becomes the owner', async () => {
  const access = await openAccess()
  const links = await Promise.all([0, 1, 2].map(() => inviteFirstOwner(access)))
  const tries = await Promise.all(
    links.map(async (secret, at) => {
      const registrant = { kind: 'invited', secret: secret ?? '', name: `owner${at}` } as const
      const offered = await offerTotp(access, registrant)
      if (offered === null) throw new Error('nobody was faster yet')
      const { parseTotpSecret } = await import('../credentials/totp.ts')
      const code = parseTotpSecret(offered.address).codeAt(access.clock.now().getTime())
      const { challengeId } = offered
      return { registrant, given: { challengeId, password: PASSWORD, code, browser: browserAt() } }
    }),
  )
  const outcomes = await Promise.all(
    tries.map(({ registrant, given }) => registerPassword(access, registrant, given)),
  )
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused', 'refused'])
  expect(await listOperators(access)).toHaveLength(1)
  expect(await listSessions(access, null)).toHaveLength(1)
})

test('a code that was mistyped leaves the second factor that an app knows already, once', async () => {
  const access = await openAccess()
  const secret = (await inviteFirstOwner(access)) ?? ''
  const registrant = { kind: 'invited', secret, name: 'ada' } as const
  const offered = await offerTotp(access, registrant)
  const { parseTotpSecret } = await import('../credentials/totp.ts')
  const code = parseTotpSecret(offered?.address ?? '').codeAt(access.clock.now().getTime())
  const given = {
    challengeId: offered?.challengeId ?? '',
    password: PASSWORD,
    browser: browserAt(),
  }
  const wrong = `${(Number(code[0]) + 1) % 10}${code.slice(1)}`
  expect(await registerPassword(access, registrant, { ...given, code: wrong })).toEqual({
    kind: 'refused',
    why: 'code',
  })
  const both = [0, 1].map(() => registerPassword(access, registrant, { ...given, code }))
  expect((await Promise.all(both)).map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
  expect(await listOperators(access)).toHaveLength(1)
})

test('a code signs in once, and neither it nor an older one a second time', async () => {
  const access = await openAccess()
  const { codeNow } = await addOperatorWithPassword(access, 'ada')
  // The code that proved the second factor is used up with that.
  expect((await signIn(access, codeNow())).kind).toBe('refused')
  access.clock.advance(30_000)
  const code = codeNow()
  expect((await signIn(access, code)).kind).toBe('signed-in')
  expect((await signIn(access, code)).kind).toBe('refused')
  access.clock.advance(30_000)
  const later = codeNow()
  expect((await signIn(access, later)).kind).toBe('signed-in')
  expect((await signIn(access, code)).kind).toBe('refused')
})

test('of sixteen who use one code at the same time, one is in', async () => {
  const access = await openAccess()
  const { codeNow, device } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  const code = codeNow()
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => signIn(access, code, browserAt('192.0.2.9', { device }))),
  )
  expect(tries.filter(({ kind }) => kind === 'signed-in')).toHaveLength(1)
})

test.each([
  ['a clock a step behind', -30_000, 'signed-in'],
  ['a clock a step ahead', 30_000, 'signed-in'],
  ['a code of a minute ago', -60_000, 'refused'],
  ['a code of the next minute', 60_000, 'refused'],
])('%s: %i ms is %s', async (_what, offMs, kind) => {
  const access = await openAccess()
  const { codeNow } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(10 * 60_000 + offMs)
  const code = codeNow()
  access.clock.advance(-offMs)
  expect((await signIn(access, code)).kind).toBe(kind)
})

test('nobody learns what was wrong, and every try is written down', async () => {
  const access = await openAccess()
  const { codeNow } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  const code = codeNow()
  const browser = browserAt()
  for (const given of [
    { name: 'nobody', password: PASSWORD, code },
    { name: 'ada', password: `${PASSWORD}x`, code },
    { name: 'ada', password: PASSWORD, code: '000000' },
    { name: "' or 1=1", password: PASSWORD, code },
    { name: 'ada', password: 'x'.repeat(5000), code },
  ]) {
    expect(await signInByPassword(access, { ...given, browser })).toEqual({ kind: 'refused' })
  }
  const tries = await readAudit(access, { act: 'session.sign-in', limit: 10 })
  expect(tries).toHaveLength(5)
  expect(JSON.stringify(tries)).not.toContain('planted')
  for (const each of tries) {
    expect(each).toMatchObject({ outcome: 'refused', by: { address: '192.0.2.7' } })
  }
  // A wrong password has used up no code.
  expect((await signIn(access, code)).kind).toBe('signed-in')
})

test('guessing a name locks out strangers, and not its owner at a browser of before', async () => {
  const access = await openAccess()
  const { codeNow, device } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  for (let at = 0; at < PASSWORDS_BY_NAME.countMax; at += 1) {
    const browser = browserAt(`198.51.100.${at}`)
    expect((await signIn(access, '000000', browser)).kind).toBe('refused')
  }
  const stranger = await signIn(access, codeNow(), browserAt('198.51.100.99'))
  expect(stranger).toMatchObject({ kind: 'limited', allowance: { retryInMs: 360_000 } })
  expect((await signIn(access, codeNow(), browserAt('203.0.113.1', { device }))).kind).toBe(
    'signed-in',
  )
  // A cookie that was made up is no browser of before.
  access.clock.advance(30_000)
  const forged = browserAt('203.0.113.2', { device: `evd_${'A'.repeat(43)}` })
  expect((await signIn(access, codeNow(), forged)).kind).toBe('limited')
  access.clock.advance(360_000)
  expect((await signIn(access, codeNow(), browserAt('203.0.113.3'))).kind).toBe('signed-in')
})

test('one address tries thirty times, all of its network together', async () => {
  const access = await openAccess()
  const kinds: string[] = []
  for (let at = 0; at < 32; at += 1) {
    const browser = browserAt(`2001:db8::${at}`)
    const given = { name: `name${at}`, password: 'x', code: '000000', browser }
    kinds.push((await signInByPassword(access, given)).kind)
  }
  expect(kinds).toEqual([...Array(30).fill('refused'), 'limited', 'limited'])
})

test('signing in ends the session that the browser had, and takes no cookie that was laid there', async () => {
  const access = await openAccess()
  const { session: old, codeNow } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  const first = await signIn(access, codeNow(), browserAt(undefined, { session: old }))
  if (first.kind !== 'signed-in') throw new Error(first.kind)
  expect(first.session).not.toBe(old)
  expect((await principalOf(access, { bearer: null, cookie: old })).kind).toBe('refused')
  access.clock.advance(30_000)
  const laid = `evs_${'A'.repeat(43)}`
  const second = await signIn(access, codeNow(), browserAt(undefined, { session: laid }))
  expect(second).toMatchObject({ kind: 'signed-in', session: expect.not.stringContaining(laid) })
  expect((await principalOf(access, { bearer: null, cookie: laid })).kind).toBe('refused')
})

test('a session ends when it is idle, after a week, and when somebody ends it', async () => {
  const access = await openAccess()
  const { session } = await addOperatorWithPassword(access, 'ada')
  const lives = async () =>
    (await principalOf(access, { bearer: null, cookie: session })).kind === 'known'
  for (let passedMs = 0; passedMs + IDLE_MS < SESSION_MS; passedMs += IDLE_MS - 1000) {
    expect(await lives()).toBe(true)
    access.clock.advance(IDLE_MS - 1000)
  }
  access.clock.advance(IDLE_MS - 1)
  expect(await lives()).toBe(false)
  const { session: other, codeNow } = await addOperatorWithPassword(access, 'bob')
  access.clock.advance(IDLE_MS)
  expect((await principalOf(access, { bearer: null, cookie: other })).kind).toBe('refused')
  const again = await signIn(access, codeNow(), browserAt(), 'bob')
  if (again.kind !== 'signed-in') throw new Error(again.kind)
  const [bobs] = await listSessions(access, null)
  expect(await endSession(access, { id: bobs?.id ?? '', of: 'opr_other' }, MACHINE)).toBe(false)
  expect(await endSession(access, { id: bobs?.id ?? '', of: null }, MACHINE)).toBe(true)
  expect((await principalOf(access, { bearer: null, cookie: again.session })).kind).toBe('refused')
  await sweepAccess(access)
  expect(await sql`select 1 from operator_sessions`.execute(access.db)).toMatchObject({ rows: [] })
})

test('what is dangerous is asked again for, lasts half an hour, and changes the cookie', async () => {
  const access = await openAccess()
  const { codeNow } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  const { session } = await signedIn(access, codeNow())
  const principal = await known(access, session)
  expect(principal.sudoUntil).toBeNull()
  access.clock.advance(30_000)
  const browser = browserAt()
  const wrong = { kind: 'password', password: PASSWORD, code: '000000' } as const
  expect(await askAgain(access, principal, { site: SITE, browser, proof: wrong })).toEqual({
    kind: 'refused',
  })
  const right = { kind: 'password', password: PASSWORD, code: codeNow() } as const
  const begun = await askAgain(access, principal, { site: SITE, browser, proof: right })
  if (begun.kind !== 'begun') throw new Error(begun.kind)
  expect((await principalOf(access, { bearer: null, cookie: session })).kind).toBe('refused')
  expect((await known(access, begun.session)).sudoUntil).not.toBeNull()
  access.clock.advance(SUDO_MS)
  expect((await known(access, begun.session)).sudoUntil).toBeNull()
})

test('a reset takes all means and sessions away, and its link gives the same operator new ones', async () => {
  const access = await openAccess()
  const { session, codeNow } = await addOperatorWithPassword(access, 'ada')
  access.clock.advance(30_000)
  const secret = await resetOperator(access, 'Ada', MACHINE)
  expect((await principalOf(access, { bearer: null, cookie: session })).kind).toBe('refused')
  expect((await signIn(access, codeNow())).kind).toBe('refused')
  const invitation = await findInvitation(access, secret)
  expect(invitation).toMatchObject({ role: 'owner', operator: { name: 'ada' } })
  access.clock.advance(24 * 3_600_000)
  expect(await findInvitation(access, secret)).toBeNull()
})

test('there is always an owner, whoever takes whom away at the same time', async () => {
  const access = await openAccess()
  await addOperatorWithPassword(access, 'ada')
  await addOperatorWithPassword(access, 'bob', 'owner')
  const [ada, bob] = await listOperators(access)
  if (!ada || !bob) throw new Error('two were made')
  const outcomes = await Promise.allSettled([
    removeOperator(access, ada.id, MACHINE),
    changeRole(access, { id: bob.id, role: 'operator' }, MACHINE),
  ])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const owners = (await listOperators(access)).filter(({ role }) => role === 'owner')
  expect(owners).toHaveLength(1)
})

test('a smaller role holds from the next request on', async () => {
  const access = await openAccess()
  await addOperatorWithPassword(access, 'ada')
  const { session } = await addOperatorWithPassword(access, 'bob', 'operator')
  expect(await known(access, session)).toMatchObject({ kind: 'admin', role: 'operator' })
  const bob = (await listOperators(access)).find(({ name }) => name === 'bob')
  await changeRole(access, { id: bob?.id ?? '', role: 'read-only' }, MACHINE)
  expect(await known(access, session)).toMatchObject({ kind: 'read', sudoUntil: null })
})

test('links, cookies, passwords and second factors are in no table as they are', async () => {
  const access = await openAccess()
  const { secret, session, device } = await addOperatorWithPassword(access, 'ada')
  const open = await inviteOperator(access, 'operator', MACHINE)
  const offered = await offerTotp(access, { kind: 'invited', secret: open, name: 'bob' })
  const totp = new URL(offered?.address ?? '').searchParams.get('secret') ?? ''
  expect(totp).toMatch(/^[A-Z2-7]{32}$/)
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'
  `.execute(access.db)
  for (const { name } of tables.rows) {
    const rows = await sql<{ text: string }>`
      select t::text as text from ${sql.table(name)} t
    `.execute(access.db)
    const text = rows.rows.map((row) => row.text).join('\n')
    for (const planted of [secret, session, device, open, PASSWORD, totp]) {
      expect([name, text.includes(planted.slice(-32))]).toEqual([name, false])
    }
  }
})

function signIn(access: Access, code: string, browser = browserAt(), name = 'ada') {
  return signInByPassword(access, { name, password: PASSWORD, code, browser })
}

async function signedIn(access: Access, code: string) {
  const outcome = await signIn(access, code)
  if (outcome.kind !== 'signed-in') throw new Error(outcome.kind)
  return outcome
}

async function known(access: Access, cookie: string): Promise<Principal> {
  const found = await principalOf(access, { bearer: null, cookie })
  if (found.kind !== 'known') throw new Error(found.kind)
  return found.principal
}
