import type { Page } from 'playwright-core'
import { totpCode, totpStep } from '../world/totp.ts'
import type { Markup } from './settings.ts'
import { PASSWORD, type Stand, TOTP_SECRET } from './test-stand.ts'

/** Where name and password are typed, and what is pressed then. */
export const FIELDS = {
  classic: ['input[name="username"]', 'input[name="password"]', 'button[type="submit"]'],
  named: ['input[name="email"]', 'input[name="pass"]', 'div[role="button"] >> text="Log in"'],
  unnamed: [
    'input[type="text"]:not([name])',
    'input[type="password"]:not([name])',
    'div[role="button"] >> text="Log in"',
  ],
} as const satisfies Record<Markup, readonly [string, string, string]>

/** Types name and password, letter by letter. */
export async function typeInto(page: Page, markup: Markup, password = PASSWORD): Promise<void> {
  const [user, pass] = FIELDS[markup]
  await page.locator(user).pressSequentially('keeper')
  await page.locator(pass).pressSequentially(password)
}

/** The same, and presses the button. */
export async function logIn(page: Page, markup: Markup): Promise<void> {
  await typeInto(page, markup)
  await page.locator(FIELDS[markup][2]).click()
}

/** Whether that browser is logged in. */
export async function hasSession(page: Page): Promise<boolean> {
  const cookies = await page.context().cookies()
  return cookies.some(({ name, value }) => name === 'sessionid' && value !== '')
}

/** The code of this step, or of a later one when this one is used up. */
export function codeOf(stand: Stand): string {
  const step = totpStep(stand.simulator.world.clock.nowMs())
  return totpCode(TOTP_SECRET, Math.max(step, stand.keeper.lastTotpStep + 1))
}
