import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseTotpSecret } from '../../src/credentials/totp.ts'
import { filesBelow, type Leftover, leaksIn } from '../leftovers.ts'
import { startService } from '../service-process.ts'
import { Trial } from '../trial.ts'

const PASSWORD = 'planted correct horse 0481'

test('links, cookies, tokens, passwords and codes leave no trace in log, output or table', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  const settings: Record<string, string> = {
    ...trial.settings(),
    EVERCHECK_LOG_LEVEL: 'debug',
    NODE_DEBUG: 'http,net,stream,fetch,undici',
    DEBUG: '*',
  }
  await using service = await startService(['serve', '--roles', 'api'], settings)
  const planted = await livedThrough(
    trial,
    `${service.ready.api}/api/v1`,
    service.ready.setup ?? '',
  )
  expect(planted).toHaveLength(9)
  await service.end()

  const leftovers = [
    { name: 'standard error', text: service.said() },
    ...(await filesBelow(settings.EVERCHECK_DATA ?? '')),
    ...(await tablesOf(trial)),
  ]
  const log = leftovers.find(({ name }) => name.endsWith('evercheck.log'))
  // The search has something to look through: the refusals are in the log, under their numbers.
  expect(log?.text).toContain('SIGN_IN_REFUSED')
  expect(leaksIn([{ name: 'x', text: `a ${planted[0]} b` }], planted)).toEqual(['x'])
  expect(leaksIn(leftovers, planted)).toEqual([])
})

/** Does with every secret what is done with it, right and wrong; returns all of them. */
async function livedThrough(trial: Trial, api: string, setup: string): Promise<readonly string[]> {
  const secret = setup.slice(setup.indexOf('#') + 1)
  const cookies = new Map<string, string>()
  const planted = new Set([secret, PASSWORD])
  const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${api}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'x-evercheck': '1',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
      if (value !== '') planted.add(value)
    }
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into.
    const read: any = text === '' ? null : JSON.parse(text)
    return { status: answer.status, body: read }
  }
  const offered = await ask('/auth/register/totp', { secret, name: 'ada' })
  planted.add(new URL(offered.body.address).searchParams.get('secret') ?? '')
  const totp = parseTotpSecret(offered.body.address)
  const code = () => totp.codeAt(trial.clock.now().getTime())
  const { challengeId } = offered.body
  const means = { secret, name: 'ada', challengeId, password: PASSWORD, code: code() }
  expect((await ask('/auth/register/password', means)).status).toBe(200)
  trial.clock.advance(30_000)
  const signIn = { name: 'ada', password: PASSWORD }
  expect((await ask('/auth/sign-in/password', { ...signIn, code: '000000' })).status).toBe(401)
  expect((await ask('/auth/sign-in/password', { ...signIn, code: code() })).status).toBe(200)
  trial.clock.advance(30_000)
  const proof = { kind: 'password', password: PASSWORD, code: code() }
  expect((await ask('/auth/sudo', proof)).status).toBe(200)
  const made = await ask('/tokens', { name: 'canary', scopes: 'admin' })
  const { token } = made.body
  planted.add(token)
  const bearer = { authorization: `Bearer ${token}`, cookie: '' }
  const ordered = await ask('/checks', { target: 'ada.example' }, bearer)
  const linked = await ask(`/checks/${ordered.body.id}/links`, { days: 1 }, bearer)
  const link = linked.body.path.split('#')[1]
  planted.add(link)
  expect((await ask('/shared', undefined, { authorization: `Bearer ${link}` })).status).toBe(200)
  // Whatever is wrong with a request, it is not quoted.
  for (const [path, body, headers] of [
    ['/auth/sign-in/password', `{"password":"${PASSWORD}",`, {}],
    ['/auth/sign-in/password', { ...signIn, code: PASSWORD, unknown: PASSWORD }, {}],
    ['/auth/invitation', { secret }, { 'sec-fetch-site': 'cross-site' }],
    ['/checks/nothing', undefined, bearer],
    ['/nothing', { token }, bearer],
    ['/checks', undefined, { authorization: `Bearer ${token}x` }],
    ['/checks', undefined, { authorization: `tma ${token}` }],
  ] as const) {
    const { status } = await ask(path, body, headers)
    expect([path, status >= 400]).toEqual([path, true])
  }
  return [...planted]
}

async function tablesOf(trial: Trial): Promise<readonly Leftover[]> {
  const { db } = trial.app
  const tables = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
  `.execute(db)
  return Promise.all(
    tables.rows.map(async ({ schema, name }) => {
      const rows = await sql<{ text: string }>`
        select row_to_json(t)::text as text from ${sql.table(`${schema}.${name}`)} t
      `.execute(db)
      return { name: `table ${name}`, text: rows.rows.map(({ text }) => text).join('\n') }
    }),
  )
}
