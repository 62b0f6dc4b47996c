import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LoginSettings, MARKUPS } from './settings.ts'
import { openStand, PASSWORD, type Stand, Visitor } from './test-stand.ts'
import { FIELDS, hasSession, logIn, typeInto } from './test-typing.ts'

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

/** Each markup with one of the cookie dialogs. */
const PAGES = [
  ['classic', 'decline', 'Decline optional cookies'],
  ['named', 'essential', 'Only allow essential cookies'],
  ['unnamed', 'accept', 'Accept'],
] as const

test('every markup is among the pages', () => {
  expect(PAGES.map(([markup]) => markup)).toEqual(MARKUPS)
})

test.each(PAGES)(
  'the %s markup: the cookie dialog (%s) blocks the form until it is answered; no value that a script assigns, fills in or dispatches is taken; a wrong password is said, and lets one try again; typing and a click log in, and saving and notifications are asked about',
  async (markup, cookieDialog, text) => {
    stand.set({ loginMarkup: markup, cookieDialog })
    const page = await visitor.open('/accounts/login/')
    const [user, pass, button] = FIELDS[markup]
    await page.getByRole('dialog').waitFor()
    await expect(page.locator(user).click({ timeout: 300 })).rejects.toThrow('Timeout')
    await page.getByRole('button', { name: text, exact: true }).click()
    await page.reload()

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

    await typeInto(page, markup, 'wrong')
    await page.keyboard.press('Enter')
    const alert = page.locator(markup === 'classic' ? 'p#slfErrorAlert' : '[role="alert"]')
    await expect
      .poll(() => alert.textContent())
      .toBe(
        markup === 'classic'
          ? 'Sorry, your password was incorrect. Please double-check your password.'
          : 'The login information you entered is incorrect.',
      )

    await page.locator(pass).press('Control+A')
    await page.locator(pass).pressSequentially(PASSWORD)
    await page.locator(button).click()
    await page.waitForURL('https://www.instagram.com/accounts/onetap/?next=%2F')
    expect(await hasSession(page)).toBe(true)
    await page.getByRole('button', { name: 'Not now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Turn on Notifications' })
    await dialog.getByRole('button', { name: 'Not Now' }).click()
    await page.goto('https://www.instagram.com/accounts/edit/')
    expect(page.url()).toBe('https://www.instagram.com/accounts/edit/')
    await page.goto('https://www.instagram.com/accounts/login/')
    expect(page.url()).toBe('https://www.instagram.com/')
  },
)

describe('dialogs and detours', () => {
  test('the Enter key logs in, and in the newer markups by GraphQL', async () => {
    stand.set({ loginMarkup: 'unnamed', caa: true, oneTap: false })
    const page = await visitor.open('/accounts/login/')
    await typeInto(page, 'unnamed')
    const sent = page.waitForRequest('**/api/graphql')
    await page.keyboard.press('Enter')
    await sent
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
  })

  test('a saved login that is throttled says so, and stays; it continues without a password', async () => {
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

    await tile.click()
    await page.waitForURL('https://www.instagram.com/')
    expect(await hasSession(page)).toBe(true)
    expect(world.counters.logins['one-tap']).toBe(1)
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
