import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { addOperator, listOperators } from '../src/access/operator.ts'
import { MACHINE, type Role } from '../src/access/principal.ts'
import { beginSession } from '../src/access/session.ts'
import type { Database } from '../src/db/database.ts'
import { buildPanel } from '../tools/build-panel.ts'
import { launchForOwnPages } from './chromium.ts'
import { walkByKeys } from './panel-walk.ts'
import { PATIENCE_MS } from './patience.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

let shared: Browser | null = null

/** Lets all visitors of a file of tests come with one browser, each with a profile of its own. */
export function withOneBrowser(): void {
  beforeAll(async () => {
    shared = await launchForOwnPages()
  })
  afterAll(async () => {
    await shared?.close()
    shared = null
  })
}

/** Whether all is looked at that can be, as `npm run test:panel` and `test:explore` do. */
export const IS_LONG =
  process.env.EVERCHECK_TEST_ROWS !== undefined || process.env.EVERCHECK_TEST_SECONDS !== undefined

/** Of rows that are drawn by the same lines the first are looked at. */
const ROWS_ALIKE = ':is(tr, li, .person):nth-child(n + 9)'

/** Which barriers are looked for, and where; all of them in the whole page without it. */
export type Look = {
  readonly rule?: string
  readonly exceptRule?: string
  /** A selector. */
  readonly within?: string
}

/** What a reader's browser is; it stands in UTC unless it says where. */
type Reader = { readonly phone?: boolean; readonly russian?: boolean; readonly zone?: string }

/** Somebody who looks at the panel with a real browser, and what went wrong on the way. */
export class Visitor implements AsyncDisposable {
  readonly #browser: Browser
  readonly context: BrowserContext
  readonly page: Page
  readonly origin: string
  /** What the console, the policy and the page itself complained of. */
  readonly complaints: string[] = []

  static async arrive(port: number, options: Reader = {}): Promise<Visitor> {
    await buildPanel()
    const browser = shared ?? (await launchForOwnPages())
    const context = await browser.newContext({
      viewport: options.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      ...(options.russian ? { locale: 'ru-RU' } : {}),
      ...(options.phone ? { hasTouch: true } : {}),
      ...(options.zone === undefined ? {} : { timezoneId: options.zone }),
      // What breathes and turns for ever is drawn anew sixty times a second.
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    return new Visitor(browser, context, page, `http://localhost:${port}`)
  }

  private constructor(browser: Browser, context: BrowserContext, page: Page, origin: string) {
    this.#browser = browser
    this.context = context
    this.page = page
    this.origin = origin
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(`${message.text()} at ${page.url()}`)
      }
    })
    page.on('pageerror', (error) => this.complaints.push(`${error} at ${page.url()}`))
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.origin + path)
  }

  /** Goes on as a link does: the panel stays loaded, which costs a third of loading it. */
  async moveTo(path: string): Promise<void> {
    await this.page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
  }

  /** Waits until the page has all that it asked for. */
  async settles(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => this.page.locator('[aria-busy="true"]').count()).toBe(0)
  }

  /** Is an owner who has signed in and proved who he is, without going through the door. */
  async isOwner(context: { readonly db: Database }): Promise<void> {
    await this.isOperator(context, { name: 'ada', role: 'owner' })
  }

  /** The same of an operator of any role. */
  async isOperator(
    context: { readonly db: Database },
    who: { readonly name: string; readonly role: Role },
  ): Promise<void> {
    const known = (await listOperators(context)).find(({ name }) => name === who.name)
    const operatorId = known?.id ?? (await addOperator(context, who, MACHINE))
    const value = await beginSession(context, {
      operatorId,
      method: 'passkey',
      browser: { address: '127.0.0.1', userAgent: null },
      replaces: null,
      withSudo: true,
    })
    await this.context.addCookies([
      {
        name: '__Host-evercheck',
        value,
        domain: 'localhost',
        path: '/',
        secure: true,
        httpOnly: true,
        sameSite: 'Strict',
      },
    ])
    await this.context.addInitScript(() => localStorage.setItem('evercheck-signed-in', 'yes'))
  }

  /** Has a passkey device that says yes. */
  async hasPasskeys(): Promise<void> {
    const authenticator = await this.context.newCDPSession(this.page)
    await authenticator.send('WebAuthn.enable')
    await authenticator.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }

  /** What axe has against the page as it is now, or what of that is looked for. */
  async barriers(look: Look = {}): Promise<readonly string[]> {
    // The page's own policy keeps foreign scripts out; the debugger's way in is not its business.
    const hasAxe = await this.page.evaluate('typeof axe === "object"')
    if (!hasAxe) await this.page.evaluate(await readFile(AXE, 'utf8'))
    await this.page.evaluate(COLOURS_SETTLED)
    const { rule, exceptRule, within } = look
    const options = {
      resultTypes: ['violations'],
      reporter: 'no-passes',
      // For a rule about style sheets that ask how a phone is held: ours do not.
      preload: false,
      ...(rule === undefined ? {} : { runOnly: [rule] }),
      ...(exceptRule === undefined ? {} : { rules: { [exceptRule]: { enabled: false } } }),
    }
    const exclude = IS_LONG ? [] : [[ROWS_ALIKE]]
    const place = JSON.stringify({ include: [[within ?? 'html']], exclude })
    const asked = `axe.run(${place}, ${JSON.stringify(options)}).then((run) => run.violations)`
    const found = (await this.page.evaluate(asked)) as {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
    return found.map(({ id, nodes }) => {
      return `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`
    })
  }

  /** What is wrong with the page as it stands: barriers, and what keys do not reach. */
  async faults(of: string): Promise<readonly string[]> {
    const barriers = await this.barriers()
    return [...(await walkByKeys(this.page)), ...barriers].map((fault) => `${of}: ${fault}`)
  }

  /** Nothing went wrong so far. */
  expectCalm(): void {
    expect(this.complaints).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#browser === shared) await this.context.close()
    else await this.#browser.close()
  }
}

/** Runs in the page: what turns for ever is not waited for. */
const COLOURS_SETTLED = `Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished),
)`

/**
 * Lets the page of one's own sessions ask so slowly that it is refused when one has signed out, and
 * before the browser has left that page.
 */
export async function askSlowlyOnTheWayOut(page: Page): Promise<void> {
  const over = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
  await page.route('**/auth/sessions', async (route) => {
    await over
    await route.continue()
  })
  const refused = page.waitForResponse((answer) => answer.status() === 401)
  await page.route('**/sign-in', async (route) => {
    await (await refused).finished()
    await route.continue()
  })
}
