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
    // A server that is slow to answer sends the page without its frame.
    await expect
      .poll(async () => {
        await page.goto(`${visitor.origin}/`, { waitUntil: 'commit' })
        await page.locator('#given').waitFor({ state: 'attached' })
        return page.locator('#root[data-drawn]').count()
      })
      .toBe(1)
    expect(await page.locator('.vitals dd').count()).toBe(8)
    await page.getByText(russian ? 'Живых сессий' : 'Alive').waitFor()
    const clock = page.locator('.top time')
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
    // A server that takes long to answer leaves the drawing to the browser.
    if (!html.includes('data-drawn')) return
    const [, at = ''] = /"at":"([^"]+)"/.exec(html) ?? []
    const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone })
    expect(html).toContain(`>${clock.format(new Date(at))}</time>`)
    expect(html).toContain(`>${TITLES[language]}</h1>`)
    count += 1
  }
  let count = 0
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([
      drawnFor('UTC', 'ru'),
      drawnFor('Asia/Kathmandu', 'en'),
      drawnFor('America/St_Johns', 'ru'),
    ])
  }
  expect(count).toBeGreaterThan(0)
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
