import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { frameOf } from '../../src/dialogues/frame-store.ts'
import { clickButtonOf, type Frame } from '../panel-picture.ts'
import { KEEPER, PanelTown, TARGET } from '../panel-town.ts'
import { Visitor } from '../panel-visitor.ts'

const BACK = TARGET.following - TARGET.mutual

let town: PanelTown
let visitor: Visitor

// Whoever has set it up practises in it afterwards: a service and a worker start once.
beforeAll(async () => {
  town = await PanelTown.open()
  visitor = await Visitor.arrive(town.port)
})

afterAll(async () => {
  await visitor?.[Symbol.asyncDispose]()
  await town?.[Symbol.asyncDispose]()
})

test('from the one-time link to the lists of a check whose session died, through a challenge that another process met', async () => {
  const { page } = visitor
  await visitor.hasPasskeys()
  await visitor.goTo(town.setup)
  await page.getByLabel('What shall Evercheck call you?').fill('ada')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Make a passkey' }).waitFor()
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByRole('heading', { name: 'What shall Evercheck read with?' }).waitFor()
  expect(new URL(page.url()).hash).toBe('')

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
  await page.getByRole('button', { name: 'Later, in Settings' }).click()

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
  await page.getByRole('button', { name: 'Take control' }).click()
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
  await page.getByRole('button', { name: `Don’t follow back ${BACK}` }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.length - 1).toBe(BACK)
  expect(town.instagram.world.counters.logins).toEqual({ 'web-ajax': 2 })
  expect(await versionsIn(town)).toEqual(['previous browser', 'current assisted'])
  const [name = ''] = (await page.locator('.person b').first().textContent())?.split(' ') ?? []
  await page.getByRole('searchbox').fill(name)
  await expect.poll(() => page.locator('.person .who').count()).toBe(1)

  // What was made at the beginning lets him in again.
  await visitor.moveTo('/settings/you')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  visitor.expectCalm()
})

test('practising: a death, a throttle and a code in one sitting, and nothing of it is left', {
  tags: 'long',
  timeout: 300_000,
}, async () => {
  const { page } = visitor
  const before = await checksIn(town)
  await visitor.moveTo('/setup/account')
  // All of it by keys, each step looked at as it stands.
  const press = (name: string) => page.getByRole('button', { name }).press('Enter')
  const faults: string[] = []
  await press('Try it with the practice Instagram')
  const banner = page.getByRole('region', { name: 'Practice' })
  await banner.waitFor()
  const own = (await readdir(tmpdir())).filter((name) => name.startsWith('evercheck-practice-'))
  expect(own.length).toBeGreaterThan(0)
  await expect.poll(() => page.getByLabel('User name').inputValue()).not.toBe('')
  faults.push(...(await visitor.faults('practice account')))
  await press('Log in and verify')
  await page.getByText('is logged in and ready to read.').waitFor()
  faults.push(...(await visitor.faults('practice ready')))
  await press('Go on')
  await press('Go on')
  // A token leads past the practice: what is shown as a command would be done for real.
  expect(await page.locator('.curl').count()).toBe(0)
  await expect.poll(() => page.getByLabel('Profile').inputValue()).not.toBe('')
  faults.push(...(await visitor.faults('practice check')))
  expect(faults).toEqual([])
  await press('Order a check')
  await page.getByText('1 worker, 1 machine').waitFor()
  await banner.getByRole('link', { name: /needs you/ }).press('Enter')
  await page.locator('h1:focus', { hasText: 'keeper' }).waitFor()
  faults.push(...(await visitor.faults('practice login')))
  await takeTheHand(page)
  faults.push(...(await visitor.faults('practice code')))
  const code = banner.locator('.mail b')
  const field = page.getByLabel('Code from Instagram')
  await field.focus()
  await page.keyboard.type('000 000')
  await page.keyboard.press('Enter')
  await page
    .getByText(/check the security code/i)
    .first()
    .waitFor()
  // Refused, it is empty, and the keys are still in it.
  expect(await field.inputValue()).toBe('')
  await page.keyboard.type((await code.textContent()) ?? '')
  await page.keyboard.press('Enter')
  const logged = 'Logged in. The session was tested and is in use.'
  await page.locator('h2:focus', { hasText: logged }).waitFor()
  faults.push(...(await visitor.faults('practice logged in')))
  await page.goBack()
  await page.getByText('Set up.').waitFor()
  await page.getByRole('link', { name: 'Look at the lists' }).first().press('Enter')
  await page.getByRole('button', { name: 'Don’t follow back 343' }).waitFor()
  expect(faults).toEqual([])
  await press('End practice')
  await page.getByRole('button', { name: 'Try it with the practice Instagram' }).waitFor()
  expect(await checksIn(town)).toEqual(before)
  const left = async () => (await readdir(tmpdir())).filter((name) => own.includes(name))
  await expect.poll(left, { timeout: 20_000 }).toEqual([])
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

/** Has a code sent, with the keys of the page in the picture, and gives the hand back. */
async function takeTheHand(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take control' }).press('Enter')
  await page.locator('.hand-field:focus').waitFor()
  // To where the code goes, and to the button.
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('heading', { name: 'Code from Instagram' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.under button:focus').waitFor()
}

async function checksIn({ app }: PanelTown): Promise<readonly unknown[]> {
  return (await sql`select id from checks order by id`.execute(app.db)).rows
}

/** What became of each session, and how it was made. */
async function versionsIn({ app }: PanelTown): Promise<readonly string[]> {
  const { rows } = await sql<{ label: string; method: string }>`
    select label, method from instagram_sessions order by version
  `.execute(app.db)
  return rows.map(({ label, method }) => `${label} ${method}`)
}
