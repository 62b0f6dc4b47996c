import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { invitationPath, inviteFirstOwner } from '../../src/access/invitation.ts'
import { ensureAccount } from '../../src/accounts/account-store.ts'
import { databaseNow } from '../../src/db/time.ts'
import { Stage } from '../api/stage.ts'
import { askSlowlyOnTheWayOut, Visitor } from '../panel-visitor.ts'
import { Trial } from '../trial.ts'

/** Of an owner, in letters of two other scripts. */
const NAME = 'Ада.عادل'

test('every step of the first run is looked at, a password and a code of an authenticator sign in, and a dangerous act asks for them again', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  await visitor.goTo(invitationPath((await inviteFirstOwner(trial.app)) ?? ''))
  const called = page.getByLabel('What shall Evercheck call you?')
  const faults: string[] = []
  const look = async (step: string): Promise<void> => {
    faults.push(...(await visitor.faults(step)))
  }
  const press = (name: string) => page.getByRole('button', { name }).press('Enter')
  // What is no name is told apart from a name in letters of any script.
  await called.fill('🦊 ada')
  await press('Go on')
  await page.getByText('One to 64 letters').waitFor()
  await look('you')
  await called.fill(NAME)
  await press('Go on')
  await page.getByRole('button', { name: 'Make a passkey' }).waitFor()
  await look('means')
  // Back is a step back, and the name is there, also where the page is loaded anew.
  await page.goBack()
  await called.waitFor()
  expect(await called.inputValue()).toBe(NAME)
  await page.goForward()
  await page.reload()
  // A server that cannot say so now does not say that the link is over.
  await page.getByRole('button', { name: 'Choose a password' }).waitFor()
  await page.route('**/auth/invitation', (route) => route.abort())
  await page.reload()
  await page.getByText('The server cannot be reached').waitFor()
  await page.unroute('**/auth/invitation')
  await press('Try again')
  await press('Choose a password')
  await page.locator('.totp-secret').waitFor()
  await look('password')
  const typed = page.getByRole('textbox', { name: 'Password' })
  await typed.fill('half a password')
  await page.goBack()
  expect(await called.inputValue()).toBe(NAME)
  await page.goForward()
  expect(await typed.inputValue()).toBe('half a password')
  const places = Number(await page.evaluate('history.length'))
  const password = 'a tram that nobody has ever missed 73'
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  const secret = (await page.locator('.totp-secret').textContent()) ?? ''
  const code = async (stepsAhead: number): Promise<string> => {
    const now = await databaseNow(trial.app)
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: now.getTime() + stepsAhead * 30_000,
    })
  }
  // What was mistyped says so, and neither the password nor what the app knows already is lost.
  await page.getByLabel('Two-factor code').fill('000000')
  await press('Finish')
  await page.getByText('This code is not valid now.').waitFor()
  await page.getByLabel('Two-factor code').fill(await code(-1))
  await press('Finish')
  await visitReader(page, look)
  // In place of the link, which is used up: Back does not lead to it.
  expect(new URL(page.url()).hash).toBe('')
  expect(await page.evaluate('history.length')).toBe(places)
  await settleIn(page, look)
  await loginFailed(trial, 'gone')
  await visitor.moveTo('/setup/account?of=gone')
  await page.getByText('It did not work. no form').waitFor()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  expect(faults).toEqual([])
  await askSlowlyOnTheWayOut(page)
  await visitor.goTo('/settings/you')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
  await page.getByLabel('Name').fill(NAME)
  expect(await visitor.faults('sign-in')).toEqual([])
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByLabel('Two-factor code').fill(await code(0))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await visitor.goTo('/settings/tokens?new=1')
  await page.getByLabel('What it is for').fill('nightly export')
  // A session that ends in the middle of a form takes nothing of it away.
  const known = await visitor.context.cookies()
  await visitor.context.clearCookies()
  await page.getByRole('button', { name: 'Make a token' }).last().click()
  await page.getByText('You are signed out.').waitFor()
  await visitor.context.addCookies(known)
  await page.getByRole('button', { name: 'Make a token' }).last().click()
  const asked = page.getByRole('dialog', { name: 'Is it still you?' })
  await asked.getByRole('textbox', { name: 'Password' }).fill(password)
  await asked.getByLabel('Two-factor code').fill(await code(1))
  await asked.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Shown only now.').first().waitFor()
})

/** An account whose only login came to nothing while nobody looked. */
async function loginFailed({ app }: Trial, username: string): Promise<void> {
  const { id } = await ensureAccount(app, username, null)
  await sql`
    insert into session_refreshes
      (id, account_id, cause, method, started_at, finished_at, outcome, detail)
    values ('rfr_0000000000000001', ${id}, 'manual', 'browser', evercheck_now(), evercheck_now(),
      'failed', 'no form')
  `.execute(app.db)
}

/** Looks at all ways to bring an account. */
async function visitReader(page: Page, look: (step: string) => Promise<void>): Promise<void> {
  await page.getByRole('heading', { name: 'What shall Evercheck read with?' }).waitFor()
  await look('account by password')
  for (const way of ['Cookies of a browser', 'By hand']) {
    await page.getByRole('button', { name: way }).press('Enter')
    await look(`account, ${way}`)
  }
}

/** Goes on without an account or a messenger, back, and on again to the first check. */
async function settleIn(page: Page, look: (step: string) => Promise<void>): Promise<void> {
  const reader = page.getByRole('heading', { name: 'What shall Evercheck read with?' })
  const told = page.getByRole('heading', { name: 'Who shall be told' })
  await page.getByLabel('User name').fill('fox')
  await page.getByRole('button', { name: 'Later, under Accounts' }).press('Enter')
  await told.waitFor()
  await look('messages')
  await page.getByRole('button', { name: 'Later, in Settings' }).press('Enter')
  await page.getByLabel('Profile').waitFor()
  for (const heading of [told, reader]) {
    await page.goBack()
    await heading.waitFor()
  }
  expect(await page.getByLabel('User name').inputValue()).toBe('fox')
  await page.goForward()
  await told.waitFor()
  await page.goForward()
  await page.getByLabel('Profile').waitFor()
  await look('first check')
}
