import { createCanvas } from '@napi-rs/canvas'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import type { Database } from '../../src/db/database.ts'
import { takeControl } from '../../src/dialogues/control-store.ts'
import type { DialogueInput } from '../../src/dialogues/dialogue-input.ts'
import { dialogueOf, openDialogues } from '../../src/dialogues/dialogue-store.ts'
import { showFrame } from '../../src/dialogues/frame-store.ts'
import { takeInputs } from '../../src/dialogues/input-store.ts'
import { announceWork } from '../../src/presence/worker-store.ts'
import type { Stage } from '../api/stage.ts'
import { expectFramed, withoutAnswers } from '../panel-frame.ts'
import { withPanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'

withOneBrowser()

/** Some 50 kB a second, and a third of a second for every answer. */
const SLOW = { latency: 300, downloadThroughput: 50_000, uploadThroughput: 20_000 }
const MINUTE_MS = 60_000

const world = withPanelWorld()

test('a slow line shows the frame first and moves nothing, a lost one keeps what was read, a hidden tab rests, and a newer server is noticed', async () => {
  const { app, stage } = world
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(app)

  // Slow: the frame stands while the rest is on its way, and nothing jumps when that comes.
  const network = await visitor.context.newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', { offline: false, ...SLOW })
  await page.addInitScript(WATCH_ARRIVAL)
  await visitor.goTo('/accounts')
  await page.getByRole('table').waitFor()
  expect(await page.evaluate('waited')).toBe(true)
  expect(Number(await page.evaluate('shifted'))).toBeLessThan(0.1)
  await expectFramed(visitor)
  // What takes long to find out has nothing below it that it would push away.
  await page.setViewportSize({ width: 390, height: 844 })
  const rest = page.waitForResponse('**/admin/schedules')
  await page.route('**/admin/doctor', async (route) => {
    await rest
    await route.continue()
  })
  await visitor.goTo('/doctor')
  await page.getByRole('term').first().waitFor()
  await page.getByRole('table').last().waitFor()
  expect(Number(await page.evaluate('shifted'))).toBeLessThan(0.04)
  await page.unrouteAll()
  await page.setViewportSize({ width: 1440, height: 900 })

  // Dead without a word, as after a sleep: it is noticed by what does not come, and opened anew.
  const streams: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/events')) streams.push(request.url())
  })
  await page.clock.install()
  await visitor.goTo('/alerts')
  await page.getByText('Live', { exact: true }).waitFor()
  // By then it listens to the checks that it shows as well.
  await page.clock.runFor(2000)
  streams.length = 0
  // What is still on its way may be heard after the first half of it.
  await page.clock.runFor(2 * MINUTE_MS)
  await expect.poll(() => streams.length).toBeGreaterThan(0)

  // Lost: a strip says since when, and acts wait.
  await visitor.goTo('/accounts/birch_window')
  const pause = page.getByRole('button', { name: /^Pause/ })
  await pause.waitFor()
  await network.detach()
  await visitor.context.setOffline(true)
  await page.clock.runFor(MINUTE_MS / 4)
  await page.getByText(/No connection since/).waitFor()
  await expect.poll(() => pause.isDisabled()).toBe(true)
  await page.getByRole('heading', { level: 1, name: 'birch_window' }).waitFor()
  await visitor.context.setOffline(false)
  await expect.poll(() => pause.isDisabled()).toBe(false)
  // A page whose files did not come is there when the line is.
  await visitor.context.setOffline(true)
  await page.getByRole('link', { name: 'Evidence' }).first().click()
  await page.getByText('The server cannot be reached').first().waitFor()
  await visitor.context.setOffline(false)
  await page.getByRole('heading', { level: 1, name: 'Evidence' }).waitFor()
  visitor.complaints.length = 0
  await visitor.goTo('/accounts/birch_window')
  // Whoever double-clicks wants one act, and not the one that takes its place as well.
  const paused = async (): Promise<number> => {
    const { rows } = await sql`select 1 from audit_log where act = 'account.pause'`.execute(app.db)
    return rows.length
  }
  const before = await paused()
  await pause.dblclick()
  await page.getByRole('button', { name: /^Resume/ }).waitFor()
  expect(await paused()).toBe(before + 1)

  // What happens after the page was read and before the stream is heard is not missed.
  await hearLate(visitor, stage, false)
  const check = await hearLate(visitor, stage, true)
  await expect.poll(() => streams.at(-1)).toContain(check)

  // Hidden: the stream ends after a minute, and begins again with what was missed.
  streams.length = 0
  await showTab(page, false)
  await page.clock.runFor(2 * MINUTE_MS)
  await page.getByText('Not live').first().waitFor()
  expect(streams).toEqual([])
  await showTab(page, true)
  await expect.poll(() => streams.length).toBe(1)

  // Newer: it is said, and nothing is loaded anew by itself.
  await page.route('**/api/v1/**', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({
      response: answer,
      headers: { ...answer.headers(), 'evercheck-version': '9.9.9' },
    })
  })
  await page.evaluate('window.isOld = true')
  await page.getByRole('link', { name: 'Alerts' }).first().click()
  await page.getByText(/newer/i).first().waitFor()
  expect(await page.evaluate('window.isOld')).toBe(true)
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect.poll(() => page.evaluate('window.isOld ?? null')).toBe(null)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  visitor.expectCalm()
})

/** A check is ordered while the stream of the page that would show it is still on its way. */
async function hearLate(visitor: Visitor, stage: Stage, isGiven: boolean): Promise<string> {
  const { page } = visitor
  const ordered = Promise.withResolvers<void>()
  await page.route('**/api/v1/events*', async (route) => {
    await ordered.promise
    await route.continue()
  })
  // A page that comes without answers asks by itself.
  if (!isGiven) await page.route(/\/checks$/, withoutAnswers, { times: 1 })
  await visitor.goTo('/checks')
  await page.getByRole('table').waitFor()
  const target = `between.${isGiven ? 'given' : 'asked'}.example`
  const { body } = await stage.ask('/checks', { method: 'POST', body: { target } })
  expect(await page.getByText(`@${target}`).count()).toBe(0)
  ordered.resolve()
  await page.getByText(`@${target}`).waitFor()
  await page.unroute('**/api/v1/events*')
  return body.id
}

/** The page itself sees what stands for a moment only, and what moves. */
const WATCH_ARRIVAL = `
  window.waited = false
  new MutationObserver(() => {
    if (document.querySelector('main .waiting') !== null) window.waited = true
  }).observe(document, { childList: true, subtree: true })
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
`

/** What the browser says of a tab that lies behind another. */
async function showTab(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${!isShown} })
    document.dispatchEvent(new Event('visibilitychange'))
  `)
}

test('a login is given twice ten minutes more, what happened is shown with its evidence, and who wants it is told of the next login in another window', async () => {
  const { app, stage } = world
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(app)
  await page.addInitScript(DESK)
  await page.clock.install()
  await visitor.goTo('/checks/chk_0000000000000001')
  const evidence = page.getByRole('button', { name: 'With evidence' })
  await evidence.click()
  await page.getByText(/^session-died account=alder\.keeps .*version=\d+/).waitFor()
  await evidence.click()
  await expect.poll(() => page.locator('.told').count()).toBe(0)
  // What only shows something else hears each press, however quickly they come.
  await evidence.dblclick()
  expect(await evidence.getAttribute('aria-pressed')).toBe('false')

  await visitor.goTo('/logins/dlg_0000000000000001')
  const more = page.getByRole('button', { name: 'Add 10 min' })
  const minutes = async () => Number((await page.getByRole('timer').textContent())?.split(':')[0])
  for (const atLeast of [17, 27]) {
    await more.click()
    await expect.poll(minutes).toBeGreaterThanOrEqual(atLeast)
  }
  await expect.poll(() => more.count()).toBe(0)

  await page.getByRole('button', { name: 'Tell me on this machine' }).click()
  await expect.poll(() => page.getByText('Tell me on this machine').count()).toBe(0)
  await showTab(page, false)
  await page.clock.runFor(2 * MINUTE_MS)
  await page.getByText('Not live').first().waitFor()
  await stage.ask('/dialogues', { method: 'POST', body: { account: 'elm.and.ink' } })
  expect(await page.evaluate('told')).toEqual([])
  await page.clock.runFor(MINUTE_MS)
  await expect.poll(() => page.evaluate('told')).toEqual(['elm.and.ink needs you: Waits for you'])
  await page.evaluate('clickTold()')
  await page.getByRole('heading', { level: 1, name: 'elm.and.ink' }).waitFor()
  visitor.expectCalm()
})

/** Runs in the page, in place of the desk that notices appear on. */
const DESK = `
  window.told = []
  window.Notification = class {
    static permission = 'default'
    static async requestPermission() { return this.permission = 'granted' }
    constructor(title, { body }) {
      told.push(title + ': ' + body)
      window.clickTold = () => this.onclick()
    }
    close() {}
  }
`

test('what hands do on the picture of a login arrives as it was meant, from a mouse, a finger and any keyboard, and whose hand it is is seen by all', async () => {
  const { app } = world
  await using visitor = await Visitor.arrive(world.port, { phone: true })
  const { page } = visitor
  await visitor.isOwner(app)
  const id = await waitingLogin(app)
  await visitor.goTo(`/logins/${id}`)
  await page.getByRole('button', { name: 'Take control' }).click()
  const field = page.locator('.hand-field')
  await field.waitFor()
  const box = await page.locator('.page-picture').boundingBox()
  const [left = 0, top = 0] = [box?.x, box?.y]
  const { mouse, keyboard } = page
  const done: DialogueInput[] = []
  const browser = await visitor.context.newCDPSession(page)
  const compose = (text: string) => {
    const at = { selectionStart: text.length, selectionEnd: text.length }
    return browser.send('Input.imeSetComposition', { text, ...at })
  }
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) => {
    const touchPoints = y === undefined ? [] : [{ x: left + 100, y: top + y }]
    return browser.send('Input.dispatchTouchEvent', { type, touchPoints })
  }

  // Whoever lets go beside the picture has let go; only the first button is a click.
  await mouse.move(left + 100, top + 100)
  await mouse.down()
  await mouse.move(left + 100, top - 40)
  await mouse.up()
  await mouse.click(left + 100, top + 100, { button: 'right' })
  // An input method may be left with Escape, and what it holds back comes before the next tap.
  await field.focus()
  await compose('か')
  await field.dispatchEvent('keydown', { key: 'Escape', isComposing: true })
  // The Enter that ends composing comes after its end in Safari.
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
  await compose('anna')
  await page.touchscreen.tap(left + 50, top + 50)
  for (const at of [150, 120, 90, 60]) await touch(at === 150 ? 'touchStart' : 'touchMove', at)
  await touch('touchEnd')
  await page.evaluate(TURN_A_WHEEL)
  await field.focus()
  for (const key of ['Shift+Tab', 'Control+a', 'Shift+ArrowLeft']) await keyboard.press(key)
  // Keyboards of phones name no keys; and what is pasted into one line has no line ends.
  for (const inputType of ['deleteContentBackward', 'insertLineBreak']) {
    const edit = `new InputEvent('beforeinput', { inputType: '${inputType}', cancelable: true })`
    await page.evaluate(`document.activeElement.dispatchEvent(${edit})`)
  }
  await keyboard.insertText('пароль\n')

  const wanted = [
    'text пароль',
    'key Enter',
    'key Backspace',
    'key ArrowLeft shift',
    'key SelectAll',
  ]
  await expect
    .poll(async () => {
      done.push(...(await takeInputs(app, id)))
      return done.map(named).includes(wanted[0] ?? '')
    })
    .toBe(true)
  const turned = done.flatMap((one) => (one.kind === 'scroll' ? [one.byY] : []))
  expect(turned.reduce((sum, by) => sum + by, 0)).toBeGreaterThan(2000)
  expect(turned.length).toBeLessThan(6)
  const others = done.filter(({ kind }) => kind !== 'scroll' && kind !== 'move').map(named)
  const first = ['down', 'up', 'text anna', 'click']
  expect(others).toEqual([...first, 'key Tab shift', ...wanted.toReversed()])

  // Taken by another, it takes no letter more, and none is a command to the panel instead.
  await takeControl(app, id, { name: 'boris', evenFromOthers: true })
  await page.getByText('boris is in control').waitFor()
  await keyboard.type('gan')
  expect(new URL(page.url()).pathname).toBe(`/logins/${id}`)
  expect(await takeInputs(app, id)).toEqual([])
  await page.getByRole('button', { name: 'Take over' }).click()
  await expect.poll(() => field.isEditable()).toBe(true)
  await field.press('Escape')
  const controller = async () => (await dialogueOf(app, id))?.controller ?? null
  await expect.poll(controller).toBe(null)
  await page.getByRole('button', { name: 'Take control' }).waitFor()

  // The worker has died: its page is not shown as if it were there, nor as the next worker's.
  await stands(app, id, 'ordered')
  await page.locator('.no-picture', { hasText: 'No worker lives' }).waitFor()
  await announceWork(app, true)
  await page.locator('.no-picture', { hasText: 'A worker opens the browser.' }).waitFor()
  await announceWork(app, false)
  await stands(app, id, 'open')
  await page.locator('.no-picture', { hasText: 'No picture yet.' }).waitFor()
  await waitingLogin(app)
  await page.locator('.page-picture').waitFor()
  visitor.expectCalm()
})

/** Runs in the page: a wheel says more in a moment than another page can follow. */
const TURN_A_WHEEL = `for (let turn = 0; turn < 200; turn += 1) {
  document.querySelector('.page-picture').dispatchEvent(new WheelEvent('wheel', { deltaY: 10 }))
}`

/** A login that waits for a human, and shows a picture. */
async function waitingLogin(app: App): Promise<string> {
  const [dialogue] = await openDialogues(app)
  const id = dialogue?.id ?? ''
  const jpeg = await createCanvas(400, 300).encode('jpeg')
  await showFrame(app, id, { jpeg, width: 1366, height: 1024 })
  return id
}

async function stands({ db }: App, id: string, state: 'ordered' | 'open'): Promise<void> {
  await sql`update login_dialogues set state = ${state} where id = ${id}`.execute(db)
}

function named(act: DialogueInput): string {
  if (act.kind === 'text') return `text ${act.text}`
  if (act.kind === 'key') return `key ${act.key}${act.shift === true ? ' shift' : ''}`
  return act.kind
}

test('finds what is being read behind a long queue, sees no figure that says less than there is, and one account among hundreds', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await addMany(world.app)
  await visitor.goTo('/')
  const { body } = await world.stage.ask('/checks/counts')
  const now = page.locator('.live-list a')
  await now.first().waitFor()
  const read = now.filter({ hasNotText: 'waits.' })
  await expect.poll(() => read.count()).toBe(Math.min(5, body.running))
  expect(
    await page
      .locator('.side')
      .getByText(/^5\d\+$/)
      .count(),
  ).toBe(1)
  await visitor.moveTo('/checks')
  for (const group of [`Running ${body.running}`, `Queued ${body.queued}`]) {
    await page.locator('tr.group', { hasText: group }).waitFor()
  }
  await visitor.moveTo('/accounts')
  const rows = page.locator('tbody tr:not(.group)')
  await expect.poll(() => rows.count()).toBe(200)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => rows.count()).toBe(115)
  await page.getByRole('searchbox').fill('@one.of.many.17')
  await expect.poll(() => rows.count()).toBe(11)
  expect(new URL(page.url()).search).toBe('?q=%40one.of.many.17')
  visitor.expectCalm()
})

/** Checks that wait in front of those that are being read, and accounts that nobody counts by eye. */
async function addMany({ db }: { readonly db: Database }): Promise<void> {
  await sql`
    insert into checks (id, customer_id, target_username, state, created_at, last_update_at,
      patience_ms)
    select 'chk_' || lpad((900000 + n)::text, 16, '0'), 'house', 'waits.' || n, 'queued',
      evercheck_now(), evercheck_now(), 1000
    from generate_series(1, 150) n
  `.execute(db)
  await sql`
    insert into instagram_accounts (id, username, standing, created_at)
    select 'acc_' || lpad((900000 + n)::text, 16, '0'), 'one.of.many.' || n, 'active', evercheck_now()
    from generate_series(1, 300) n
  `.execute(db)
}
