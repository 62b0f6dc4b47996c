import { expect, test } from 'vitest'
import { dialogueOf } from '../../src/dialogues/dialogue-store.ts'
import { Stage } from '../api/stage.ts'
import { atDesk } from '../live-view.ts'
import { Visitor } from '../panel-visitor.ts'
import { USER_AGENT } from '../scripted-browser.ts'
import { Trial } from '../trial.ts'

const PASSWORD = 'planted-Secret-0481'

test('an account comes in by pasted cookies, another is logged in by hand in the live view, with a keyboard of any script', {
  tags: 'long',
}, async () => {
  await using trial = await Trial.open({ realBrowser: true, accounts: [], loggedIn: [] })
  trial.set({ login: { renderDelayMs: 20 } })
  await using _desk = atDesk(trial.process)
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  await visitor.isOwner(trial.app)

  await visitor.goTo('/accounts?new=1')
  const dialog = page.getByRole('dialog', { name: 'Add account' })
  await dialog.getByRole('button', { name: 'Cookies of a browser' }).click()
  await dialog.getByLabel('User name').fill('@keeper')
  await dialog.getByRole('textbox', { name: 'Cookies' }).fill(trial.cookiesFor('keeper'))
  await dialog.getByLabel('User agent of that browser').fill(USER_AGENT)
  await dialog.getByRole('button', { name: 'Import cookies' }).click()
  await page.getByRole('heading', { level: 1, name: 'keeper' }).waitFor()
  expect((await stage.ask('/admin/accounts/keeper')).body.standing).toBe('active')

  // By its password it is logged in at once: nobody waits for the first check to hear that it fails.
  await visitor.goTo('/accounts?new=1')
  await dialog.getByLabel('User name').fill('third')
  await dialog.getByRole('textbox', { name: 'Password' }).fill('wrong-Secret-1')
  await dialog.getByLabel(/I own this account/).check()
  await dialog.getByRole('button', { name: 'Add account' }).click()
  await page.getByText(/^third is not logged in: /).waitFor()
  expect((await stage.ask('/admin/accounts/third')).body.standing).toBe('wrong-password')

  await visitor.goTo('/accounts?new=1')
  await dialog.getByRole('button', { name: 'By hand' }).click()
  await dialog.getByLabel('User name').fill('second')
  await dialog.getByRole('button', { name: 'Open the browser' }).click()
  await page.getByRole('button', { name: 'Take control' }).click()
  const picture = page.locator('.page-picture')
  await picture.waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const said = async () => (await dialogueOf(trial.app, id))?.said ?? null
  await expect.poll(said).not.toBe(null)
  await page.locator('.hand-field').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('second')
  await page.keyboard.press('Tab')
  // A keyboard may be of any script, and what was typed by mistake is taken back.
  await page.keyboard.insertText('пароль')
  for (let at = 0; at < 6; at += 1) await page.keyboard.press('Backspace')
  await page.keyboard.insertText(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByText('Logged in. The session was tested and is in use.').waitFor()
  const { body } = await stage.ask('/admin/accounts/second')
  expect(body.standing).toBe('active')
  expect((await trial.account('second')).restingUntil).toBeNull()

  // What Instagram asks is led to, and not told of as something to be begun.
  trial.instagram.kill({ username: 'second', disguise: 'plain', standing: 'challenged' })
  await visitor.goTo('/accounts?new=1')
  await dialog.getByLabel('User name').fill('second')
  await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await dialog.getByLabel(/I own this account/).check()
  await dialog.getByRole('button', { name: 'Add account' }).click()
  await page.getByText('Instagram asks you about second: the page is open.').waitFor()
  await page.getByRole('status').getByRole('link', { name: 'Open live login' }).click()
  await page.waitForURL(/\/logins\/dlg_/)
  visitor.expectCalm()
})
