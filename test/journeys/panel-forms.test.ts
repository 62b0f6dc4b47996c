import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { databaseNow } from '../../src/db/time.ts'
import { longDateIn } from '../../src/words/panel/time.ts'
import { withPanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'

withOneBrowser()

const world = withPanelWorld()

test('what is wrong with a field is said beside it, also by the server, and nothing that was typed is lost', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await visitor.goTo('/')
  const form = page.getByRole('dialog')
  const named = (name: string) => form.locator(`[name="${name}"]`)
  const faulty = () => page.evaluate(FAULTY)
  const send = () => form.locator('[type="submit"]').press('Enter')

  // Where the palette leads whoever wants to grant credits, he says first to whom.
  await visitor.moveTo('/customers?grant=1')
  await page.getByText('Choose who is to get credits.').waitFor()
  await page.getByRole('link', { name: 'Mila K.' }).click()
  // Pasted twice, or after the button was pressed, it is the same act.
  expect(await form.locator('.curl').textContent()).toMatch(/-H 'Idempotency-Key: [\w-]{36}'/)
  await named('credits').fill('1.5')
  await named('why').fill('   ')
  await send()
  await expect
    .poll(faulty)
    .toEqual([expect.stringContaining('credits: A whole number'), 'why: This is still empty.'])
  await page.locator('[name="credits"]:focus').waitFor()
  await named('why').fill('x'.repeat(501))
  expect(await faulty()).toContainEqual('why: 500 characters at most.')
  expect(await visitor.barriers({ within: 'dialog[open]' })).toEqual([])

  await visitor.moveTo('/checks?new=1')
  await named('target').fill('@some.body')
  await named('customer').fill('nobody:9')
  await send()
  await expect.poll(faulty).toEqual(['customer: There is no customer nobody:9.'])
  expect(await named('target').inputValue()).toBe('@some.body')
  // Who is meant is found by a part of his name, and chosen by keys.
  await named('customer').fill('mila')
  await form.getByRole('option', { name: /Mila K\./ }).waitFor()
  expect(await visitor.barriers({ within: 'dialog[open]' })).toEqual([])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => named('customer').inputValue()).toBe('tg:481516')
  await form.getByText('Mila K.').waitFor()

  await visitor.moveTo('/accounts?new=1')
  await named('username').fill('https://www.instagram.com/new.keeper/')
  await named('totpSecret').fill('no secret at all!')
  await named('password').fill('planted-Secret-0481')
  await form.getByRole('checkbox').check()
  await send()
  await expect.poll(faulty).toEqual([expect.stringContaining('totpSecret: The TOTP secret')])
  // Of cookies that are no cookies something is said as well, however many there are.
  await form.getByRole('button', { name: 'Cookies of a browser' }).click()
  await named('cookies').focus()
  await page.evaluate(PASTE_MUCH)
  await send()
  await expect.poll(faulty).toEqual([expect.stringContaining('There is no cookie "sessionid"')])
  expect(await named('username').inputValue()).toBe('https://www.instagram.com/new.keeper/')

  // A session that ends under a form of the page takes nothing of it away, as from one in a window.
  await visitor.goTo('/logins/dlg_0000000000000001')
  const typed = page.locator('.code-in')
  await typed.fill('414603')
  const known = await visitor.context.cookies()
  await visitor.context.clearCookies()
  await typed.press('Enter')
  await page.getByText('You are signed out.').waitFor()
  expect(await typed.inputValue()).toBe('414603')
  await visitor.context.addCookies(known)

  // What nothing can be called is not found, and that is no error.
  for (const [path, said] of [
    ['/checks', 'No check of '],
    ['/audit', 'Nothing of this kind was done.'],
  ] as const) {
    await visitor.goTo(path)
    await page.getByRole('searchbox').fill('=cmd()<script>'.repeat(7))
    await page.getByRole('heading', { name: said }).waitFor()
  }
  // Whose role was changed meanwhile is told what he lacks and who can give it.
  await visitor.goTo('/settings/people')
  const role = page.getByRole('button', { name: 'Change role' })
  await role.first().click()
  await form.getByRole('combobox', { name: 'Role' }).click()
  // Its list is not cut off at the window's edge, and shows what the keys have reached.
  await page.getByRole('option').first().waitFor()
  await expect.poll(() => page.evaluate(LAST_IS_SEEN)).toBe(true)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(GROUNDS)).toBe(2)
  await page.getByRole('option', { name: 'looks only' }).click()
  await sql`update operators set role = 'read-only' where name = 'ada'`.execute(world.app.db)
  await send()
  await form.getByText('An owner can let you: Settings, People.').waitFor()
})

test('whoever may only look is told so in place of acting, sees no page of a login, and nothing that is gone', async () => {
  const { app, stage } = world
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  // In another browser as well.
  for (let at = 0; at < 2; at += 1) {
    await visitor.isOperator(app, { name: 'rita', role: 'read-only' })
  }
  const views: string[] = []
  page.on('websocket', (socket) => views.push(socket.url()))
  const why = /^You may look at this, and change nothing\./
  await visitor.goTo('/accounts/birch_window')
  const renew = page.getByRole('button', { name: 'Renew now' })
  await expect.poll(() => renew.getAttribute('title')).toMatch(why)
  // Where nothing can be read over it, whoever presses it hears of it.
  await page.keyboard.press('r')
  await page.locator('.toast', { hasText: why }).waitFor()
  // Nor does a form open that he could not send, by its button, its key or from the menu.
  const byHand = page.getByRole('button', { name: 'Log in by hand' })
  expect(await byHand.getAttribute('title')).toMatch(why)
  for (const key of ['l', 'x', 'n']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'More acts' }).click()
  const retire = page.getByRole('menuitem', { name: 'Retire account' })
  expect(await retire.getAttribute('title')).toMatch(why)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/accounts/birch_window')
  for (const [path, name] of FORMS) {
    await visitor.moveTo(path)
    const opens = page.getByRole('button', { name }).first()
    await expect.poll(() => opens.getAttribute('title')).toMatch(why)
    expect([path, await page.getByRole('dialog').count()]).toEqual([path, 0])
  }
  await visitor.moveTo('/customers?grant=1')
  await page.getByText('Choose a customer').waitFor()
  // What is left of setting up he could not send, either.
  await visitor.moveTo('/setup/account')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.locator('.attn p', { hasText: why }).waitFor()
  expect(await page.locator('.code-form').count()).toBe(0)
  await visitor.moveTo('/logins/dlg_0000000000000001')
  await page.getByText('The page is shown to those who may act on it.').waitFor()
  // What is his own he may do.
  await visitor.moveTo('/settings/you')
  const own = page.getByRole('button', { name: 'End it' }).first()
  await own.waitFor()
  expect(await own.getAttribute('aria-disabled')).toBe(null)
  expect(views).toEqual([])
  visitor.expectCalm()
  // What another has ended meanwhile does not stand there as if it lived.
  const body = { username: 'soon.gone', password: 'planted-Secret-0481' }
  await stage.ask('/admin/accounts', { method: 'POST', body })
  await visitor.moveTo('/accounts/soon.gone')
  await page.getByRole('button', { name: 'Renew now' }).waitFor()
  await stage.ask('/admin/accounts/soon.gone', { method: 'DELETE' })
  await page.getByText('Not found').waitFor()
})

/** Every address that opens a form, and one with a way to such an address, by what opens it. */
const FORMS = [
  ['/accounts?new=1', 'Add account'],
  ['/checks?new=1&of=ada.example', 'Order a check'],
  ['/logins?new=1', 'Log in by hand'],
  ['/customers?new=1', 'Add a customer'],
  ['/customers/tg%3A481516?grant=1', 'Grant credits'],
  ['/customers/tg%3A481516?forget=1', 'Forget'],
  ['/settings/tokens?new=1', 'Make a token'],
  ['/checks/chk_0000000000000012/lists/not-following-back', 'Check again'],
] as const

test('a picture that comes before the word that its browser is open stays, and who is in control says on each line that he is there', async () => {
  const { app, stage } = world
  const id = 'dlg_0000000000000001'
  const { body: known } = await stage.ask(`/dialogues/${id}`)
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOperator(app, { name: 'olga', role: 'owner' })
  await page.addInitScript(LINES)
  await visitor.goTo(`/logins/${id}`)
  const lines = () => page.evaluate('lines.length')
  const heard = () => page.evaluate<string[]>('heard')
  await expect.poll(lines).toBe(1)
  const says = (state: string, worker = true) => {
    const dialogue = { ...known, state, worker, controller: null }
    const word = JSON.stringify({ kind: 'dialogue', dialogue })
    return page.evaluate(`lines.at(-1).onmessage({ data: ${JSON.stringify(word)} })`)
  }
  await says('ordered')
  await page.locator('.no-picture', { hasText: 'A worker opens the browser.' }).waitFor()
  await page.evaluate('lines.at(-1).onmessage({ data: picture })')
  await says('open')
  await page.locator('.page-picture').waitFor()
  await says('open', false)
  await page.getByText('The worker that kept this page open has gone.').waitFor()
  await says('ordered')
  await says('open')
  await page.locator('.no-picture', { hasText: 'No picture yet.' }).waitFor()

  await page.getByRole('button', { name: 'Take control' }).click()
  const field = page.locator('.hand-field')
  await field.waitFor()
  await expect.poll(heard).toEqual([expect.stringMatching(/^1 .*"stays":true/)])
  await page.evaluate('lines.at(-1).onclose()')
  await expect.poll(lines).toBe(2)
  await expect.poll(async () => (await heard())[1]).toMatch(/^2 .*"stays":true/)
  // What is said first on the new line is older than that.
  await says('open')
  await expect.poll(() => field.isEditable()).toBe(true)
  await sql`update login_dialogues set controller = null where id = ${id}`.execute(app.db)
})

/** Runs in the page, in place of live views: what is said there comes in an order of our own. */
const LINES = `
  window.lines = []
  window.heard = []
  window.picture = new Uint8Array(16 + 8)
  new DataView(picture.buffer).setUint32(8, 1366)
  new DataView(picture.buffer).setUint32(12, 1024)
  picture = picture.buffer
  window.WebSocket = class {
    static CONNECTING = 0
    static OPEN = 1
    readyState = 0
    constructor() {
      lines.push(this)
      setTimeout(() => {
        this.readyState = 1
        this.onopen()
      })
    }
    send(word) { heard.push(lines.length + ' ' + word) }
    close() { this.readyState = 3 }
  }
`

test('no foreign page holds on to a window of ours, whoever has led it here', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { context, page, origin } = visitor
  const foreign = 'http://foreign.example'
  const hello = { contentType: 'text/html', body: 'Hello' }
  await context.route(`${foreign}/**`, (route) => route.fulfill(hello))
  await page.goto(`${foreign}/`)
  // It opens a page of ours, or an empty window in which the reader types our address.
  for (const [opened, typed] of [
    [`${origin}/accounts`, null],
    ['about:blank', '/sign-in'],
  ] as const) {
    const opening = page.waitForEvent('popup')
    await page.evaluate(`opened = window.open('${opened}'); undefined`)
    const ours = await opening
    if (typed !== null) await ours.goto(origin + typed)
    await ours.waitForLoadState()
    expect([typed, await ours.evaluate('opener')]).toEqual([typed, null])
    await expect.poll(() => page.evaluate('opened.closed')).toBe(true)
    await ours.close()
  }
  // It leads the window back in which it took the place of ours, and has another one look on.
  await visitor.goTo('/sign-in')
  await page.evaluate(`location.assign('${foreign}/')`)
  await page.waitForURL(`${foreign}/`)
  const opening = page.waitForEvent('popup')
  await page.evaluate(`window.open('${foreign}/other'); undefined`)
  const other = await opening
  await page.evaluate('history.back()')
  await page.waitForURL(`${origin}/sign-in`)
  await expect.poll(() => other.evaluate('opener === null || opener.closed')).toBe(true)
})

/** Runs in the page: what is wrong, and what is said of it to whoever does not see it. */
const FAULTY = `[...document.querySelectorAll('dialog [aria-invalid="true"]')].map((one) => {
  const [id] = one.getAttribute('aria-describedby').split(' ')
  return one.name + ': ' + document.getElementById(id).textContent
})`

/** Runs in the page: whether the last option of the open list is what one would click there. */
const LAST_IS_SEEN = `(() => {
  const last = [...document.querySelectorAll('[role=option]')].at(-1)
  const { x, bottom } = last.getBoundingClientRect()
  return last.contains(document.elementFromPoint(x + 20, bottom - 4))
})()`

/** Runs in the page: how many grounds the options of the open list have. */
const GROUNDS = `new Set(
  [...document.querySelectorAll('[role=option]')].map((one) => getComputedStyle(one).backgroundColor),
).size`

/** Runs in the page: puts a long text into the field that has the keys, at once, as pasting does. */
const PASTE_MUCH = `(() => {
  const field = document.activeElement
  const text = 'name=value; '.repeat(8000)
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
})()`

test('the heads of a table stand while its rows come, and nothing moves when they do', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await visitor.goTo('/more')
  for (const path of TABLES) {
    const held = Promise.withResolvers<void>()
    await page.route('**/api/v1/**', async (route) => {
      await held.promise
      await route.fallback()
    })
    await visitor.moveTo(path)
    const heads = page.locator('main thead').first()
    await page.locator('main [aria-busy="true"] tbody tr').first().waitFor()
    const stood = [await heads.textContent(), (await heads.boundingBox())?.y]
    held.resolve()
    await page.unroute('**/api/v1/**')
    await page.locator('main tbody td:not(:has(.sk)):not([colspan])').first().waitFor()
    const stands = [await heads.textContent(), (await heads.boundingBox())?.y]
    expect([path, ...stands]).toEqual([path, ...stood])
  }
  visitor.expectCalm()
})

/** Pages that are a table of which nothing has come before. */
const TABLES = [
  ...['/accounts', '/checks', '/customers', '/ledger', '/audit'],
  ...['/alerts/silences', '/settings/tokens', '/settings/people'],
] as const

test('ages and deadlines go by the clock of the server, whatever that of the reader says', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await page.addInitScript('const own = Date.now; Date.now = () => own() + 12_600_000')
  await visitor.isOwner(world.app)
  await visitor.goTo('/alerts')
  const shown = () => page.locator('.top time[title]').getAttribute('title')
  const atServer = async () => `${(await databaseNow(world.app)).toISOString().slice(11, 16)} UTC`
  await expect.poll(async () => (await shown()) === (await atServer())).toBe(true)
  // On paper the clock has its day beside it.
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.top time[title]').isVisible()).toBe(false)
  const day = longDateIn('en', await databaseNow(world.app))
  await page.locator('.as-of', { hasText: `As of ${day}, ` }).waitFor()
})
