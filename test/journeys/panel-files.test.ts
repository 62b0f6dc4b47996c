import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Guard } from '../../src/api/auth-guard.ts'
import { type House, panelFiles } from '../../src/api/panel-files.ts'
import { buildServer } from '../../src/api/server.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { removeFolder } from '../quick-folder.ts'

/**
 * A server over a folder with a panel's files, and what it answers to a path. `beside` are routes
 * that stand in for those of the API.
 */
async function serve(
  files: Readonly<Record<string, string>>,
  beside: Readonly<Record<string, (language: string | undefined) => unknown>> = {},
  { place = async () => '', waitMs = 60_000 }: Partial<House> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-files-'))
  const told: unknown[] = []
  await mkdir(join(folder, 'assets'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const app = await buildServer(
    { tell: () => undefined },
    {
      authenticate: async () => null,
      guard: new Guard({ clock: systemClock }, { apiPerMinute: 1000 }),
      trustedHops: 0,
      writeDown: async () => undefined,
      isHttps: false,
      hasOriginal: true,
      routes: [],
      beside: [
        async (app) => {
          for (const [path, answer] of Object.entries(beside)) {
            app.get(path, async ({ headers }) => answer(headers['accept-language']))
          }
        },
        panelFiles(folder, {
          place,
          waitMs,
          tell: (event) => told.push(event),
        }),
      ],
      version: '1',
    },
  )
  return {
    told,
    ask: (url: string, accept = 'text/html', headers: Readonly<Record<string, string>> = {}) =>
      app.inject({ url, headers: { accept, 'accept-encoding': 'br', ...headers } }),
    by: (method: 'HEAD' | 'QUERY', url: string) => app.inject({ method, url }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await removeFolder(folder)
    },
  }
}

const FILES = {
  'index.html': '<html>panel</html>',
  'result.html': '<html><script src="/assets/a-1234.js"></script>result</html>',
  'assets/a-1234.js': 'let a',
  'assets/a-1234.js.br': 'compressed',
}

test('pages come anew each time under a policy without exceptions, files of a hash for ever', async () => {
  await using server = await serve(FILES)
  for (const path of ['/', '/checks/chk_1', '/sign-in', '/accounts/a.b']) {
    const page = await server.ask(path)
    expect(page.body).toBe('<html>panel</html>')
    expect(page.headers['cache-control']).toBe('no-cache')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
  }
  // Also where the reader has typed the address: a foreign page may have opened the window for it.
  for (const path of ['/', '/r/lnk_1', '/app', '/public/r/lnk_1', '/public/app']) {
    const { headers } = await server.ask(path, 'text/html', { 'sec-fetch-site': 'none' })
    expect([path, headers['cross-origin-opener-policy']]).toEqual([path, 'same-origin'])
  }
  const file = await server.ask('/assets/a-1234.js', '*/*')
  expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(file.headers['content-encoding']).toBe('br')
})

test("a customer's page is its own, and only the Mini App may stand in a frame of Telegram's", async () => {
  await using server = await serve(FILES)
  const result = await server.ask('/r/lnk_1/fans')
  expect(result.body).toBe(FILES['result.html'])
  expect(result.headers['referrer-policy']).toBe('no-referrer')
  expect(result.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  const app = await server.ask('/app')
  expect(app.headers['content-security-policy']).toContain('https://web.telegram.org')
  expect(app.headers['x-frame-options']).toBeUndefined()
})

test("below the public prefix a customer's page has all that it asks for", async () => {
  await using server = await serve(FILES)
  for (const path of ['/public/r/', '/public/app']) {
    const page = await server.ask(path)
    expect(page.body).toBe('<html><script src="/public/assets/a-1234.js"></script>result</html>')
    const plain = await server.ask(path.slice('/public'.length))
    for (const header of ['content-security-policy', 'x-frame-options', 'cache-control']) {
      expect([header, page.headers[header]]).toEqual([header, plain.headers[header]])
    }
  }
  const file = await server.ask('/public/assets/a-1234.js', '*/*')
  expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  for (const path of [
    '/public',
    '/public/',
    '/public/sign-in',
    '/public/index.html',
    '/public/assets/..%2findex.html',
  ]) {
    expect([path, (await server.ask(path)).statusCode]).toEqual([path, 404])
  }
})

test('what belongs to the API or to nobody is no page', async () => {
  await using server = await serve(FILES)
  for (const path of [
    '/api/v1/nothing',
    '/assets/none.js',
    '/assets/..%2fresult.html',
    '/metrics',
  ]) {
    const answer = await server.ask(path)
    expect({ path, status: answer.statusCode }).toEqual({ path, status: 404 })
    expect(answer.body).not.toContain('<html>')
  }
  expect((await server.ask('/checks', 'application/json')).statusCode).toBe(404)
})

test('what is not there is kept by nobody: of the next build it may be', async () => {
  await using server = await serve(FILES)
  for (const path of ['/assets/none.js', '/public/assets/none.js', '/api/v1/nothing', '/metrics']) {
    const { statusCode, headers } = await server.ask(path, '*/*')
    expect([path, statusCode, headers['cache-control']]).toEqual([path, 404, 'no-store'])
  }
})

test('the head of a page says what the page would, and no method is a fault of ours', async () => {
  await using server = await serve(FILES)
  for (const path of ['/', '/sign-in', '/r/lnk_1', '/public/app', '/assets/a-1234.js']) {
    const head = await server.by('HEAD', path)
    expect([path, head.statusCode, head.body]).toEqual([path, 200, ''])
    const whole = await server.ask(path, '*/*')
    expect(head.headers['content-security-policy']).toBe(whole.headers['content-security-policy'])
    expect(head.headers['cache-control']).toBe(whole.headers['cache-control'])
  }
  expect((await server.by('HEAD', '/assets/none.js')).statusCode).toBe(404)
  expect((await server.by('QUERY', '/')).statusCode).toBe(400)
})

test('where no panel was built the API answers alone', async () => {
  await using server = await serve({})
  expect((await server.ask('/')).statusCode).toBe(404)
})

test('whoever has signed in is given the first answers with the page, and nobody else', async () => {
  const asks = { all: ['/me'], overview: ['/figures', '/refused', '/slow'], behind: ['/history'] }
  await using server = await serve(
    {
      ...FILES,
      'index.html':
        '<html lang="en"><script src="/assets/first-1.js"></script><script type="module" src="/assets/panel-1.js"></script><body>panel<div id="root"><i class="early"></i></div></body></html>',
      'asks.json': JSON.stringify(asks),
    },
    {
      '/me': (language) => ({ language }),
      '/figures': () => ({ name: '</script><script>owned()</script>' }),
      '/history': () => ({}),
      '/refused': () => Promise.reject(new Error('no')),
      '/slow': () => new Promise(() => undefined),
    },
    // What would answer at once is here by then.
    { waitMs: 400 },
  )
  const given = async (path: string, headers: Readonly<Record<string, string>>) => {
    const page = await server.ask(path, 'text/html', { 'accept-encoding': 'identity', ...headers })
    const [, text = 'null'] = /id="given">(.*?)<\/script>/.exec(page.body) ?? []
    return { page, answers: JSON.parse(text) }
  }
  const cookie = '__Host-evercheck=somebody'
  const russian = await given('/', { cookie, 'accept-language': 'ru-RU,ru;q=0.9' })
  expect(Object.keys(russian.answers).sort()).toEqual(['/figures', '/history', '/me'])
  expect(russian.answers['/me'].body).toEqual({ language: 'ru' })
  expect(russian.answers['/figures'].body.name).toContain('<script>owned()')
  expect(russian.page.body).toContain('<html class="known" lang="ru">')
  expect(russian.page.body).not.toContain('first-')
  expect(russian.page.body).not.toContain('<script>owned')
  expect(russian.page.headers['cache-control']).toBe('no-store')
  expect(russian.page.headers['content-security-policy']).toContain("script-src 'self'")

  // Whoever was here with these very files is not shown an empty frame while they come, neither
  // ours nor the browser's.
  expect(russian.page.body).toContain('<div id="root"><i class="early"></i></div>')
  const [files = ''] = String(russian.page.headers['set-cookie']).split(';')
  expect(russian.page.body).not.toContain('blocking')
  const again = await given('/', { cookie: `${cookie}; ${files}` })
  expect(again.page.body).toContain('<script type="module" blocking="render" src="/assets/panel-1')
  expect(again.page.body).toContain('panel<div id="root"></div><script type="application/json"')
  const newer = await given('/', { cookie: `${cookie}; evercheck-files=0123456789abcdef` })
  expect(newer.page.body).toContain('early')

  // What was chosen in this browser counts more than its system's language.
  const chosen = `${cookie}; evercheck-language=ru; evercheck-theme=dark`
  const dark = await given('/', { cookie: chosen, 'accept-language': 'en-GB' })
  expect(dark.answers['/me'].body).toEqual({ language: 'ru' })
  expect(dark.page.body).toContain('<html class="known" lang="ru" data-theme="dark">')
  const hostile = `${cookie}; evercheck-language="><script>; evercheck-theme="onload=x`
  const { page: harmless } = await given('/', { cookie: hostile })
  expect(harmless.body).toContain('<html class="known" lang="en">')

  const other = await given('/checks', { cookie, 'accept-language': 'en' })
  expect(Object.keys(other.answers)).toEqual(['/me'])
  const compressed = await server.ask('/checks', 'text/html', { cookie })
  expect(compressed.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(compressed.rawPayload).toString()).toContain('id="given"')
  // Who practises is answered by another service.
  const practice = '__Host-evercheck-practice=somewhere'
  for (const cookies of ['', practice, `${cookie}; ${practice}`, 'other=1']) {
    const { page, answers } = await given('/', { cookie: cookies })
    expect([cookies, answers, page.headers['cache-control']]).toEqual([cookies, null, 'no-cache'])
  }
})

test('a first frame is drawn for whoever has said by which clock he reads, from all that it shows', async () => {
  const index =
    '<html lang="en"><head></head><body><div id="root"><i class="early"></i></div></body></html>'
  await using server = await serve(
    {
      ...FILES,
      'index.html': index,
      'asks.json': JSON.stringify({ all: ['/me'], overview: ['/figures'], behind: ['/slow'] }),
      'drawn.js': `export const draw = ({ answers, language, zone }) => {
        const { alive } = answers['/figures']?.body ?? {}
        if (alive === 'broken') throw new Error('cannot be drawn')
        return alive === undefined ? null : '<dl>' + [alive, language, zone] + '</dl>'
      }`,
    },
    {
      '/me': () => ({}),
      '/figures': (language) => ({ alive: language === 'ru' ? 'broken' : 8 }),
      // What stands below is not waited for.
      '/slow': () => new Promise(() => undefined),
    },
    { waitMs: 400 },
  )
  const page = async (path: string, cookies: string): Promise<string> => {
    const cookie = `__Host-evercheck=somebody; ${cookies}`
    const accepts = { 'accept-encoding': 'identity' }
    return (await server.ask(path, 'text/html', { cookie, ...accepts })).body
  }
  const drawn = await page('/', 'evercheck-zone=Europe/Moscow')
  expect(drawn).toContain('<div id="root" data-drawn><dl>8,en,Europe/Moscow</dl></div><script')
  expect(drawn).toContain('<link rel="expect" href="#root" blocking="render" /></head>')
  expect(await page('/checks', 'evercheck-zone=Europe/Moscow')).not.toContain('data-drawn')
  // What cannot be drawn here is drawn there.
  const broken = await page('/', 'evercheck-zone=Europe/Moscow; evercheck-language=ru')
  expect(broken).toContain('<div id="root"></div><script')
  expect(server.told).toEqual([{ kind: 'page-undrawn', why: 'Error: cannot be drawn' }])
  for (const zone of ['', 'Mars/Olympus', '<script>', 'x'.repeat(4000)]) {
    const body = await page('/', `evercheck-zone=${zone}`)
    expect([zone, body.includes('data-drawn'), body.includes('early')]).toEqual([zone, false, true])
  }
})

test('a page does not wait for what takes too long: neither for answers nor for their place', async () => {
  const index = '<html><head></head><body><div id="root"></div></body></html>'
  await using server = await serve(
    {
      ...FILES,
      'index.html': index,
      'asks.json': JSON.stringify({ all: ['/me'], overview: [], behind: [] }),
    },
    { '/me': () => ({}) },
    { place: () => new Promise(() => undefined), waitMs: 10 },
  )
  const cookie = '__Host-evercheck=somebody; evercheck-zone=UTC'
  const { body } = await server.ask('/', 'text/html', { cookie, 'accept-encoding': 'identity' })
  // What changed between an answer and a place that is not known would never be heard of.
  expect(body).toContain('<script type="application/json" id="given">{}</script></body></html>')
})
