import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invitationPath, inviteFirstOwner } from '../../src/access/invitation.ts'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { ensureAccount } from '../../src/accounts/account-store.ts'
import { databaseNow } from '../../src/db/time.ts'
import { Stage } from '../api/stage.ts'
import { PAGES, placeFaults } from '../panel-pages.ts'
import { PanelWorld } from '../panel-stand.ts'
import { askSlowlyOnTheWayOut, Visitor, withOneBrowser } from '../panel-visitor.ts'
import { ENGLISH, LOOK_FOR_HARM } from '../panel-walk.ts'
import { Trial } from '../trial.ts'

withOneBrowser()

const run = promisify(execFile)

/** Each page is walked and looked at: on a busy machine that takes minutes. */
const WALK_MS = 300_000
const ZONE = 'America/New_York'
/** Of an owner, in letters of two other scripts. */
const NAME = 'Ада.عادل'

let world: PanelWorld

beforeAll(async () => {
  world = await PanelWorld.open({ namedBadly: true })
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

/** Goes on with Tab until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let at = 0; at < 120; at += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(
      "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()",
    )
    if (name.test(String(focused))) return
  }
  throw new Error(`nothing named ${name} can be reached with Tab`)
}

test("on a phone in Russian, in any zone, a customer's page ignores whom it is told to and ends with its link, and no page is in English or harmed by a name", async () => {
  const { app } = world
  const zone = 'Asia/Vladivostok'
  await using visitor = await Visitor.arrive(world.port, { phone: true, russian: true, zone })
  const { page } = visitor
  const check = { checkId: 'chk_0000000000000011', days: 7 }
  const { secret } = await createLink(app, check, MACHINE)
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
  await visitor.isOwner(app)
  await visitor.goTo('/')
  const wrong: string[] = []
  for (const [path] of PAGES) {
    await visitor.moveTo(path)
    await visitor.settles()
    const harm = await page.evaluate(LOOK_FOR_HARM)
    if (harm !== '') wrong.push(`${path} ${harm}`)
    for (const said of (await page.evaluate(ENGLISH)) as string[]) {
      wrong.push(`${path} in English: ${said}`)
    }
  }
  expect(wrong).toEqual([])
  await visitor.moveTo('/checks/chk_0000000000000001')
  await visitor.settles()
  await expectTimeIn(zone, page)
  visitor.expectCalm()
  await visitor.goTo('/public/r/#evl_nobody.1.none')
  await page.reload()
  await page.getByRole('heading', { name: 'Эта ссылка больше не действует' }).waitFor()
})

describe('an owner', () => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await Visitor.arrive(world.port, { zone: ZONE })
    await visitor.isOwner(world.app)
    await visitor.goTo('/')
  })
  afterAll(async () => {
    await visitor?.[Symbol.asyncDispose]()
  })

  test(
    'meets no barrier on any page, walks each by keys, and no window over one loses them',
    async () => {
      const { page } = visitor
      const wrong: string[] = []
      const titles = new Set<string>()
      for (const place of PAGES) {
        const [path] = place
        await visitor.moveTo(path)
        // Doctor starts a browser and connects.
        await visitor.settles()
        titles.add(await page.title())
        expect([path, await page.locator('[role="alert"]').count()]).toEqual([path, 0])
        wrong.push(...(await placeFaults(visitor, place)))
      }
      expect(wrong).toEqual([])
      // Every page was come to: some share a title with what lies over them.
      expect(titles.size).toBeGreaterThan(14)
      await visitor.moveTo('/checks/chk_0000000000000011/lists/not-following-back')
      await page.getByText('<script>document.title="owned"</script>').waitFor()
      expect(await page.title()).not.toContain('owned')
      // What would tell on a page in Russian finds something here.
      expect(((await page.evaluate(ENGLISH)) as string[]).length).toBeGreaterThan(0)
      visitor.expectCalm()
    },
    WALK_MS,
  )

  test('watches the profile of a customer, and an order says what it may take from before', async () => {
    const { page } = visitor
    await visitor.moveTo('/customers/tg%3A481516')
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

    await visitor.moveTo('/checks?new=1')
    await form.getByLabel('Profile').fill('slow.kettle.club')
    await form.getByRole('combobox', { name: /^For/ }).fill('tg:481516')
    await form.getByText(/^Followers were read .+ ago, following .+ ago/).waitFor()
    await form.getByRole('checkbox', { name: 'Take lists that are still fresh' }).check()
    await form.getByRole('button', { name: 'Order a check' }).click()
    await page.getByRole('heading', { level: 1, name: '@slow.kettle.club' }).waitFor()
    const ordered = await world.app.db
      .selectFrom('checks')
      .select('reuses')
      .where('target_username', '=', 'slow.kettle.club')
      .orderBy('number', 'desc')
      .executeTakeFirst()
    expect(ordered).toEqual({ reuses: true })
    visitor.expectCalm()
  })

  test("goes by keys alone to a page and its filters, through rows that stay until . is pressed, by the palette to a check in the reader's time", async () => {
    const { page } = visitor
    const { stage } = world
    await visitor.moveTo('/')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.locator('h1:focus', { hasText: 'Checks' }).waitFor()
    await page.getByRole('table').waitFor()
    await page.keyboard.press('f')
    await expect.poll(() => page.locator('main button:focus').count()).toBe(1)
    await page.keyboard.press('j')
    // What is ordered meanwhile moves no row from under the keys.
    const rows = page.getByRole('row', { name: /new\.one\.example/ })
    await stage.ask('/checks', { method: 'POST', body: { target: 'new.one.example' } })
    await page.getByRole('button', { name: /^1 changed, show/ }).waitFor()
    expect(await rows.count()).toBe(0)
    await page.keyboard.press('.')
    await rows.waitFor()
    for (const key of ['j', 'k', 'j', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { level: 1, name: /^@/ }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('velvetfox.atelier.q')
    // Nothing of that name is there yet: it is what will be found.
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '@velvetfox.atelier.q' }).waitFor()
    await expectTimeIn(ZONE, page)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    visitor.expectCalm()
  })

  test('does the main acts by keys alone, and one of them once more as the command that the page shows', async () => {
    const { page } = visitor
    const { stage } = world
    const keys = page.keyboard
    await visitor.moveTo('/evidence')
    await page.getByRole('heading', { level: 1, name: 'Evidence' }).waitFor()

    // A check is ordered and cancelled.
    await keys.press('n')
    await page.getByRole('textbox', { name: 'Profile' }).waitFor()
    await keys.type('@some.profile.example')
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: '@some.profile.example' }).waitFor()
    await tabTo(page, /^Cancel check$/)
    await keys.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, /^Cancel check$/)
    await keys.press('Enter')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('heading', { level: 2, name: /cancelled/i }).waitFor()

    // An account is paused, and that is taken back; what it does is copied as a command.
    await keys.press('g')
    await keys.press('a')
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
    await page.getByRole('table').waitFor()
    await keys.press('j')
    await keys.press('Space')
    await page.locator('.peek').waitFor()
    await keys.press('Escape')
    await page.locator('.peek').waitFor({ state: 'detached' })
    await keys.press('Control+k')
    await page.locator('.palette input:focus').waitFor()
    await keys.type('birch_window')
    // What the list offers comes from several answers: Enter takes the one that is chosen by then.
    await page.getByRole('option', { name: 'birch_window', selected: true }).waitFor()
    await keys.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'birch_window' }).waitFor()
    await page.getByRole('button', { name: /^Pause/ }).waitFor()
    await tabTo(page, /^Pause/)
    await keys.press('Enter')
    // The keys stay where they were, and that is Resume by now.
    await page.locator('button:focus', { hasText: 'Resume' }).waitFor()
    await keys.press('z')
    await page.getByRole('button', { name: /^Pause/ }).waitFor()
    await keys.press('c')
    const commands = page.getByRole('dialog', { name: 'This page as commands' })
    const pause = commands.locator('li', { hasText: 'Pause' }).locator('pre')
    const curl = (await pause.textContent()) ?? ''
    await run('sh', ['-c', `${curl} -sf`], {
      env: { PATH: process.env.PATH, EVERCHECK_TOKEN: stage.admin },
    })
    await keys.press('Escape')
    expect((await stage.ask('/admin/accounts/birch_window')).body.standing).toBe('paused')
    await keys.press('l')
    await page.getByRole('dialog').waitFor()
    await keys.press('Escape')
    await keys.press('x')
    await page.getByRole('dialog').waitFor()
    await keys.press('Escape')

    // An alert is taken on.
    await keys.press('g')
    await keys.press('b')
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
    await tabTo(page, /^I deal with it$/)
    await keys.press('Enter')
    await page.getByText(/ada/).first().waitFor()
    visitor.expectCalm()
  })
})

/** The page of a check says when it was ordered as a clock of that zone does. */
async function expectTimeIn(zone: string, page: Page): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const { body } = await world.stage.ask(`/checks/${id}`)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' })
  await page
    .getByText(clock.format(new Date(body.createdAt)))
    .first()
    .waitFor()
}

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
  const later = page.getByRole('button', { name: 'Later, in Settings' })
  await page.getByLabel('User name').fill('fox')
  await later.press('Enter')
  await told.waitFor()
  await look('messages')
  await later.press('Enter')
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
