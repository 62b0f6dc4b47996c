import { chromium } from 'playwright-core'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { PanelWeight } from '../tools/panel-weight.ts'
import { addPeople, idFor } from '../tools/screens/panel-people.ts'
import { openPanelStage, type PanelStage } from '../tools/screens/panel-stage.ts'
import { panelWorld } from '../tools/screens/panel-world.ts'

/** What the panel costs whoever looks at it. */
export type PanelFigures = {
  /** Compressed kilobytes of signing in and session health together. */
  readonly firstLoadKb: number
  /** From the address to eight figures, on a processor four times slower and a slow line. */
  readonly healthUsableMs: number
  /** What the page holds after scrolling through a million rows. */
  readonly millionRowsMb: number
  /** The longest task of the page while it was scrolled. */
  readonly longestTaskMs: number
}

const PEOPLE = { followers: 1_000_000, following: 1000, mutual: 500 }
/** A slow 4G phone, as browsers' own tools know it. */
const SLOW_LINE = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 }
const STEPS = 60

/** Measures the panel in a real browser over the service with a million rows. */
export async function benchPanel(say: (line: string) => void): Promise<PanelFigures> {
  const stage = await openPanelStage()
  const executablePath = (await findBrowser({ path: null })) ?? ''
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false })
  try {
    say('filling a database with a million people')
    await panelWorld(stage.app)
    await addPeople(stage.app, idFor('chk', 12), PEOPLE)
    const weight = await PanelWeight.read()
    const first = ['index.html', 'src/sign-in/SignIn.tsx', 'src/overview/Overview.tsx']
    const firstLoadKb = Math.round((await weight.of('index.html', first)) / 100) / 10
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await signIn(context, stage)
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', { offline: false, ...SLOW_LINE })
    say('opening session health on a slow processor and line')
    const begun = systemClock.elapsedMs()
    await page.goto(stage.url)
    await page.locator('.vitals dd').nth(7).waitFor()
    const healthUsableMs = Math.round(systemClock.elapsedMs() - begun)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    await session.send('Network.disable')
    say('scrolling through a million rows')
    await page.goto(`${stage.url}/checks/${idFor('chk', 12)}/lists/following?sort=key`)
    await page.goto(`${stage.url}/checks/${idFor('chk', 12)}/lists/followers?sort=key`)
    await page.locator('.person .who').first().waitFor({ timeout: 120_000 })
    await page.evaluate(WATCH_TASKS)
    for (let step = 1; step <= STEPS; step += 1) {
      await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${step / STEPS})`)
      await page.waitForTimeout(50)
    }
    await page.locator('.person .who').first().waitFor({ timeout: 120_000 })
    const longestTaskMs = Math.round(Number(await page.evaluate('longestTask')))
    const metrics = await session.send('Runtime.getHeapUsage')
    const millionRowsMb = Math.round(metrics.totalSize / 100_000) / 10
    return { firstLoadKb, healthUsableMs, millionRowsMb, longestTaskMs }
  } finally {
    await browser.close()
    await stage.close()
  }
}

const WATCH_TASKS = `
  var longestTask = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longestTask = Math.max(longestTask, entry.duration)
  }).observe({ type: 'longtask', buffered: false })
`

type Context = Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newContext']>>

async function signIn(context: Context, stage: PanelStage): Promise<void> {
  await context.addCookies([
    {
      ...stage.cookie,
      domain: 'localhost',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
    },
  ])
  await context.addInitScript("localStorage.setItem('evercheck-signed-in', 'yes')")
}
