import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readAudit } from './audit.ts'
import { MACHINE } from './principal.ts'
import { principalOf } from './principal-of.ts'
import { openAccess } from './test-access.ts'
import { createToken, listTokens, parseScope, readToken, revokeToken, type Token } from './token.ts'

const DAY_MS = 24 * 3_600_000

test('a token lets in whom it was made for, from the next request on nobody, and is stored nowhere', async () => {
  const { db, vault } = await openAccess()
  await sql`insert into customers (id, created_at) values ('cus_1', now())`.execute(db)
  const made = await Promise.all(
    ['admin', 'read', 'customer:cus_1'].map((scopes) =>
      createToken({ db }, { name: scopes, scope: parseScope(scopes) }, MACHINE),
    ),
  )
  for (const { secret, id, scopes } of made) {
    const shown = await principalOf({ db, vault }, { bearer: secret, cookie: null })
    const [kind, customerId = null] = scopes.split(':')
    expect(shown).toMatchObject({
      kind: 'known',
      principal: { kind, customerId, tokenId: id, operatorId: null, role: null },
    })
    expect(secret).toMatch(/^evercheck_[\w-]{43}$/)
    const rows = await sql<{ text: string }>`
      select t::text as text from api_tokens t union all select a::text from audit_log a
    `.execute(db)
    expect(rows.rows.map(({ text }) => text).join('\n')).not.toContain(secret.slice(10))
  }
  const [first] = made
  if (!first) throw new Error('three were made')
  expect(await revokeToken({ db }, first.id, MACHINE)).toBe(true)
  expect(await revokeToken({ db }, first.id, MACHINE)).toBe(false)
  expect(await readToken({ db }, first.secret)).toEqual({ kind: 'refused', why: 'revoked' })
  expect(await listTokens({ db }, { customerId: 'cus_1' })).toHaveLength(1)
  const acts = (await readAudit({ db }, { limit: 10 })).map(({ act, objectId }) => [act, objectId])
  expect(acts[0]).toEqual(['token.revoke', first.id])
  expect(acts.slice(1).map(([act]) => act)).toEqual(Array(3).fill('token.create'))
})

test('a token ends when its days are over, by the time of the database', async () => {
  const { db, clock } = await openAccess()
  const made = { name: 'a week', scope: { kind: 'read' }, days: 7 } as const
  const { secret } = await createToken({ db }, made, MACHINE)
  clock.advance(7 * DAY_MS - 1)
  expect(await readToken({ db }, secret)).toMatchObject({ kind: 'known' })
  clock.advance(1)
  expect(await readToken({ db }, secret)).toEqual({ kind: 'refused', why: 'expired' })
})

test('page by page every token comes once, however close together they were made', async () => {
  const { db } = await openAccess()
  const given = { name: 'x', scope: { kind: 'read' } } as const
  for (let made = 0; made < 5; made += 1) await createToken({ db }, given, MACHINE)
  await sql`
    update api_tokens set created_at = timestamptz '2026-01-01' + place * interval '1 microsecond'
    from (select id, row_number() over () as place from api_tokens) places
    where places.id = api_tokens.id
  `.execute(db)
  const seen: string[] = []
  for (let after: Token | null = null; ; ) {
    const page: readonly Token[] = await listTokens({ db }, { countMax: 2, after })
    if (page.length === 0) break
    seen.push(...page.map(({ id }) => id))
    after = page.at(-1) ?? null
  }
  expect(seen).toEqual((await listTokens({ db })).map(({ id }) => id))
  expect(seen).toHaveLength(5)
})

test('that it was used is written down once in five minutes', async () => {
  const { db, clock } = await openAccess()
  const { secret } = await createToken({ db }, { name: 'x', scope: { kind: 'read' } }, MACHINE)
  const uses: (number | undefined)[] = []
  for (const waitMs of [0, 1000, 5 * 60_000 - 1001, 2]) {
    clock.advance(waitMs)
    await readToken({ db }, secret)
    uses.push((await listTokens({ db }))[0]?.lastUsedAt?.getTime())
  }
  const [first = 0] = uses
  expect(uses.map((at) => (at ?? 0) - first)).toEqual([0, 0, 0, 5 * 60_000 + 1])
})

test.each([
  '',
  'evercheck_',
  'evercheck_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  `evercheck_${'A'.repeat(100_000)}`,
  "evercheck_' or 1=1 --",
  'evercheck_\u0000',
])('nobody is let in with what was never given out (%#)', async (bearer) => {
  const { db, vault } = await openAccess()
  await createToken({ db }, { name: 'x', scope: { kind: 'admin' } }, MACHINE)
  expect(await principalOf({ db, vault }, { bearer, cookie: null })).toEqual({
    kind: 'refused',
    why: 'unknown',
  })
})

test('nobody shown is nobody, and a token for a customer who is not there is not made', async () => {
  const { db, vault } = await openAccess()
  expect(await principalOf({ db, vault }, { bearer: null, cookie: null })).toEqual({
    kind: 'nobody',
  })
  const scope = parseScope('customer:nobody')
  await expect(createToken({ db }, { name: 'x', scope }, MACHINE)).rejects.toMatchObject({
    code: 'CUSTOMER_UNKNOWN',
  })
  await expect(revokeToken({ db }, 'tok_x', MACHINE)).rejects.toMatchObject({
    code: 'TOKEN_UNKNOWN',
  })
  expect(await readAudit({ db }, { limit: 10 })).toEqual([])
})

test.each(['', 'Admin', 'admin,read', 'customer', 'customer:', 'customer:a b', 'owner'])(
  'scopes %j are refused',
  (text) => {
    expect(() => parseScope(text)).toThrow(expect.objectContaining({ code: 'TOKEN_INVALID' }))
  },
)

test('the audit log is only added to, until an entry is ninety days old', async () => {
  const { db, clock } = await openAccess()
  await createToken({ db }, { name: 'x', scope: { kind: 'admin' } }, MACHINE)
  await expect(sql`update audit_log set act = 'x'`.execute(db)).rejects.toThrow('only added to')
  await expect(sql`delete from audit_log`.execute(db)).rejects.toThrow('only added to')
  await expect(sql`truncate audit_log`.execute(db)).rejects.toThrow('only added to')
  clock.advance(90 * DAY_MS + 1)
  await sql`delete from audit_log`.execute(db)
  expect(await readAudit({ db }, { limit: 10 })).toEqual([])
})
