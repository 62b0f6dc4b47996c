import { afterAll, beforeAll, expect, test } from 'vitest'
import { PanelWorld } from '../panel-stand.ts'
import { Visitor, withOneBrowser } from '../panel-visitor.ts'

withOneBrowser()

let world: PanelWorld

beforeAll(async () => {
  world = await PanelWorld.open()
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
})

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

const HEALTH = '/api/v1/admin/session/health?accounts=40'

/** What was drawn before, but for what stands for what comes; and how much moves from now on. */
const WATCH = `
  window.drawn = [...document.querySelectorAll('#root *:not(.later)')]
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value
  }).observe({ type: 'layout-shift' })
`
