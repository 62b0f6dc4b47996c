import type { Cookie } from '../../instagram/cookies/cookie.ts'
import { launchChromium, ORIGIN } from '../../instagram/login/browser.ts'
import type { Connect } from '../../instagram/wire/connect.ts'
import type { Clock } from '../../kernel/clock.ts'

const WAIT_MS = 30_000

/**
 * The shortest script that logs in: start a browser, open the page, type per key, press Enter, wait
 * for the cookie. It stores nothing and checks nothing: what Evercheck's own recovery is measured
 * against. `cookies` are those of a device that Instagram trusts, so that it asks for no code.
 * Returns the milliseconds until the cookie was there; ending the browser is not counted. An abort
 * ends the browser.
 */
export async function bareLogin(
  context: {
    readonly clock: Clock
    readonly executable: string | null
    readonly connect: Connect
    readonly sandbox?: boolean
    readonly signal?: AbortSignal
  },
  login: { readonly username: string; readonly password: string },
  cookies: readonly Cookie[] = [],
): Promise<number> {
  const { signal } = context
  const startedAtMs = context.clock.now().getTime()
  const { browser, close } = await launchChromium({
    executable: context.executable,
    connect: context.connect,
    hideWebdriver: false,
    sandbox: context.sandbox ?? true,
    timeoutMs: WAIT_MS,
  })
  const stop = () => void close()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    signal?.throwIfAborted()
    const device = await browser.newContext({ locale: 'en-US' })
    await device.addCookies([...cookies])
    const page = await device.newPage()
    page.setDefaultTimeout(WAIT_MS)
    await page.goto(`${ORIGIN}/accounts/login/`, { waitUntil: 'commit' })
    const declines = page.getByText(/^(Decline optional|Only allow essential) cookies$/)
    await page.addLocatorHandler(declines, () => declines.click())
    const name = 'input[name="username"], input[name="email"], input[type="text"]'
    await page.locator(name).first().pressSequentially(login.username)
    await page.locator('input[type="password"]').first().pressSequentially(login.password)
    const letIn = page.waitForResponse(async () =>
      (await device.cookies(ORIGIN)).some((cookie) => cookie.name === 'sessionid'),
    )
    await page.keyboard.press('Enter')
    await letIn
    return context.clock.now().getTime() - startedAtMs
  } finally {
    signal?.removeEventListener('abort', stop)
    await close()
  }
}
