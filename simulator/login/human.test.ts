import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LoginSettings } from './settings.ts'
import { openStand, type Stand, TOTP_SECRET, Visitor } from './test-stand.ts'
import { codeOf, hasSession, logIn } from './test-typing.ts'

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
    await field.pressSequentially(codeOf(stand))
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.waitForURL('**/accounts/onetap/**')

    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/onetap/**')
  })

  test('is asked for again where the device was not trusted', { tags: 'long' }, async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await page.getByRole('checkbox', { name: 'Trust this device' }).uncheck()
    await page.locator('input[name="verificationCode"]').pressSequentially(codeOf(stand))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/accounts/onetap/**')
    await page.context().clearCookies({ name: 'sessionid' })
    await page.goto('https://www.instagram.com/accounts/login/')
    await logIn(page, 'classic')
    await page.waitForURL('**/accounts/login/two_factor?next=%2F')
  })

  test('of newer accounts goes through GraphQL', { tags: 'long' }, async () => {
    stand.keeper.totpSecret = TOTP_SECRET
    stand.set({ encryptedContext: true, loginMarkup: 'named', caa: true })
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'named')
    await page.locator('input[name="verificationCode"]').pressSequentially(codeOf(stand))
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
    await page.getByLabel('Code').pressSequentially(codeOf(stand))
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

  test('an approval is waited for on another device, and lets the login through', {
    tags: 'long',
  }, async () => {
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

  test('a code by WhatsApp goes into a field that is named email', { tags: 'long' }, async () => {
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

  test('new terms are agreed to once', { tags: 'long' }, async () => {
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

  test('a disabled account is told so in the form', { tags: 'long' }, async () => {
    stand.keeper.standing = 'disabled'
    const page = await visitor.open('/accounts/login/')
    await logIn(page, 'classic')
    await expect
      .poll(() => page.locator('p#slfErrorAlert').textContent())
      .toContain('Your account has been disabled')
  })
})
