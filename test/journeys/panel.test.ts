import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import { PAGES, placeFaults } from '../panel-pages.ts'
import { withPanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'
import { ENGLISH, LOOK_FOR_HARM } from '../panel-walk.ts'

withOneBrowser()

const run = promisify(execFile)

/** Each page is walked and looked at: on a busy machine that takes minutes. */
const WALK_MS = 300_000
const ZONE = 'America/New_York'

const world = withPanelWorld({ namedBadly: true })

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

test('an address written by hand, however badly, is answered by a page of ours that fits its window', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await visitor.goTo('/')
  const long = 'W'.repeat(300)
  for (const path of [
    '/customers/%25',
    '/accounts/%25',
    '/logins/%25E0%25A4',
    `/checks?customer=${long}`,
    `/setup/account?of=${long}`,
    '/alerts?after=__proto__',
  ]) {
    await visitor.moveTo(path)
    await visitor.settles()
    expect([path, await page.evaluate(LOOK_FOR_HARM)]).toEqual([path, ''])
    expect([path, await page.getByText('This page has an error').count()]).toEqual([path, 0])
  }
  // What the server refuses is no more than that.
  const others = visitor.complaints.filter((said) => !said.startsWith('Failed to load resource'))
  expect(others).toEqual([])
})

test('whoever has switched JavaScript off is told so, by whatever page he comes to', async () => {
  for (const path of ['/', '/sign-in', '/r/lnk_1', '/public/app']) {
    const html = await (await fetch(`http://localhost:${world.port}${path}`)).text()
    expect(html).toMatch(/<noscript>.*JavaScript only.*lang="ru".*<.noscript>/s)
  }
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

    // A list of which nobody is named leads to an order of the same check.
    await visitor.moveTo('/checks/chk_0000000000000017/lists/not-following-back')
    await page.getByRole('link', { name: 'Check again' }).click()
    await form.waitFor()
    expect(await form.getByLabel('Profile').inputValue()).toBe('old.pier.lanterns')
    expect(await form.getByRole('combobox', { name: /^For/ }).inputValue()).toBe('tg:481516')
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('')
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
