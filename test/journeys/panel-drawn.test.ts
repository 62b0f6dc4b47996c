import { expect, test } from 'vitest'
import { withPanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'

withOneBrowser()

const world = withPanelWorld()

test.each([
  { zone: 'Asia/Kathmandu', russian: false },
  { zone: 'America/St_Johns', russian: true },
])(
  'session health is read before any script is there, by the clock of $zone, and nothing moves when the panel takes it over',
  async ({ zone, russian }) => {
    await using visitor = await Visitor.arrive(world.port, { zone, russian })
    const { page } = visitor
    await visitor.isOwner(world.app)
    // Once, so that the browser says where its reader is.
    await visitor.goTo('/')
    await page.locator('.vitals dd').last().waitFor()

    const held = Promise.withResolvers<void>()
    await page.route('**/assets/*.js', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.goto(`${visitor.origin}/`, { waitUntil: 'commit' })
    await page.locator('#given').waitFor({ state: 'attached' })
    expect(await page.locator('#root[data-drawn]').count()).toBe(1)
    expect(await page.locator('.vitals dd').count()).toBe(8)
    await page.getByText(russian ? 'Живых сессий' : 'Alive').waitFor()
    const clock = page.locator('.top time[title]')
    const minute = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone })
    const { at } = JSON.parse((await page.locator('#given').textContent()) ?? '')[HEALTH].body
    expect(await clock.textContent()).toBe(minute.format(new Date(at)))
    // What needs the script is not to be had yet; what leads somewhere is.
    expect(await page.locator('button:not([inert])').count()).toBe(0)
    await page.getByRole('link', { name: russian ? 'Проверки' : 'Checks' }).click({ trial: true })

    await page.evaluate(WATCH)
    held.resolve()
    await page.locator('.charts').waitFor()
    expect(await page.locator('[inert]').count()).toBe(0)
    expect(await page.evaluate('drawn.filter((one) => !one.isConnected).map(String)')).toEqual([])
    expect(Number(await page.evaluate('shifted'))).toBeLessThan(0.01)
    visitor.expectCalm()
  },
)

test('a page whose line breaks on the way is drawn by the browser, and nothing of it stays dead', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await visitor.goTo('/')
  await page.locator('.charts').waitFor()
  // In what is drawn, before the answers, and in the middle of them.
  for (const [mark, behind] of [
    ['class="vitals', 9],
    ['id="given"', 0],
    ['id="given"', 900],
  ] as const) {
    await page.route(/\/$/, async (route) => {
      const answer = await route.fetch()
      const html = await answer.text()
      await route.fulfill({ response: answer, body: html.slice(0, html.indexOf(mark) + behind) })
    })
    await visitor.goTo('/')
    await page.locator('.charts').waitFor()
    expect(await page.locator('.vitals dd').count()).toBe(8)
    expect(await page.locator('[inert]').count()).toBe(0)
    await page.unrouteAll()
  }
  // The browser says that the page is not whole; nothing else is wrong.
  const others = visitor.complaints.filter((said) => !said.startsWith('Did not find element'))
  expect(others).toEqual([])
})

test('three who read at once are each drawn a page by their own clock and in their own language', async () => {
  await using visitor = await Visitor.arrive(world.port)
  await visitor.isOwner(world.app)
  const { request } = visitor.context
  const [{ value } = { value: '' }] = await visitor.context.cookies()
  const drawnFor = async (zone: string, language: string): Promise<void> => {
    const kept = `evercheck-zone=${zone}; evercheck-language=${language}`
    const headers = { accept: 'text/html', cookie: `__Host-evercheck=${value}; ${kept}` }
    const html = await (await request.get(`${visitor.origin}/`, { headers })).text()
    expect(html).toContain('data-drawn')
    const [, at = ''] = /"at":"([^"]+)"/.exec(html) ?? []
    const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone })
    expect(html).toContain(`>${clock.format(new Date(at))}</time>`)
    expect(html).toContain(`>${TITLES[language]}</h1>`)
  }
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([
      drawnFor('UTC', 'ru'),
      drawnFor('Asia/Kathmandu', 'en'),
      drawnFor('America/St_Johns', 'ru'),
    ])
  }
})

test('what is typed and pressed in a drawn page before the panel is there counts when it is', async () => {
  await using visitor = await Visitor.arrive(world.port)
  const { page } = visitor
  await visitor.isOwner(world.app)
  await visitor.goTo('/')
  await page.locator('.charts').waitFor()
  const codes: unknown[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/code')) codes.push(request.postDataJSON())
  })
  await page.addInitScript(EARLY_HANDS)
  await visitor.goTo('/')
  await page.getByText('The code is being typed.').waitFor()
  expect(codes).toEqual([{ code: '123456' }])
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  visitor.expectCalm()
})

const TITLES: Readonly<Record<string, string>> = { en: 'Overview', ru: 'Обзор' }
const HEALTH = '/api/v1/admin/session/health?accounts=40'

/** What was drawn before, but for what stands for what comes; and how much moves from now on. */
const WATCH = `
  window.drawn = [...document.querySelectorAll('#root *:not(.later)')]
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value
  }).observe({ type: 'layout-shift' })
`

/** Runs in the page: hands that are there at once, before the panel is. */
const EARLY_HANDS = `
  new MutationObserver((_, observer) => {
    const form = document.querySelector('[data-drawn] form:not([inert])')
    if (form === null) return
    observer.disconnect()
    form.querySelector('input').value = '123456'
    form.querySelector('button').click()
    document.querySelector('.icon-btn').click()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }))
  }).observe(document, { subtree: true, attributeFilter: ['inert'] })
`
