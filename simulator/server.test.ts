import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Bench, type Got } from './test-client.ts'

const MAIN = join(import.meta.dirname, 'main.ts')

/** Runs the program until its first line, or its end. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = once(child, 'close').then(([code]) => Number(code))
  await Promise.race([once(child.stdout, 'data'), ended])
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}

test('it speaks HTTP/2 and HTTP/1.1, and counts them', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  expect((await browser.get(path)).status).toBe(200)
  expect((await bench.askHttp1(path, { headers: browser.headers })).status).toBe(200)
  expect((await bench.control('counters')).byProtocol).toEqual({ h2: 1, 'http/1.1': 1 })
})

test('with the gate closed HTTP/1.1 gets 429 and nothing, HTTP/2 gets the answer', async () => {
  await using bench = await Bench.open({ config: { faults: { http1Gate: true } } })
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  const gated = await bench.askHttp1(path, { headers: browser.headers })
  expect([gated.status, gated.text]).toEqual([429, ''])
  expect((await browser.get(path)).status).toBe(200)
})

test('a host it does not play is told so, a control call is answered on any host', async () => {
  await using bench = await Bench.open()
  const foreign = await bench.ask('/', { host: 'example.com' })
  expect([foreign.status, foreign.text]).toEqual([421, expect.stringContaining('"example.com"')])
  expect((await bench.ask('/__simulator/clock', { host: 'example.com' })).status).toBe(200)
})

test('a request without the app id, or with a foreign user agent, is a mismatch', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const path = `/api/v1/users/${browser.pk}/info/`
  const { cookie = '' } = browser.headers
  const bare = await bench.ask(path, { headers: { cookie } })
  expect([bare.status, bare.json.message]).toEqual([400, 'useragent mismatch'])
  const chrome = { host: 'i.instagram.com', headers: { 'user-agent': 'Mozilla/5.0 Chrome/140' } }
  expect((await browser.get(path, chrome)).json.message).toBe('useragent mismatch')
  const old = {
    host: 'i.instagram.com',
    headers: { 'user-agent': 'Instagram 121.0.0.29.119 Android' },
  }
  expect((await browser.get(path, old)).json.checkpoint_url).toContain('unsupported_version')
})

test('a login leaves the cookies of a real one', async () => {
  await using bench = await Bench.open()
  const { setCookies, pk } = await bench.control('sessions/create', { username: 'keeper' })
  const cookie = (name: string) => setCookies.find((text: string) => text.startsWith(`${name}=`))
  const attributes = (text: string) =>
    text.split('; ').filter((part) => /^(Max-Age|HttpOnly|SameSite)/.test(part))
  expect(cookie('sessionid')).toMatch(
    new RegExp(
      `^sessionid=${pk}%3A[A-Za-z0-9]{14}%3A\\d+%3AAY[\\w-]+; Domain=\\.instagram\\.com; Path=/`,
    ),
  )
  expect(attributes(cookie('sessionid'))).toEqual(['Max-Age=31536000', 'HttpOnly', 'SameSite=Lax'])
  expect(attributes(cookie('ds_user_id'))).toEqual(['Max-Age=7776000', 'SameSite=Lax'])
  expect(attributes(cookie('ig_did'))).toEqual(['Max-Age=31536000', 'HttpOnly', 'SameSite=None'])
  expect(attributes(cookie('rur'))).toEqual(['HttpOnly', 'SameSite=Lax'])
  expect(cookie('rur')).toMatch(new RegExp(`^rur="[A-Z]{3}\\\\054${pk}\\\\054\\d+:01f7[0-9a-f]+"`))
  expect(cookie('csrftoken')).toMatch(/^csrftoken=[A-Za-z0-9]{32};/)
  expect(cookie('mid')).toMatch(/^mid=[\w-]{28};/)
  expect(cookie('datr')).toMatch(/^datr=[\w-]{24};/)
  expect(cookie('ig_nrcb')).toMatch(/^ig_nrcb=1;/)
  expect([attributes(cookie('ps_l')), attributes(cookie('ps_n'))]).toEqual([[], []])
})

test('answers to a live session rotate csrftoken and rur and hand out its claim', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const answers: Got[] = []
  for (let i = 0; i < 30; i += 1)
    answers.push(await browser.get(`/api/v1/users/${browser.pk}/info/`))
  const values = (name: string) =>
    new Set(answers.map(({ setCookies }) => setCookies.find((text) => text.startsWith(`${name}=`))))
  expect(values('rur').size).toBeGreaterThan(20)
  expect(values('csrftoken').size).toBeGreaterThan(1)
  const claims = new Set(answers.map(({ headers }) => headers['x-ig-set-www-claim']))
  expect([...claims]).toEqual([expect.stringMatching(/^hmac\.AR/)])
  const headers = { 'x-ig-www-claim': 'hmac.ARsomebodyelse' }
  await browser.get(`/api/v1/users/${browser.pk}/info/`, { headers })
  expect((await bench.control('counters')).foreignClaims).toBe(1)
})

test('a control call that cannot be done says why', async () => {
  await using bench = await Bench.open()
  const refusals: readonly (readonly [string, unknown, number, RegExp])[] = [
    ['nonsense', undefined, 404, /there is no control call "nonsense"/],
    ['clock/advance', undefined, 405, /wants POST/],
    ['', undefined, 404, /^a control call is missing behind/],
    ['truth/%zz', undefined, 400, /"%zz" is not percent-encoded/],
    ['clock/advance', {}, 400, /^ms is missing$/],
    ['clock/advance', { ms: '5' }, 400, /^ms must be a number$/],
    ['clock/advance', { ms: 1.5 }, 400, /^ms must be a whole number$/],
    ['clock/advance', { ms: -1 }, 400, /^ms must be at least 0$/],
    ['clock/advance', { ms: 1e99 }, 400, /^ms must be at most \d+$/],
    ['clock/advance', [], 400, /^the body must be an object$/],
    ['truth/nobody/followers', undefined, 404, /no person named nobody/],
    ['truth/instagram/followers', undefined, 400, /690000000 followers: too many/],
    ['sessions/kill', { username: 'nobody' }, 404, /no account named nobody/],
    ['sessions/kill', { disguise: 'plain' }, 400, /^username is missing$/],
    [
      'sessions/kill',
      { username: 'keeper', disguise: 'sleep' },
      400,
      /^disguise must be one of plain,/,
    ],
    ['sessions/kill', { username: 'keeper', afterRows: -1 }, 400, /^afterRows must be at least 1$/],
    ['throttle', { forMs: 5 }, 400, /whom to throttle/],
    ['throttle', { username: 'keeper', address: '127.0.0.1', forMs: 5 }, 400, /whom to throttle/],
    ['throttle', { address: 'somewhere', forMs: 5 }, 400, /"somewhere" is not an IP address/],
    ['throttle', { username: 'keeper', forMs: 1e99 }, 400, /^forMs must be at most \d+$/],
    [
      'follows',
      { target: 'small.example', add: 'all' },
      400,
      /^add must be a list, or add must be a number$/,
    ],
    ['faults', { once: [{ row: '99' }] }, 400, /there is no row "99"/],
    [
      'faults',
      { once: [{ row: '1', surface: 'lists' }] },
      400,
      /no surface "lists"; there are list:/,
    ],
    [
      'faults',
      { every: [{ row: '1', surface: 'asse', probability: 1 }] },
      400,
      /no surface "asse"/,
    ],
    ['faults', { once: [{ row: '1', username: 'nobody' }] }, 400, /none is named "nobody"/],
    ['faults', { once: [{ row: '1', target: 'nobody' }] }, 400, /nobody is named "nobody"/],
    ['faults', { latency: 5 }, 400, /^there is no field "latency"$/],
    ['faults', { latencyMs: 1e99 }, 400, /^latencyMs must be at most 3600000$/],
    ['faults', { pages: { duplicates: 2 } }, 400, /^pages\.duplicates must be at most 1$/],
    ['faults', { pages: { followersCap: [25, 12] } }, 400, /the first number is the smaller one/],
    ['faults', { login: { loginMarkup: 'gothic' } }, 400, /login/],
    ['targets', { username: 'ada.example' }, 400, /already somebody named ada.example/],
    ['targets', { username: 'UPPER case' }, 400, /1 to 30 of the characters/],
    ['targets', { username: 'few', followers: 3, following: 3, mutual: 4 }, 400, /mutual/],
    ['accounts', { username: 'x', totpSecret: '1!' }, 400, /base32/],
  ]
  for (const [path, body, status, message] of refusals) {
    const got = await bench.tryControl(path, body)
    expect([path, got.status]).toEqual([path, status])
    expect(got.json.error).toMatch(message)
  }
  const broken = await bench.ask('/__simulator/faults', { body: '{' })
  expect([broken.status, broken.json.error]).toEqual([400, 'the body is not JSON'])
})

test('the clock cannot be led out of what a date can hold', async () => {
  await using bench = await Bench.open()
  const decade = { ms: 100_000_000_000 }
  for (let step = 0; step < 10; step += 1) await bench.control('clock/advance', decade)
  const got = await bench.tryControl('clock/advance', decade)
  expect([got.status, got.json.error]).toEqual([400, expect.stringMatching(/ahead at most/)])
})

test('a kill finds the account by any spelling of its name', async () => {
  await using bench = await Bench.open()
  await bench.browser('keeper')
  expect((await bench.control('sessions/kill', { username: 'Keeper' })).killed).toBe(1)
})

test('a refused change of behaviour changes nothing', async () => {
  await using bench = await Bench.open()
  const before = await bench.control('faults')
  await bench.tryControl('faults', { latencyMs: 5, once: [{ row: '1' }, { row: 'none' }] })
  expect(await bench.control('faults')).toEqual(before)
})

test('a body above the limit is refused', async () => {
  await using bench = await Bench.open()
  const body = 'x'.repeat(1024 * 1024 + 1)
  const got = await bench.askHttp1('/api/graphql', { body })
  expect(got.status).toBe(413)
  const told = await bench.askHttp1('/__simulator/faults', { body })
  expect([told.status, told.json]).toEqual([413, { error: 'a body has at most 1048576 bytes' }])
})

test('the same seed makes the same world, another seed another one', async () => {
  const worlds = await Promise.all([7, 7, 8].map((seed) => Bench.open({ seed })))
  const lists = await Promise.all(
    worlds.map((bench) => bench.control('truth/ada.example/followers')),
  )
  expect(lists[0]).toEqual(lists[1])
  expect(lists[0]).not.toEqual(lists[2])
  for (const bench of worlds) await bench[Symbol.asyncDispose]()
})

test('the program prints one line when it is ready and stops at SIGTERM', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-test-'))
  const caOut = join(folder, 'ca.pem')
  const { child, ended, stdout } = await start('--port', '0', '--seed', '7', '--ca-out', caOut)
  const ready = JSON.parse(stdout())
  expect(ready.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  expect(ready.ca).toBe(caOut)
  expect(await readFile(caOut, 'utf8')).toBe(ready.caPem)
  expect(ready.accounts[0]).toMatchObject({ username: 'keeper' })
  expect(ready.accounts[0].totpSecret).toMatch(/^[A-Z2-7]{32}$/)
  expect(ready.targets[0]).toMatchObject({ username: 'ada.example', followers: 1663 })
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(stdout().trim().split('\n')).toHaveLength(1)
  await rm(folder, { recursive: true })
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  'at %s, even twice, the folder that it made for its CA is gone',
  async (signal) => {
    const { child, ended, stdout } = await start('--port', '0')
    const folder = dirname(JSON.parse(stdout()).ca)
    expect(await readdir(folder)).toEqual(['ca.pem'])
    child.kill(signal)
    child.kill(signal)
    expect(await ended).toBe(0)
    await expect(access(folder)).rejects.toThrow('ENOENT')
  },
)

test('a port in use, a bad option and a bad configuration end with a sentence, its code, and 2', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-test-'))
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const bad = join(folder, 'bad.json')
  await writeFile(bad, '{"targets":[{"name":"x"}]}')
  const idle = join(folder, 'idle.json')
  await writeFile(idle, '{"faults":{"once":[{"row":"1","surface":"lists"}]}}')
  const cases: readonly (readonly [string[], RegExp, string])[] = [
    [
      ['--port', port],
      /^simulator: port \d+ on .* in use; choose another/,
      'SIMULATOR_NOT_STARTED',
    ],
    [['--port', '0', '--ca-out', '/no/such/ca.pem'], /written to .no/, 'SIMULATOR_NOT_STARTED'],
    [['--port', 'eighty'], /whole number/, 'USAGE_INVALID'],
    [['--port', '0', '--config', join(folder, 'none.json')], /cannot be read/, 'WORLD_REFUSED'],
    [['--port', '0', '--config', bad], /targets\.0/, 'WORLD_REFUSED'],
    [['--port', '0', '--config', idle], /there is no surface "lists"/, 'WORLD_REFUSED'],
  ]
  for (const [args, sentence, code] of cases) {
    const { ended, stderr, stdout } = await start(...args)
    expect(await ended).toBe(2)
    expect(stderr()).toMatch(sentence)
    expect(stderr().endsWith(` (${code})\n`)).toBe(true)
    expect(stderr()).not.toContain('    at ')
    expect(stdout()).toBe('')
  }
  taken.close()
  await rm(folder, { recursive: true })
})
