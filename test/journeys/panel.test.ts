import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { invitationPath, inviteFirstOwner } from '../../src/access/invitation.ts'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { databaseNow } from '../../src/db/time.ts'
import { panelWorld } from '../../tools/screens/panel-world.ts'
import { Stage } from '../api/stage.ts'
import { nameBadly } from '../bad-names.ts'
import { askSlowlyOnTheWayOut, Visitor, withOneBrowser } from '../panel-visitor.ts'
import { ENGLISH, IN_THE_WINDOW, LOOK_FOR_HARM, walkByKeys } from '../panel-walk.ts'
import { ADA, Trial } from '../trial.ts'

withOneBrowser()

/** Whether every page is looked at in every look, as `npm run test:panel` does. */
const IS_LONG = process.env.EVERCHECK_TEST_ROWS !== undefined

test('from the one-time link to a check that is watched to its end, its lists and signing in again', async () => {
  await using trial = await Trial.open()
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  await visitor.hasPasskeys()
  const secret = await inviteFirstOwner(trial.app)
  const faults: string[] = []
  const look = async (step: string): Promise<void> => {
    faults.push(...(await visitor.faults(step)))
  }
  await visitor.goTo(invitationPath(secret ?? ''))
  await page.getByLabel('What shall Evercheck call you?').fill('ada')
  await look('you')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Make a passkey' }).waitFor()
  await look('means')
  const places = Number(await page.evaluate('history.length'))
  await page.getByRole('button', { name: 'Make a passkey' }).press('Enter')
  const reader = page.getByRole('heading', { name: 'What shall Evercheck read with?' })
  await reader.waitFor()
  // In place of the link, which is used up: Back does not lead to it.
  expect(new URL(page.url()).hash).toBe('')
  expect(await page.evaluate('history.length')).toBe(places)
  await look('account by password')
  for (const way of ['Cookies of a browser', 'By hand']) {
    await page.getByRole('button', { name: way }).press('Enter')
    await look(`account, ${way}`)
  }
  await page.getByRole('button', { name: 'Later, in Settings' }).press('Enter')
  const told = page.getByRole('heading', { name: 'Who shall be told' })
  await told.waitFor()
  await look('messages')
  await page.getByRole('button', { name: 'Later, in Settings' }).press('Enter')
  await page.getByLabel('Profile').waitFor()
  await page.goBack()
  await told.waitFor()
  await page.goBack()
  await reader.waitFor()
  await page.goForward()
  await told.waitFor()
  await page.goForward()
  await page.getByLabel('Profile').fill(`@${ADA.username}`)
  await look('first check')
  expect(faults).toEqual([])
  await page.getByRole('button', { name: 'Order a check' }).click()
  await page.getByRole('heading', { level: 1, name: `@${ADA.username}` }).waitFor()

  // It is read by another process of the service, and the page that is open says so by itself.
  await trial.check()
  await page.getByRole('heading', { name: 'Both lists are whole' }).waitFor()
  await page.getByRole('link', { name: 'Look at the lists' }).first().click()
  const back = ADA.following - ADA.mutual
  await page.getByRole('button', { name: `Don't follow back ${back}` }).waitFor()
  await expect.poll(() => page.getByRole('listitem').count()).toBeGreaterThan(10)
  const [name = ''] = (await page.locator('.person b').first().textContent())?.split(' ') ?? []
  await page.getByRole('searchbox').fill(name)
  await expect.poll(() => page.locator('.person .who').count()).toBe(1)

  await visitor.goTo('/settings/you')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  visitor.expectCalm()
})

const PAGES = [
  '/',
  '/accounts',
  '/accounts?peek=birch_window',
  '/accounts/alder.keeps',
  '/checks',
  '/checks?new=1',
  '/checks/chk_0000000000000001',
  '/checks/chk_0000000000000011/lists/not-following-back',
  '/logins',
  '/customers/tg%3A481516',
  '/customers/tg%3A481516?grant=1',
  '/ledger',
  '/alerts',
  '/evidence',
  '/audit',
  '/settings',
  '/settings/tokens',
  '/settings/people',
  '/settings/you',
  '/doctor',
] as const

/** Each page is walked and looked at twice or more: on a busy machine that takes minutes. */
const WALK_MS = 300_000

test(
  'every page has no barrier, wide and on a phone, is walked by keys, and bears hostile names',
  async () => {
    await using trial = await Trial.open({ accounts: [], loggedIn: [] })
    await panelWorld(trial.app)
    await nameBadly(trial.app)
    await using stage = await Stage.open(trial.app)
    await using visitor = await Visitor.arrive(stage.port, { russian: true })
    const { page } = visitor
    await visitor.isOwner(trial.app)
    const wrong: string[] = []
    const wide = page.viewportSize() ?? { width: 1440, height: 900 }
    for (const path of PAGES) {
      await page.setViewportSize(wide)
      await visitor.goTo(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      // Doctor starts a browser and connects.
      const busy = () => page.locator('[aria-busy="true"]').count()
      await expect.poll(busy).toBe(0)
      expect(await page.locator('[role="alert"]').count()).toBe(0)
      for (const stop of await walkByKeys(page)) wrong.push(`${path} by keys: ${stop}`)
      for (const said of (await page.evaluate(ENGLISH)) as string[]) {
        wrong.push(`${path} in English: ${said}`)
      }
      for (const look of ['wide', 'phone'] as const) {
        const isPhone = look === 'phone'
        if (isPhone) await page.setViewportSize({ width: 390, height: 844 })
        if (isPhone) await page.emulateMedia({ colorScheme: 'dark' })
        // Dark and narrow differ from the rest in their colours.
        const wanted = isPhone && !IS_LONG ? { rule: 'color-contrast' } : {}
        for (const barrier of await visitor.barriers(wanted)) {
          wrong.push(`${path} ${look} ${barrier}`)
        }
        // Markup in a name is text.
        const harm = await page.evaluate(LOOK_FOR_HARM)
        if (harm !== '') wrong.push(`${path} ${look} ${harm}`)
      }
      await page.emulateMedia({ colorScheme: 'light' })
    }
    expect(wrong).toEqual([])
    await page.setViewportSize(wide)
    await visitor.goTo('/checks/chk_0000000000000011/lists/not-following-back')
    await page.getByText('<script>document.title="owned"</script>').waitFor()
    expect(await page.title()).not.toContain('owned')
    await page.addInitScript("localStorage.setItem('evercheck-language', 'en')")
    await watchAndReuse(trial, visitor)
    expect(((await page.evaluate(ENGLISH)) as string[]).length).toBeGreaterThan(0)
    visitor.expectCalm()
  },
  WALK_MS,
)

/** What opens a window over a page: a key, or the name of a button. */
const WINDOWS: readonly (readonly [
  string,
  { readonly key: string } | { readonly button: RegExp },
])[] = [
  ['/', { key: '?' }],
  ['/', { key: 'Control+k' }],
  ['/accounts/alder.keeps', { key: 'c' }],
  ['/accounts/alder.keeps', { key: 'l' }],
  ['/accounts/alder.keeps', { key: 'x' }],
  ['/accounts/alder.keeps', { button: /^Import cookies/ }],
  ['/accounts/alder.keeps', { button: /^Set password/ }],
  ['/accounts', { button: /^Add account/ }],
  ['/checks', { key: 'n' }],
  ['/checks/chk_0000000000000001', { button: /^Cancel check/ }],
  ['/logins', { button: /by hand/ }],
  ['/customers/tg%3A481516', { button: /^Watch a profile/ }],
  ['/customers/tg%3A481516', { button: /^Forget/ }],
  ['/customers', { button: /^Add a customer/ }],
  ['/settings/tokens', { button: /^Make a token/ }],
  ['/settings/people', { button: /^Invite/ }],
]

test('every window over a page has no barrier, keeps the keys, and gives them back', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await panelWorld(trial.app)
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  await visitor.isOwner(trial.app)
  const wrong: string[] = []
  for (const [path, opens] of WINDOWS) {
    const of = `${path} ${'key' in opens ? opens.key : opens.button}`
    await visitor.goTo(path)
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0)
    if ('key' in opens) await page.keyboard.press(opens.key)
    else await page.locator('main').getByRole('button', { name: opens.button }).first().click()
    await page.locator('dialog[open]').waitFor()
    // The page below it is looked at above.
    for (const barrier of await visitor.barriers({ within: 'dialog[open]' })) {
      wrong.push(`${of} ${barrier}`)
    }
    for (const stop of await walkByKeys(page)) wrong.push(`${of} by keys: ${stop}`)
    const inside = await page.evaluate(IN_THE_WINDOW)
    if (inside !== true) wrong.push(`${of}: the keys have left the window`)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  expect(wrong).toEqual([])
  visitor.expectCalm()
})

/** A customer's profile is watched from now on, and an order says what it may take from before. */
async function watchAndReuse(trial: Trial, visitor: Visitor): Promise<void> {
  const { page } = visitor
  await visitor.goTo('/customers/tg%3A481516')
  await page.getByRole('button', { name: 'Watch a profile' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Profile').fill('@slow.kettle.club')
  await form.getByLabel('Quiet hours').fill('23:00-07:30')
  await form.getByRole('button', { name: 'Watch a profile' }).click()
  await page.getByText('quiet 23:00-07:30').waitFor()
  await page.getByRole('button', { name: 'Change' }).click()
  await form.getByLabel('Quiet hours').fill('')
  await form.getByRole('button', { name: 'Change' }).click()
  await page.getByText('no quiet hours').waitFor()
  await page.getByRole('listitem').getByRole('button', { name: 'End' }).click()
  await page.getByText('Nothing is watched.').waitFor()

  await visitor.goTo('/checks?new=1')
  await form.getByLabel('Profile').fill('slow.kettle.club')
  await form.getByRole('textbox', { name: /^For/ }).fill('tg:481516')
  await form.getByText(/^Followers were read .+ ago, following .+ ago/).waitFor()
  await form.getByRole('checkbox', { name: 'Take lists that are still fresh' }).check()
  await form.getByRole('button', { name: 'Order a check' }).click()
  await page.getByRole('heading', { level: 1, name: '@slow.kettle.club' }).waitFor()
  const ordered = await trial.app.db
    .selectFrom('checks')
    .select('reuses')
    .where('target_username', '=', 'slow.kettle.club')
    .orderBy('number', 'desc')
    .executeTakeFirst()
  expect(ordered).toEqual({ reuses: true })
}

test("by keys alone: to a page and its filters, through rows that stay until . is pressed, by the palette to a check in the reader's time", async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await panelWorld(trial.app)
  await using stage = await Stage.open(trial.app)
  const zone = 'America/New_York'
  await using visitor = await Visitor.arrive(stage.port, { zone })
  const { page } = visitor
  await visitor.isOwner(trial.app)
  await visitor.goTo('/')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('heading', { level: 1, name: 'Checks' }).waitFor()
  await page.getByRole('table').waitFor()
  await page.keyboard.press('f')
  await expect.poll(() => page.locator('main button:focus').count()).toBe(1)
  await page.getByRole('table').focus()
  // What is ordered meanwhile moves no row from under the keys.
  const rows = page.getByRole('row', { name: /new\.one\.example/ })
  await stage.ask('/checks', { method: 'POST', body: { target: 'new.one.example' } })
  await page.getByRole('button', { name: /^1 changed, show/ }).waitFor()
  expect(await rows.count()).toBe(0)
  await page.keyboard.press('.')
  await rows.waitFor()
  for (const key of ['j', 'j', 'k', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('heading', { level: 1, name: /^@/ }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('velvetfox.atelier.q')
  // Nothing of that name is there yet: it is what will be found.
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '@velvetfox.atelier.q' }).waitFor()
  await expectTimeIn(zone, page, stage)
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  visitor.expectCalm()
})

/** Pages that bear names from outside; the last one is of a check. */
const IN_RUSSIAN = [
  '/',
  '/accounts',
  '/checks/chk_0000000000000011/lists/not-following-back',
  '/customers/tg%3A481516',
  '/alerts',
  '/logins/dlg_0000000000000001',
  '/audit',
  '/checks/chk_0000000000000001',
] as const

/** The page of a check says when it was ordered as a clock of that zone does. */
async function expectTimeIn(zone: string, page: Page, stage: Stage): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const { body } = await stage.ask(`/checks/${id}`)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' })
  await page
    .getByText(clock.format(new Date(body.createdAt)))
    .first()
    .waitFor()
}

test("a customer's page is read on a phone in Russian, in any zone, with hostile names, ignores whom it is told to, and ends with its link", async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await panelWorld(trial.app)
  await using stage = await Stage.open(trial.app)
  await nameBadly(trial.app)
  const zone = 'Asia/Vladivostok'
  await using visitor = await Visitor.arrive(stage.port, { phone: true, russian: true, zone })
  const { page } = visitor
  const check = { checkId: 'chk_0000000000000011', days: 7 }
  const { secret } = await createLink(trial.app, check, MACHINE)
  await visitor.goTo(linkPath(secret))
  await page.getByRole('heading', { level: 1, name: '@slow.kettle.club' }).waitFor()
  await page.locator('.person .who').first().waitFor()
  expect(await visitor.faults('result')).toEqual([])
  await page.getByRole('tab', { name: /Поклонники/ }).click()
  await expect.poll(() => page.locator('.person .who').count()).toBeGreaterThan(5)
  expect(await page.evaluate(LOOK_FOR_HARM)).toBe('')
  const name = (await page.locator('.person b').first().textContent()) ?? ''
  await page.getByRole('button', { name: `Не показывать ${name}` }).click()
  await page.getByText('больше не показываем').waitFor()
  await visitor.isOwner(trial.app)
  for (const path of IN_RUSSIAN) {
    await visitor.goTo(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0)
    expect([path, await page.evaluate(LOOK_FOR_HARM)]).toEqual([path, ''])
  }
  await expectTimeIn(zone, page, stage)
  visitor.expectCalm()
  await visitor.goTo('/public/r/#evl_nobody.1.none')
  await page.reload()
  await page.getByRole('heading', { name: 'Эта ссылка больше не действует' }).waitFor()
})

test('a password and a code of an authenticator sign in as well, and a dangerous act asks for them again', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using stage = await Stage.open(trial.app)
  await using visitor = await Visitor.arrive(stage.port)
  const { page } = visitor
  await visitor.goTo(invitationPath((await inviteFirstOwner(trial.app)) ?? ''))
  await page.getByLabel('What shall Evercheck call you?').fill('ada')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Choose a password' }).press('Enter')
  await page.locator('.totp-secret').waitFor()
  expect(await visitor.faults('password')).toEqual([])
  const password = 'a tram that nobody has ever missed 73'
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  const secret = (await page.locator('.totp-secret').textContent()) ?? ''
  const code = async (stepsAhead: number): Promise<string> => {
    const now = await databaseNow(trial.app)
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: now.getTime() + stepsAhead * 30_000,
    })
  }
  await page.getByLabel('Two-factor code').fill(await code(-1))
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('button', { name: 'Later, in Settings' }).click()
  await askSlowlyOnTheWayOut(page)
  await visitor.goTo('/settings/you')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
  await page.getByLabel('Name').fill('ada')
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
