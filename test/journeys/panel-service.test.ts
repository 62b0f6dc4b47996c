import { readFile } from 'node:fs/promises'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { frameOf } from '../../src/dialogues/frame-store.ts'
import { clickButtonOf, type Frame } from '../panel-picture.ts'
import { KEEPER, PanelTown, TARGET } from '../panel-town.ts'
import { Visitor } from '../panel-visitor.ts'

const BACK = TARGET.following - TARGET.mutual

test('from the one-time link to the lists of a check whose session died, through a challenge that another process met', async () => {
  await using town = await PanelTown.open()
  await using visitor = await Visitor.arrive(town.port)
  const { page } = visitor
  await visitor.hasPasskeys()
  await visitor.goTo(town.setup)
  await page.getByLabel('What shall Evercheck call you?').fill('ada')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Make a passkey' }).click()

  // An account by its password: stored, logged in, proved, in use.
  await page.getByLabel('User name').fill(KEEPER.username)
  await page.getByRole('textbox', { name: 'Password' }).fill(KEEPER.password)
  const beganMs = Date.now()
  await page.getByRole('textbox', { name: 'Two-factor secret' }).fill(KEEPER.totpSecret)
  const shown = await page.locator('.totp-now b').textContent()
  expect(codesSince(beganMs)).toContain(shown?.replace(/\s/g, ''))
  await page.getByLabel(/I own this account/).check()
  await page.getByRole('button', { name: 'Log in and verify' }).click()
  await page.getByText('Logging in').waitFor()
  await page.getByText('keeper is logged in and ready to read.').waitFor()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('heading', { name: 'Who shall be told' }).waitFor()
  await page.getByRole('button', { name: 'Go on' }).click()

  // The first check dies in its followers, and the login that follows meets a challenge.
  town.instagram.world.kill({
    username: KEEPER.username,
    disguise: 'plain',
    afterRows: 60,
    list: 'followers',
    standing: 'challenged',
  })
  await page.getByLabel('Profile').fill(`@${TARGET.username}`)
  await page.getByRole('button', { name: 'Order a check' }).click()
  await page.getByText('Your first check').waitFor()
  await page.getByRole('link', { name: 'keeper needs you' }).click()
  await expect.poll(() => page.title()).toMatch(/^\(1\) /)

  // The page is kept by the worker and seen through the service.
  await page.getByRole('button', { name: 'Take the hand' }).click()
  await clickButtonOf(() => pictureOf(town, page), page)
  await page.getByRole('heading', { name: 'Code from Instagram' }).waitFor()
  await page.getByLabel('Code from Instagram').fill('000000')
  await page.getByRole('button', { name: 'Send code' }).click()
  await page
    .getByText(/check the security code/i)
    .first()
    .waitFor()
  await page.getByLabel('Code from Instagram').fill(town.sentCode)
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.getByText('Logged in. The session was tested and is in use.').waitFor()

  // The check goes on by itself, and its page says so without being asked again.
  await page.goBack()
  await page.getByText('Set up.').waitFor()
  await page.getByRole('link', { name: 'Look at the lists' }).first().click()
  await page.getByRole('button', { name: `Don't follow back ${BACK}` }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.length - 1).toBe(BACK)
  expect(town.instagram.world.counters.logins).toEqual({ 'web-ajax': 2 })
  visitor.expectCalm()
})

/** The codes of all steps since then, however long the page has taken. */
function codesSince(beganMs: number): readonly string[] {
  const totp = new TOTP({ secret: Secret.fromBase32(KEEPER.totpSecret) })
  const steps = Math.floor(Date.now() / 30_000) - Math.floor(beganMs / 30_000)
  return Array.from({ length: steps + 1 }, (_, step) => {
    return totp.generate({ timestamp: beganMs + step * 30_000 })
  })
}

/** The last picture of a page, as the database has it. */
async function pictureOf(town: PanelTown, page: Page): Promise<Frame | null> {
  return frameOf(town.app, new URL(page.url()).pathname.split('/').at(-1) ?? '', null)
}
