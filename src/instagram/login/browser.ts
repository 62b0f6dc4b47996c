import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Device, SessionState } from '../cookies/session-state.ts'
import type { Connect } from '../wire/connect.ts'
import type { WayProxy } from '../wire/proxy.ts'
import { putCookies } from './browser-cookies.ts'
import { BrowserFailure, launchFailure, step } from './browser-failure.ts'
import { sweepBrowserFolders } from './browser-folder.ts'
import { type BrowserProcess, startBrowser } from './browser-process.ts'
import { Gate } from './gate.ts'
import { elapsed } from './real-time.ts'

/** A running Chromium and what it calls itself. */
export type Chromium = {
  readonly browser: Browser
  readonly userAgent: string
  /** The browser's only way out. */
  readonly gate: Pick<Gate, 'trouble'>
  /** Ends it. Its process and its files are gone when this returns. */
  close(): Promise<void>
}

/** How a Chromium is started. */
export type LaunchOptions = {
  /** What `findBrowser` found; null fails with `NO_BROWSER`. */
  readonly executable: string | null
  readonly connect: Connect | null
  /** The proxy that connections go through, to `connect`, too. */
  readonly proxy?: WayProxy | null | undefined
  readonly hideWebdriver: boolean
  /** False gives up the sandbox that keeps what a page breaks from the rest of the machine. */
  readonly sandbox?: boolean | undefined
  readonly timeoutMs: number
  /** Hears of every host that was refused, once for each. */
  readonly onRefused?: ((host: string) => void) | undefined
}

/**
 * Starts a Chromium without a window. It runs in a sandbox, as root as another user, in a folder of
 * its own, with an environment of its own, and reaches nobody but Instagram.
 * @throws BrowserFailure `NO_BROWSER`, `NO_SANDBOX` or `LOGIN_TIMEOUT`.
 */
export async function launchChromium(options: LaunchOptions): Promise<Chromium> {
  const { executable, timeoutMs } = options
  if (executable === null) {
    throw new BrowserFailure(
      'NO_BROWSER',
      'no Chromium was found: install one, or set EVERCHECK_BROWSER',
    )
  }
  // What is left of others is in nobody's way, and this browser is not to wait for it.
  void sweepBrowserFolders()
  const gate = await Gate.open(options)
  let running: BrowserProcess
  try {
    const { sandbox = true, hideWebdriver } = options
    running = await startBrowser(executable, gate, { sandbox, hideWebdriver, timeoutMs })
  } catch (error) {
    gate.close()
    throw launchFailure(error)
  }
  const { browser, gone } = running
  const close = async (): Promise<void> => {
    await browser.close().catch(() => {})
    await gone()
  }
  try {
    const { userAgent } = await step('ask the browser what it is', timeoutMs, async () => {
      const session = await browser.newBrowserCDPSession()
      const version = await session.send('Browser.getVersion')
      await session.detach()
      return version
    })
    return { browser, userAgent, gate, close }
  } catch (error) {
    await Promise.race([close(), elapsed(CLOSE_MS)])
    throw launchFailure(error)
  }
}

/** How long a browser that does not answer may take to end. */
const CLOSE_MS = 5_000

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
): Promise<{
  readonly context: BrowserContext
  readonly page: Page
  /** Names of cookies that the browser refused. */
  readonly putAside: readonly string[]
}> {
  const context = await step('open a browser context', timeoutMs, () =>
    chromium.browser.newContext({
      // An override would only repeat what this browser says anyway.
      ...(device.userAgent === chromium.userAgent ? {} : { userAgent: device.userAgent }),
      locale: device.locale,
      timezoneId: device.timeZone,
      viewport: device.viewport,
      // Nothing from outside becomes a file.
      acceptDownloads: false,
    }),
  )
  try {
    const opened = await step('open a page', timeoutMs, () => openPage(context, state))
    return { context, ...opened }
  } catch (error) {
    void context.close().catch(() => {})
    throw error
  }
}

async function openPage(
  context: BrowserContext,
  state: SessionState | null,
): Promise<{ page: Page; putAside: readonly string[] }> {
  const [page, putAside] = await Promise.all([
    context.newPage(),
    putCookies(context, state?.cookies ?? []),
  ])
  return { page, putAside }
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
  for (const { name, value } of stored.entries) {
    try {
      localStorage.setItem(name, value)
    } catch {
      // No room is left for it.
    }
  }
}

/** The little of the browser's own types that is used above. */
declare const location: { readonly origin: string }
declare const localStorage: { setItem(name: string, value: string): void }
