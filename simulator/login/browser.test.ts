import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { totpCode, totpStep } from '../world/totp.ts'
import { LoginSettings, MARKUPS, type Markup } from './settings.ts'
import { openStand, PASSWORD, type Stand, TOTP_SECRET, Visitor } from './test-stand.ts'

const FIELDS = {
  classic: ['input[name="username"]', 'input[name="password"]', 'button[type="submit"]'],
  named: ['input[name="email"]', 'input[name="pass"]', 'div[role="button"] >> text="Log in"'],
  unnamed: [
    'input[type="text"]:not([name])',
    'input[type="password"]:not([name])',
    'div[role="button"] >> text="Log in"',
  ],
} as const satisfies Record<Markup, readonly [string, string, string]>

let stand: Stand
let visitor: Visitor

beforeAll(async () => {
  stand = await openStand()
  visitor = await Visitor.arrive(stand.simulator)
})

afterAll(async () => {
  await visitor.leave()
  await stand[Symbol.asyncDispose]()
})

beforeEach(() => {
  stand.set({ ...LoginSettings.parse({}), renderDelayMs: 20 })
  stand.keeper.standing = 'ok'
  stand.keeper.totpSecret = null
  stand.keeper.lastTotpStep = -1
  stand.keeper.trustedDevices.clear()
})

async function type(page: Page, markup: Markup, password = PASSWORD): Promise<void> {
  const [user, pass] = FIELDS[markup]
  await page.locator(user).pressSequentially('keeper')
  await page.locator(pass).pressSequentially(password)
}

async function logIn(page: Page, markup: Markup): Promise<void> {
  await type(page, markup)
  await page.locator(FIELDS[markup][2]).click()
}

async function hasSession(page: Page): Promise<boolean> {
  const cookies = await page.context().cookies()
  return cookies.some(({ name, value }) => name === 'sessionid' && value !== '')
}

/** The code of this step, or of a later one when this one is used up. */
function code(): string {
  const step = totpStep(stand.simulator.world.clock.nowMs())
  return totpCode(TOTP_SECRET, Math.max(step, stand.keeper.lastTotpStep + 1))
}

describe.each(MARKUPS)('the %s markup', (markup) => {
  test('logs in by typing and a click, and asks about saving and notifications', async () => {
    stand.set({ loginMarkup: markup })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, markup)
    await page.waitForURL('https://www.instagram.com/accounts/onetap/?next=%2F')
    expect(await hasSession(page)).toBe(true)
    await page.getByRole('button', { name: 'Not now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Turn on Notifications' })
    await dialog.getByRole('button', { name: 'Not Now' }).click()
    await page.goto('https://www.instagram.com/accounts/edit/')
    expect(page.url()).toBe('https://www.instagram.com/accounts/edit/')
    await page.goto('https://www.instagram.com/accounts/login/')
    expect(page.url()).toBe('https://www.instagram.com/')
  })

  test('takes no value that a script assigns, fills in or dispatches', async () => {
    stand.set({ loginMarkup: markup })
    const page = await visitor.open('/accounts/login/')
    const [user, pass, button] = FIELDS[markup]
    const assign = (selector: string, value: string) =>
      page.locator(selector).evaluate((element, text) => {
        // No DOM types here: the element is an input of the page.
        const input = element as unknown as { value: string; dispatchEvent(event: Event): boolean }
        input.value = text
        input.dispatchEvent(new Event('input', { bubbles: true }))
      }, value)
    await page.locator(user).waitFor()
    await assign(user, 'keeper')
    await assign(pass, PASSWORD)
    await page.locator(pass).fill(PASSWORD)
    expect(await page.locator(button).isEnabled()).toBe(false)
    await expect.poll(() => page.locator(user).inputValue()).toBe('')
    await expect.poll(() => page.locator(pass).inputValue()).toBe('')
  })

  test('says that the password was wrong and lets one try again', async () => {
    stand.set({ loginMarkup: markup })
    const page = await visitor.open('/accounts/login/')
    await type(page, markup, 'wrong')
    await page.keyboard.press('Enter')
    const alert = page.locator(markup === 'classic' ? 'p#slfErrorAlert' : '[role="alert"]')
    await expect
      .poll(() => alert.textContent())
      .toBe(
        markup === 'classic'
          ? 'Sorry, your password was incorrect. Please double-check your password.'
          : 'The login information you entered is incorrect.',
      )
    await page.locator(FIELDS[markup][1]).press('Control+A')
    await page.locator(FIELDS[markup][1]).pressSequentially(PASSWORD)
    await page.locator(FIELDS[markup][2]).click()
    await page.waitForURL('**/accounts/onetap/**')
  })
})

describe('dialogs and detours', () => {
  test('the Enter key logs in', async () => {
    stand.set({ loginMarkup: 'unnamed', oneTap: false })
    const page = await visitor.open('/accounts/login/')
    await type(page, 'unnamed')
    await page.keyboard.press('Enter')
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
  })

  test.each([
    ['decline', 'Decline optional cookies'],
    ['essential', 'Only allow essential cookies'],
    ['accept', 'Accept'],
  ] as const)('the cookie dialog (%s) blocks the form until it is answered', async (kind, text) => {
    stand.set({ cookieDialog: kind })
    const page = await visitor.open('/accounts/login/')
    await page.getByRole('dialog').waitFor()
    const blocked = page.locator(FIELDS.classic[0]).click({ timeout: 300 })
    await expect(blocked).rejects.toThrow('Timeout')
    await page.getByRole('button', { name: text, exact: true }).click()
    await page.reload()
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('a saved login continues without a password', async () => {
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.getByRole('button', { name: 'Save info' }).click()
    await page.waitForURL('https://www.instagram.com/')
    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    await page.getByRole('button', { name: 'Continue as keeper' }).click()
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
    expect(stand.simulator.world.counters.logins['one-tap']).toBe(1)
  })

  test('a saved login that is throttled says so, and stays', async () => {
    const { world } = stand.simulator
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.getByRole('button', { name: 'Save info' }).click()
    await page.waitForURL('https://www.instagram.com/')
    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    world.throttles.fall(stand.keeper.pk, 60_000, world.clock.nowMs())
    const tile = page.getByRole('button', { name: 'Continue as keeper' })
    await tile.click()
    await page.getByText('Please wait a few minutes before you try again.').waitFor()
    expect(await tile.isVisible()).toBe(true)
    expect(await hasSession(page)).toBe(false)
    world.throttles.reset()
  })

  test('the page tells its screen in the cookies wd and dpr', async () => {
    const page = await visitor.open('/', { width: 1200, height: 700 })
    await page.locator('input').first().waitFor()
    const cookies = await page.context().cookies()
    const told = cookies.filter(({ name }) => name === 'wd' || name === 'dpr')
    expect(told.map(({ name, value }) => [name, value]).sort()).toEqual([
      ['dpr', '1'],
      ['wd', '1200x700'],
    ])
  })

  test('an action block is told in a dialog, in the login form and in a list', async () => {
    stand.simulator.world.faults.arm(
      [
        { row: '12', surface: 'login:ajax', times: 1 },
        { row: '12', list: 'followers', times: 1 },
      ],
      stand.simulator.world.clock.nowMs(),
    )
    const page = await visitor.open('/accounts/login/')
    const dialog = page.getByRole('dialog', { name: 'Try Again Later' })
    const text = dialog.getByText('We limit how often you can do certain things')
    await logIn(page, 'classic')
    await text.waitFor()
    await dialog.getByRole('button', { name: 'OK' }).click()
    await page.locator(FIELDS.classic[2]).click()
    await page.waitForURL('**/accounts/onetap/**')
    await page.goto('https://www.instagram.com/keeper/followers/')
    await text.waitFor()
    await dialog.getByRole('button', { name: 'OK' }).click()
    expect(await dialog.count()).toBe(0)
  })

  test('the login page may be blank while the front page has the form', async () => {
    stand.set({ blankLoginPage: true })
    const page = await visitor.open('/accounts/login/')
    await page.waitForLoadState('networkidle')
    expect(await page.locator('input').count()).toBe(0)
    await page.goto('https://www.instagram.com/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('the newer markups log in through GraphQL, too', async () => {
    stand.set({ loginMarkup: 'unnamed', caa: true })
    const page = await visitor.open('/accounts/login/')
    const sent = page.waitForRequest('**/api/graphql')
    await logIn(page, 'unnamed')
    await sent
    await page.waitForURL('**/accounts/onetap/**')
    expect(await hasSession(page)).toBe(true)
  })

  test('a refused login is told in words', async () => {
    const page = await visitor.open('/accounts/login/')
    stand.set({ refusal: 'throttled' })
    await logIn(page, 'classic')
    const alert = page.locator('p#slfErrorAlert')
    await expect
      .poll(() => alert.textContent())
      .toBe('Please wait a few minutes before you try again.')
    stand.set({ refusal: 'gated-html' })
    await page.locator(FIELDS.classic[2]).click()
    await expect
      .poll(() => alert.textContent())
      .toBe('There was a problem logging you into Instagram. Please try again soon.')
  })
})

describe('the second factor', () => {
  test('is asked for once; a trusted device is not asked again', async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('https://www.instagram.com/accounts/login/two_factor?next=%2F')
    const field = page.locator('input[name="verificationCode"]')
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
    expect(await field.getAttribute('inputmode')).toBe('numeric')
    expect(await page.getByRole('checkbox', { name: 'Trust this device' }).isChecked()).toBe(true)
    await field.pressSequentially('000000')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toBe('Please check the security code and try again.')
    await field.press('Control+A')
    await field.pressSequentially(code())
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.waitForURL('**/accounts/onetap/**')

    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('is asked for again where the device was not trusted', async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.getByRole('checkbox', { name: 'Trust this device' }).uncheck()
    await page.locator('input[name="verificationCode"]').pressSequentially(code())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/accounts/onetap/**')
    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/login/two_factor?next=%2F')
  })

  test('of newer accounts goes through GraphQL', async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    stand.set({ encryptedContext: true, loginMarkup: 'named', caa: true })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'named')
    await page.locator('input[name="verificationCode"]').pressSequentially(code())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('can be asked for on the newer code page, in a field labelled "Code"', async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    stand.set({ codePage: 'auth-platform', loginMarkup: 'named' })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'named')
    await page.waitForURL('**/auth_platform/codeentry/?apc=*')
    await page.getByLabel('Code').pressSequentially('111111')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toBe('Please check the security code and try again.')
    await page.getByLabel('Code').press('Control+A')
    await page.getByLabel('Code').pressSequentially(code())
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL('**/accounts/onetap/**')
    expect(await hasSession(page)).toBe(true)
  })
})

describe('what only a human clears', () => {
  test.each([
    ['confirm', "Help us confirm it's you"],
    ['suspicious', 'Suspicious Login Attempt'],
  ] as const)('a challenge (%s) passes with the code that was sent', async (flavour, title) => {
    stand.keeper.standing = 'challenged'
    stand.set({ challenge: flavour })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL(`**${stand.keeper.checkpointPath}`)
    await page.getByRole('heading', { name: title }).waitFor()
    await page.getByRole('radio', { name: /Phone/ }).check()
    await page.getByRole('button', { name: 'Send Security Code' }).click()
    const field = page.locator('input[name="security_code"]')
    await field.pressSequentially('12345x')
    await page.getByRole('button', { name: 'Submit' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toBe('Please check the security code and try again.')
    const sent = stand.simulator.world.sentCodes.get(stand.keeper.pk)
    expect(sent?.channel).toBe('SMS')
    await field.press('Control+A')
    await field.pressSequentially(sent?.code ?? '')
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
    expect(stand.keeper.standing).toBe('ok')
  })

  test('the newer verification lets one choose a way and takes the code', async () => {
    stand.keeper.standing = 'challenged'
    stand.set({ challenge: 'auth-platform', loginMarkup: 'named' })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'named')
    await page.waitForURL('**/auth_platform/challengepicker/?apc=*')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL('**/auth_platform/codeentry/?apc=*')
    const sent = stand.simulator.world.sentCodes.get(stand.keeper.pk)
    await page.getByLabel('Code').pressSequentially(sent?.code ?? '')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL('**/accounts/onetap/**')
    expect(stand.keeper.standing).toBe('ok')
  })

  test('a captcha stands where the way on would be, and no session comes of it', async () => {
    stand.set({ challenge: 'recaptcha' })
    stand.keeper.standing = 'challenged'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/auth_platform/recaptcha/?apc=*')
    await page.getByText("Confirm that you're human").waitFor()
    expect(await hasSession(page)).toBe(false)
  })

  test('an approval is waited for on another device, and lets the login through', async () => {
    stand.set({ challenge: 'approval' })
    stand.keeper.standing = 'challenged'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/auth_platform/afad/?apc=*')
    await page.getByText('Waiting for approval').waitFor()
    expect(await hasSession(page)).toBe(false)
    stand.keeper.standing = 'ok'
    await page.reload()
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
  })

  test('a code by WhatsApp goes into a field that is named email', async () => {
    stand.set({ challenge: 'approval', codeField: 'email' })
    stand.keeper.standing = 'challenged'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.getByRole('button', { name: 'Try another way' }).click()
    await page.getByRole('radio').nth(2).check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('Check your WhatsApp messages').waitFor()
    const sent = stand.simulator.world.sentCodes.get(stand.keeper.pk)
    await page.locator('input[name=email]').pressSequentially(sent?.code ?? '')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('an expired session meets its saved account everywhere, and the form behind it', async () => {
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
    stand.simulator.world.kill({ username: 'keeper', disguise: 'saved-account' })
    for (const path of ['/', '/accounts/edit/', '/accounts/login/']) {
      await page.goto(`https://www.instagram.com${path}`)
      await page.getByRole('button', { name: 'Use another profile' }).waitFor()
      expect(await page.locator('input').count()).toBe(0)
      expect(await page.locator('html').getAttribute('class')).toBe('')
      expect(new URL(page.url()).pathname).toBe(path)
    }
    await page.getByRole('button', { name: 'Continue' }).click()
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
    expect(await hasSession(page)).toBe(true)
  })

  test('the automated-behaviour notice is dismissed, and the session goes on', async () => {
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
    stand.keeper.standing = 'automated-behaviour'
    await page.goto('https://www.instagram.com/accounts/edit/')
    await page.waitForURL(`**${stand.keeper.checkpointPath}`)
    await page
      .getByRole('heading', { name: 'We suspect automated behavior on your account' })
      .waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.waitForURL('https://www.instagram.com/')
    expect(stand.keeper.standing).toBe('ok')
  })

  test('new terms are agreed to once', async () => {
    stand.keeper.standing = 'consent'
    stand.set({ oneTap: false })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/consent/**')
    await page.getByRole('button', { name: 'Agree to terms' }).click()
    await page.waitForURL('https://www.instagram.com/')
    expect(stand.keeper.standing).toBe('ok')
  })

  test('a suspended account is told so instead of being logged in', async () => {
    stand.keeper.standing = 'suspended'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/suspended/')
    await page.getByRole('heading', { name: 'We suspended your account' }).waitFor()
    expect(await hasSession(page)).toBe(false)
  })

  test('a disabled account is told so in the form', async () => {
    stand.keeper.standing = 'disabled'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await expect
      .poll(() => page.locator('p#slfErrorAlert').textContent())
      .toContain('Your account has been disabled')
  })
})
