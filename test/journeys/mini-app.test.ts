import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { carryOut } from '../../src/checks/carry-out.ts'
import { ignoredProfiles } from '../../src/checks/history/ignore-store.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { watchesOf, watchProfile } from '../../src/watches/watch-store.ts'
import { Stage } from '../api/stage.ts'
import { Visitor } from '../panel-visitor.ts'
import { ADA, never, Trial } from '../trial.ts'

test('in the Mini App a customer sees his own result as Telegram looks, ignores, watches and orders', async () => {
  const botToken = '42:planted-Token-AAAAAAAAAAAAAAAA'
  await using trial = await Trial.open()
  const app = { ...trial.app, secrets: { ...trial.app.secrets, telegramToken: botToken } }
  await using stage = await Stage.open(app)
  const given = { name: 'Somebody', language: 'en', zone: 'UTC', pays: false } as const
  const { id: customerId } = await createCustomer(app, given, [telegramIdentity(77)])
  const how = { patienceMs: 3_600_000, accountId: null, inFront: false }
  await carryOut(app, { ...how, customerId, target: ADA.username }, never())
  await using visitor = await Visitor.arrive(stage.port, { phone: true })
  const { page } = visitor
  // What Telegram's app has in the page, and hears from it.
  await page.addInitScript(`
    told = []
    TelegramWebviewProxy = { postEvent: (event, data) => told.push(event + ' ' + data) }
  `)
  const fragment = new URLSearchParams({
    tgWebAppData: initDataOf(botToken, trial),
    tgWebAppThemeParams: JSON.stringify({ bg_color: '#17212b', text_color: '#ffffff' }),
  })
  await visitor.goTo(`/app#${fragment}`)
  await page.getByRole('button', { name: `@${ADA.username}` }).click()
  await page.getByRole('heading', { level: 1, name: `@${ADA.username}` }).waitFor()
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  await page.evaluate(told('theme_changed', { theme_params: { bg_color: '#ffffff' } }))
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light')
  const back = 'web_app_setup_back_button {"is_visible":'
  await expect.poll(() => page.evaluate('told.at(-1)')).toBe(`${back}true}`)
  await page.evaluate(told('back_button_pressed', {}))
  await page.getByRole('button', { name: `@${ADA.username}` }).waitFor()
  await expect.poll(() => page.evaluate('told.at(-1)')).toBe(`${back}false}`)
  await page.goBack()
  await page.getByText('The files are in your chat with the bot.').last().waitFor()
  expect(await page.getByText(/^read /).count()).toBe(2)

  await page.getByRole('tab', { name: /Fans/ }).click()
  const fan = page.locator('.person b').first()
  await fan.waitFor()
  const name = (await fan.textContent()) ?? ''
  await page.getByRole('button', { name: `Ignore ${name}`, exact: true }).click()
  await page.getByText(`${name} is ignored from now on.`).waitFor()
  expect((await ignoredProfiles(app, customerId)).map(({ username }) => username)).toEqual([name])

  await page.getByRole('button', { name: 'Tell me when it changes' }).click()
  await page.getByRole('button', { name: /Looked at every 7 days/ }).waitFor()
  expect(await watchesOf(app, customerId)).toMatchObject([{ target: ADA.username, everyDays: 7 }])
  const quiet = page.getByRole('button', { name: 'Quiet 22:00–08:00' })
  await expect.poll(() => quiet.getAttribute('aria-pressed')).toBe('true')
  // How often was chosen elsewhere, and stays so.
  await watchProfile(app, { customerId, target: ADA.username, everyDays: 3, quiet: null })
  await page.reload()
  await page.getByRole('button', { name: /Looked at every 3 days/ }).waitFor()
  await quiet.click()
  await expect.poll(() => quiet.getAttribute('aria-pressed')).toBe('true')
  expect(await watchesOf(app, customerId)).toMatchObject([{ everyDays: 3, quiet: {} }])
  await page.getByRole('button', { name: /Looked at every 3 days/ }).click()
  await page.getByRole('button', { name: 'Tell me when it changes' }).waitFor()
  expect(await watchesOf(app, customerId)).toEqual([])

  // Counted with the list, and in no list of his, when it is opened again.
  await page.reload()
  await page.getByText('1 person on your ignore list is hidden').waitFor()
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  expect(await visitor.barriers()).toEqual([])
  await page.getByRole('button', { name: `Show ${name} again` }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: `Ignore ${name}`, exact: true }).waitFor()
  expect(await ignoredProfiles(app, customerId)).toEqual([])
  expect(await visitor.barriers()).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  visitor.expectCalm()
})

/** Runs in the page, as Telegram's app calls it. */
function told(event: string, data: unknown): string {
  return `Telegram.WebView.receiveEvent(${JSON.stringify(event)}, ${JSON.stringify(data)})`
}

function initDataOf(botToken: string, trial: Trial): string {
  const fields = {
    auth_date: String(Math.floor(trial.clock.now().getTime() / 1000)),
    user: JSON.stringify({ id: 77, first_name: 'Some Body', language_code: 'en' }),
  }
  const lines = `auth_date=${fields.auth_date}\nuser=${fields.user}`
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
  const hash = createHmac('sha256', key).update(lines).digest('hex')
  return new URLSearchParams({ ...fields, hash }).toString()
}
