import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Device, SessionState } from '../cookies/session-state.ts'
import type { Connect } from '../wire/connect.ts'
import { BrowserFailure, launchFailure, step } from './browser-failure.ts'
import { connectSwitches } from './browser-trust.ts'
import { elapsed } from './real-time.ts'

/** A running Chromium and what it calls itself. */
export type Chromium = { readonly browser: Browser; readonly userAgent: string }

/**
 * Starts a Chromium without a window.
 * @throws BrowserFailure `NO_BROWSER`, `BROWSER_CRASHED` or `LOGIN_TIMEOUT`.
 */
export async function launchChromium(options: {
  readonly executable: string | null
  readonly connect: Connect | null
  readonly hideWebdriver: boolean
  readonly timeoutMs: number
}): Promise<Chromium> {
  const executablePath = options.executable
  if (executablePath === null) {
    throw new BrowserFailure(
      'NO_BROWSER',
      'no Chromium was found: install one, or set EVERCHECK_BROWSER',
    )
  }
  const browser = await launch(executablePath, options)
  try {
    const { userAgent } = await step('ask the browser what it is', options.timeoutMs, async () => {
      const session = await browser.newBrowserCDPSession()
      const version = await session.send('Browser.getVersion')
      await session.detach()
      return version
    })
    return { browser, userAgent }
  } catch (error) {
    await Promise.race([browser.close().catch(() => {}), elapsed(CLOSE_MS)])
    throw launchFailure(error)
  }
}

/**
 * Playwright, loaded by the first who may need it: it takes a quarter of a second and 70 MB of
 * memory, which processes that never log in go without.
 */
export function loadDriver(): Promise<typeof import('playwright-core')> {
  return import('playwright-core')
}

/** How long a browser that does not answer may take to end. */
const CLOSE_MS = 5_000

async function launch(
  executablePath: string,
  options: {
    readonly connect: Connect | null
    readonly hideWebdriver: boolean
    readonly timeoutMs: number
  },
): Promise<Browser> {
  const { chromium } = await loadDriver()
  try {
    return await chromium.launch({
      executablePath,
      headless: true,
      timeout: options.timeoutMs,
      // Chromium refuses to run its sandbox as root, and as nobody else does it need to go without.
      chromiumSandbox: process.getuid?.() !== 0,
      // Who stops this process decides what happens to a login under way; Playwright would exit.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...QUIET,
        ...connectSwitches(options.connect),
        ...(options.hideWebdriver ? ['--disable-blink-features=AutomationControlled'] : []),
      ],
    })
  } catch (error) {
    throw launchFailure(error)
  }
}

/** Nothing but what the pages themselves ask for leaves the machine. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]

/** Instagram as a browser knows it. */
export const ORIGIN = 'https://www.instagram.com'

/**
 * Opens an empty page on the account's own device, with the cookies and the local storage that the
 * account's last session left behind.
 */
export async function openDevice(
  chromium: Chromium,
  device: Device,
  state: SessionState | null,
  timeoutMs: number,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await step('open a browser context', timeoutMs, () =>
    chromium.browser.newContext({
      // An override would only repeat what this browser says anyway.
      ...(device.userAgent === chromium.userAgent ? {} : { userAgent: device.userAgent }),
      locale: device.locale,
      timezoneId: device.timeZone,
      viewport: device.viewport,
    }),
  )
  try {
    return { context, page: await step('open a page', timeoutMs, () => openPage(context, state)) }
  } catch (error) {
    void context.close().catch(() => {})
    throw error
  }
}

async function openPage(context: BrowserContext, state: SessionState | null): Promise<Page> {
  const cookies = state === null ? [] : context.addCookies([...state.cookies])
  const [page] = await Promise.all([context.newPage(), cookies])
  return page
}

/**
 * Puts back what `state` holds of Instagram's local storage, before the page's own scripts run.
 * Playwright's way is to visit every origin once, which takes longer than the login. Call the
 * returned function when the first page has begun: later pages keep what they have.
 */
export async function restoreLocalStorage(
  page: Page,
  state: SessionState | null,
  timeoutMs: number,
): Promise<() => Promise<void>> {
  const entries = state?.origins.find(({ origin }) => origin === ORIGIN)?.localStorage ?? []
  if (entries.length === 0) return async () => {}
  const script = await step('restore local storage', timeoutMs, () =>
    page.addInitScript(putEntries, { origin: ORIGIN, entries: [...entries] }),
  )
  return () => step('restore local storage', timeoutMs, () => script.dispose())
}

type Entry = { readonly name: string; readonly value: string }

/** Runs inside the page, so it must not use anything from outside itself. */
function putEntries(stored: { readonly origin: string; readonly entries: readonly Entry[] }): void {
  if (location.origin !== stored.origin) return
  for (const { name, value } of stored.entries) localStorage.setItem(name, value)
}

/** Runs inside the page. */
export function readEntries(): Entry[] {
  return Object.entries(localStorage).map(([name, value]) => ({ name, value: String(value) }))
}

/** The little of the browser's own types that is used above. */
declare const location: { readonly origin: string }
declare const localStorage: { setItem(name: string, value: string): void } & Record<string, unknown>
