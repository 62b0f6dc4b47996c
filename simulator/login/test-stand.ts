import { createHash, X509Certificate } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import type { Browser, Page, ViewportSize } from 'playwright-core'
import { CookieJar } from 'tough-cookie'
import { launchForOwnPages } from '../../test/chromium.ts'
import { type Simulator, startSimulator } from '../server.ts'
import type { Account } from '../world/accounts.ts'
import type { LoginSettings } from './settings.ts'

/** The keeper's password: a blank, a colon, and letters that no keyboard layout has. */
export const PASSWORD = 'Ge heim:12é✓'
/** The keeper's TOTP secret, where a test gives it one. */
export const TOTP_SECRET = 'JBSWY3DPEHPK3PXP'

/** A simulator with one account, `keeper`, for trying the login surfaces. */
export type Stand = AsyncDisposable & {
  readonly simulator: Simulator
  readonly keeper: Account
  /** Changes the login settings. */
  set(settings: Partial<LoginSettings>): void
}

/** Opens a stand; the seed is fixed, so that every run is the same. */
export async function openStand(settings: Partial<LoginSettings> = {}): Promise<Stand> {
  const accounts = [{ username: 'keeper', password: PASSWORD }]
  const simulator = await startSimulator({ seed: 7, config: { accounts, targets: [] } })
  const keeper = simulator.world.findAccount('keeper')
  if (!keeper) throw new Error('the keeper was not made')
  // Tests try to log in more often than Instagram would stand.
  simulator.world.loginsMax = 1000
  Object.assign(simulator.world.loginSettings, { renderDelayMs: 20, ...settings })
  return {
    simulator,
    keeper,
    set(changed) {
      Object.assign(simulator.world.loginSettings, changed)
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  }
}

/**
 * Somebody at a real browser for which Instagram's names lead to the simulator. It is one window
 * that forgets everything before each page it opens, so that the simulator meets a new device:
 * a window for each would start a process for each.
 */
export class Visitor {
  readonly #browser: Browser
  readonly #page: Page

  static async arrive(simulator: Simulator): Promise<Visitor> {
    const browser = await openBrowser(simulator)
    const page = await browser.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => {
      throw error
    })
    return new Visitor(browser, page)
  }

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.#page = page
  }

  /** Opens a page as a new device. An error of the page's scripts ends the test. */
  async open(path: string, viewport: ViewportSize = { width: 1280, height: 720 }): Promise<Page> {
    const page = this.#page
    if (page.url().startsWith('https:')) await page.evaluate(forget)
    await page.context().clearCookies()
    await page.setViewportSize(viewport)
    await page.goto(`https://www.instagram.com${path}`)
    return page
  }

  async leave(): Promise<void> {
    await this.#browser.close()
  }
}

/** Runs inside the page. */
function forget(): void {
  localStorage.clear()
  sessionStorage.clear()
}

/** The little of the browser's own types that is used above. */
declare const localStorage: { clear(): void }
declare const sessionStorage: { clear(): void }

async function openBrowser(simulator: Simulator): Promise<Browser> {
  const key = new X509Certificate(simulator.ca).publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(key).digest('base64')
  return await launchForOwnPages([
    '--disable-sync',
    '--disable-quic',
    '--disable-gpu',
    `--host-resolver-rules=MAP *.instagram.com:443 127.0.0.1:${simulator.port}`,
    `--ignore-certificate-errors-spki-list=${spki}`,
  ])
}

/** One answer of the simulator, body unparsed. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly json: Record<string, unknown>
}

/** A client with cookies, over HTTP/1.1, as scripts are. */
export class Client {
  readonly jar = new CookieJar()
  readonly #simulator: Simulator
  readonly #host: string
  readonly #headers: Readonly<Record<string, string>>

  constructor(simulator: Simulator, host: string, headers: Readonly<Record<string, string>>) {
    this.#simulator = simulator
    this.#host = host
    this.#headers = headers
  }

  /** The value of one cookie. */
  async cookie(name: string): Promise<string | undefined> {
    const cookies = await this.jar.getCookies(`https://${this.#host}/`)
    return cookies.find((cookie) => cookie.key === name)?.value
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return await this.#send('GET', path, '', headers)
  }

  /** Posts a form with the CSRF token of the cookies, unless `headers` says otherwise. */
  async post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const token = (await this.cookie('csrftoken')) ?? ''
    const all = { 'x-csrftoken': token, 'x-requested-with': 'XMLHttpRequest', ...headers }
    return await this.#send('POST', path, new URLSearchParams(form).toString(), all)
  }

  async #send(
    method: string,
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const url = `https://${this.#host}${path}`
    const cookie = await this.jar.getCookieString(url)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: this.#simulator.port,
        servername: this.#host,
        ca: this.#simulator.ca,
        agent: false,
        method,
        path,
        headers: {
          host: this.#host,
          ...this.#headers,
          ...(cookie ? { cookie } : {}),
          ...(body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          for (const one of response.headers['set-cookie'] ?? []) this.jar.setCookieSync(one, url)
          const { statusCode = 0, headers: given } = response
          resolve({ status: statusCode, headers: given, text, json: parseObject(text) })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
    return await promise
  }
}

/** A body that is not a JSON object reads as an empty one. */
function parseObject(text: string): Record<string, unknown> {
  if (!text.startsWith('{')) return {}
  const parsed: Record<string, unknown> = JSON.parse(text)
  return parsed
}
