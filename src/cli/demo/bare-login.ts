import type { Connect } from '../../instagram/connect.ts'
import { launchChromium, ORIGIN } from '../../instagram/login/browser.ts'
import type { Clock } from '../../kernel/clock.ts'

const WAIT_MS = 30_000

/**
 * The shortest script that logs in: start a browser, open the page, type, press Enter, wait for the
 * cookie. It stores nothing and checks nothing: what Evercheck's own recovery is measured against.
 * Returns the milliseconds until the cookie was there; ending the browser is not counted.
 */
export async function bareLogin(
  context: { readonly clock: Clock; readonly executable: string | null; readonly connect: Connect },
  login: { readonly username: string; readonly password: string },
): Promise<number> {
  const startedAtMs = context.clock.now().getTime()
  const { browser } = await launchChromium({
    executable: context.executable,
    connect: context.connect,
    hideWebdriver: false,
    timeoutMs: WAIT_MS,
  })
  try {
    const page = await browser.newPage({ locale: 'en-US' })
    await page.goto(`${ORIGIN}/accounts/login/`, { timeout: WAIT_MS, waitUntil: 'commit' })
    const declines = page.getByText(/^(Decline optional|Only allow essential) cookies$/)
    await page.addLocatorHandler(declines, () => declines.click())
    const name = 'input[name="username"], input[name="email"], input[type="text"]'
    await page.locator(name).first().pressSequentially(login.username, { timeout: WAIT_MS })
    await page.locator('input[type="password"]').first().pressSequentially(login.password)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => !url.pathname.startsWith('/accounts/login'), {
      timeout: WAIT_MS,
      waitUntil: 'commit',
    })
    const cookies = await page.context().cookies(ORIGIN)
    if (!cookies.some((cookie) => cookie.name === 'sessionid'))
      throw new Error('no login came of it')
    return context.clock.now().getTime() - startedAtMs
  } finally {
    await browser.close()
  }
}
