import { chromium } from 'playwright-core'
import type { Connect } from '../src/instagram/connect.ts'
import { ORIGIN } from '../src/instagram/login/browser.ts'
import { connectSwitches } from '../src/instagram/login/browser-trust.ts'
import type { Cookie } from '../src/instagram/session-state.ts'
import type { Keeper } from './evercheck.ts'

/**
 * Logs in with a bare Playwright script that knows the page and does nothing but what it must:
 * launch, open the login page, type per key, press Enter, take the cookie. Returns how long that
 * took in milliseconds, from before the launch to the `sessionid`; the closing is not counted.
 * `device` are the cookies of a device that Instagram trusts, so that no code is asked for.
 */
export async function bareLogin(
  place: { readonly executable: string; readonly connect: Connect },
  keeper: Keeper,
  device: readonly Cookie[],
): Promise<number> {
  const startedMs = performance.now()
  const browser = await chromium.launch({
    executablePath: place.executable,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...QUIET, ...connectSwitches(place.connect)],
  })
  try {
    const context = await browser.newContext()
    await context.addCookies([...device])
    const page = await context.newPage()
    await page.goto(`${ORIGIN}/accounts/login/`, { waitUntil: 'commit' })
    await page.locator('input[name="username"]').pressSequentially(keeper.username)
    await page.locator('input[name="password"]').pressSequentially(keeper.password)
    const answered = page.waitForResponse((response) => response.url().includes('/login/ajax/'))
    await page.keyboard.press('Enter')
    await answered
    const cookies = await context.cookies(ORIGIN)
    const endedMs = performance.now()
    if (!cookies.some(({ name }) => name === 'sessionid')) {
      throw new Error('the bare login was not let in')
    }
    return endedMs - startedMs
  } finally {
    await browser.close()
  }
}

/** The switches that Evercheck starts its Chromium with. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]
