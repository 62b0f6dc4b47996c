import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseProxy } from '../../src/config/proxy.ts'
import { launchChromium } from '../../src/instagram/login/browser.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { browserLogin } from '../../src/instagram/login/browser-login.ts'
import { groupRuns } from '../../src/instagram/login/process-group.ts'
import { http2Transport } from '../../src/instagram/wire/transport.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/ids.ts'
import { allowCoreDumps } from '../core-limit.ts'
import { letsIn, loginPage, OddInstagram } from '../odd-instagram.ts'
import { logIn, PASSWORD } from '../odd-login.ts'
import { PATIENCE_MS } from '../patience.ts'
import { removeFolder } from '../quick-folder.ts'
import { hasSandbox } from '../sandbox.ts'
import { never, Trial } from '../trial.ts'

let executable: string | null = null
let folder = ''
beforeAll(async () => {
  executable = await findBrowser({ path: null })
  folder = await mkdtemp(join(tmpdir(), 'walls-'))
  // Of root the browser runs as another user.
  await chmod(folder, 0o711)
})
afterAll(() => removeFolder(folder))

/** A browser with something else in front of it, as a script. */
async function wrapped(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

test('the browser gets an environment of its own, says what it is, writes no core dump, and nothing is left of it', async () => {
  process.env.DATABASE_URL_OF_TEST = 'postgres://planted'
  process.env.SSLKEYLOGFILE = join(folder, 'keys.log')
  const seen = join(folder, 'seen')
  await writeFile(seen, '')
  await chmod(seen, 0o666)
  const spy = await wrapped(
    'spy',
    `(env; echo core=$(ulimit -c); id -u; echo "$@") > '${seen}'\nexec '${executable}' "$@"`,
  )
  using _ = allowCoreDumps()
  const chromium = await launchChromium({
    executable: spy,
    connect: null,
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: PATIENCE_MS,
  })
  const page = await chromium.browser.newPage()
  expect(await page.evaluate('navigator.webdriver')).toBe(true)
  expect(await page.evaluate('navigator.userAgent')).toBe(chromium.userAgent)
  await expect(page.goto('https://example.com/')).rejects.toThrow('ERR_TUNNEL')
  await chromium.close()
  delete process.env.DATABASE_URL_OF_TEST
  delete process.env.SSLKEYLOGFILE
  const text = readFileSync(seen, 'utf8')
  const names = [...text.matchAll(/^([A-Za-z_]+)=/gm)].map((match) => match[1] ?? '')
  const own = ['HOME', 'LANG', 'PATH', 'TMPDIR', 'core']
  // A shell adds its own to every script.
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual(
    own,
  )
  expect(text).toContain('core=0')
  expect(text).not.toMatch(/planted|keys\.log/)
  expect(text.includes('--no-sandbox')).toBe(!(await hasSandbox()))
  // Root is no user for a browser.
  expect(text).not.toMatch(/^0$/m)
  const home = /^HOME=(.*)$/m.exec(text)?.[1] ?? ''
  expect(text).toContain(`--user-data-dir=${home}/profile`)
  expect(() => readFileSync(home)).toThrow('ENOENT')
})

test('a browser that is killed leaves nothing behind either', async () => {
  const seen = join(folder, 'killed')
  await writeFile(seen, '')
  await chmod(seen, 0o666)
  const spy = await wrapped('mortal', `echo $$ $HOME > '${seen}'\nexec '${executable}' "$@"`)
  const chromium = await launchChromium({
    executable: spy,
    connect: null,
    hideWebdriver: false,
    sandbox: await hasSandbox(),
    timeoutMs: PATIENCE_MS,
  })
  const [pid = '', home = ''] = readFileSync(seen, 'utf8').trim().split(' ')
  process.kill(Number(pid), 'SIGKILL')
  await chromium.close()
  expect(await groupRuns(Number(pid))).toBe(false)
  expect(() => readFileSync(join(home, '..'))).toThrow('ENOENT')
})

test('what a login asks for is all that leaves the browser: its own network log says so', async () => {
  const log = join(folder, 'network')
  await writeFile(log, '')
  await chmod(log, 0o666)
  const logging = await wrapped('logging', `exec '${executable}' "$@" --log-net-log='${log}'`)
  // Chromium says so to Google of forms that it could fill in.
  await using odd = await OddInstagram.open(letsIn(loginPage()))
  const { outcome, told } = await logIn(odd.connect, null, logging)
  expect(outcome.kind).toBe('logged-in')
  expect(told).toEqual([])
  const text = readFileSync(log, 'utf8')
  const asked = [...text.matchAll(/CONNECT ([\w.-]+:\d+) HTTP/g)].map((match) => match[1])
  expect(new Set(asked)).toEqual(new Set(['www.instagram.com:443']))
  expect(text).not.toMatch(/google\.com\/|googleapis|gstatic/)
})

test.runIf(process.platform === 'linux')(
  'without a sandbox nothing logs in, the account keeps its standing, and a setting lets it go without',
  async () => {
    // What a container does whose users may have no namespaces of their own.
    const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces'
    const wrapper = await wrapped(
      'without-sandbox',
      `exec unshare --user --map-current-user --keep-caps sh -c '${forbid}; exec "$0" "$@"' '${executable}' "$@"`,
    )
    const browser = (await hasSandbox()) ? wrapper : (executable ?? '')
    const settings = { EVERCHECK_BROWSER: browser, EVERCHECK_BROWSER_SANDBOX: 'yes' }
    await using trial = await Trial.open({
      realBrowser: true,
      loggedIn: [],
      environment: settings,
    })
    const refused = await trial.check().catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'SANDBOX_MISSING' })
    expect(String(refused)).toContain('chromium-sandbox')
    expect(String(refused)).toContain('EVERCHECK_BROWSER_SANDBOX=no')
    expect(await trial.account()).toMatchObject({ standing: 'active' })
    expect(trial.counters.logins).toEqual({})
    await trial.restart({ ...settings, EVERCHECK_BROWSER_SANDBOX: 'no' })
    expect(await trial.check()).toMatchObject({ status: 'completed', check: { logins: 1 } })
  },
)

test('a proxy carries the logins and the questions of all hosts alike, or neither', async () => {
  const tunnels: string[] = []
  await using odd = await OddInstagram.open(letsIn(loginPage()))
  const server = createHttpServer()
  server.on('connect', (request, socket) => {
    tunnels.push(`${request.headers['proxy-authorization'] ?? 'nobody'} ${request.url}`)
    const away = connect(odd.connect.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 ok\r\n\r\n')
      socket.pipe(away).pipe(socket)
    })
    for (const one of [socket, away]) one.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { proxy } = chooseProxy({ HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${port}` }, false)

  // To the proxy's Instagram no certificate leads that the browser or we would trust by ourselves.
  const common = { connect: null, proxy, clock: systemClock }
  const transport = http2Transport({ ...common, timeoutMs: PATIENCE_MS, bodyBytesMax: 1_000 })
  const url = 'https://i.instagram.com/'
  const request = { method: 'GET', url, headers: {} } as const
  expect(await transport.send(request, never())).toMatchObject({ reason: 'tls' })
  await transport.close()
  const sandbox = await hasSandbox()
  const random = seededRandom(1)
  const context = { ...common, executable, random, hideWebdriver: false, sandbox }
  const ask = { username: 'keeper', password: PASSWORD, nextCode: null, state: null }
  const outcome = await browserLogin({ ...context, timeoutMs: PATIENCE_MS }, ask, never())
  expect(outcome).toMatchObject({ code: 'UNREACHABLE', detail: expect.stringContaining('CERT_') })
  const who = `Basic ${Buffer.from('me:s3cret').toString('base64')}`
  expect([...new Set(tunnels)]).toEqual([
    `${who} i.instagram.com:443`,
    `${who} www.instagram.com:443`,
  ])

  // The same question by the same proxy where that Instagram is trusted.
  const where = { ...common, connect: odd.connect }
  const trusting = http2Transport({ ...where, timeoutMs: PATIENCE_MS, bodyBytesMax: 100_000 })
  expect(await trusting.send(request, never())).toMatchObject({ kind: 'answer', status: 200 })
  await trusting.close()
  expect(tunnels.at(-1)).toBe(`${who} 127.0.0.1:${odd.connect.port}`)

  // Where Instagram is elsewhere, neither has a proxy to go through.
  expect(chooseProxy({ HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${port}` }, true).proxy).toBeNull()
  server.close()
  server.closeAllConnections()
})
