import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { carryOut } from '../../src/checks/carry-out.ts'
import { ignoredProfiles } from '../../src/checks/history/ignore-store.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { createCustomer } from '../../src/customers/customer-store.ts'
import { watchesOf } from '../../src/watches/watch-store.ts'
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
  const fragment = new URLSearchParams({
    tgWebAppData: initDataOf(botToken, trial),
    tgWebAppThemeParams: JSON.stringify({ bg_color: '#17212b', text_color: '#ffffff' }),
  })
  await visitor.goTo(`/app#${fragment}`)
  await page.getByRole('button', { name: `@${ADA.username}` }).click()
  await page.getByRole('heading', { level: 1, name: `@${ADA.username}` }).waitFor()
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
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
  await quiet.click()
  await expect.poll(() => quiet.getAttribute('aria-pressed')).toBe('false')
  expect(await watchesOf(app, customerId)).toMatchObject([{ quiet: null }])
  await page.getByRole('button', { name: /Looked at every 7 days/ }).click()
  await page.getByRole('button', { name: 'Tell me when it changes' }).waitFor()
  expect(await watchesOf(app, customerId)).toEqual([])

  // Counted with the list, and in no list of his, when it is opened again.
  await page.reload()
  await page.getByRole('button', { name: `@${ADA.username}` }).click()
  await page.getByRole('tab', { name: /Fans/ }).click()
  await page.getByText('1 person on your ignore list is hidden').waitFor()
  expect(await visitor.barriers()).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  visitor.expectCalm()
})

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
