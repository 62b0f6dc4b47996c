import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Browser, type BrowserContext, type CDPSession, chromium } from 'playwright-core'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { scrollThrough } from '../tools/panel-scroll.ts'
import { PanelWeight } from '../tools/panel-weight.ts'
import { addPeople, idFor } from '../tools/screens/panel-people.ts'
import { openPanelStage, type PanelStage } from '../tools/screens/panel-stage.ts'
import { panelWorld } from '../tools/screens/panel-world.ts'

/** What the panel costs whoever looks at it. */
export type PanelFigures = {
  /** Compressed kilobytes of signing in and session health together. */
  readonly firstLoadKb: number
  /**
   * From the address to eight figures, on a processor four times slower and a slow line, in a
   * browser that has been there before: a panel is looked at every morning. The median.
   */
  readonly healthUsableMs: number
  /** The same until a button has answered that was pressed as soon as it could be. */
  readonly healthAnswersMs: number
  /** The same in a browser that has never been there, which fetches every file first. */
  readonly healthFirstMs: number
  /** The same for a page that is eight figures and nothing else: what browser and line take. */
  readonly bareMs: number
  /** What the process of the page holds after a million rows were scrolled through. */
  readonly millionRowsMb: number
  /** The longest task of the page while it was scrolled, by what a processor did for it. */
  readonly longestTaskMs: number
  /** The same from its begin to its end, whatever else the machine did meanwhile. */
  readonly longestTaskWallMs: number
  /** Script time per frame of the scrolled list. */
  readonly scriptMsPerFrame: number
  /** The same of an empty field of the same height. */
  readonly emptyScriptMsPerFrame: number
}

const CHECK = idFor('chk', 12)
const PEOPLE = { followers: 1_000_000, following: 1000, mutual: 500 }
/** A slow 4G phone, as browsers' own tools know it. */
const SLOW_LINE = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 }
const SLOW_PROCESSOR = 4
const VIEWPORT = { width: 1440, height: 900 }
// Odd numbers: a median is a visit that was made.
const VISITORS = 3
const VISITS = 5

/** Measures the panel in a real browser over the service with a million rows. */
export async function benchPanel(say: (line: string) => void): Promise<PanelFigures> {
  const stage = await openPanelStage()
  const executablePath = (await findBrowser({ path: null })) ?? ''
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false })
  try {
    await panelWorld(stage.app)
    const weight = await PanelWeight.read()
    const firstLoad = await weight.of('index.html', ['src/sign-in/SignIn.tsx'])
    say('opening session health on a slow processor and line')
    const health = await openHealth(executablePath, stage)
    say('filling a database with a million people')
    await sql`delete from check_members`.execute(stage.app.db)
    await addPeople(stage.app, CHECK, PEOPLE)
    say('scrolling through a million rows')
    return {
      firstLoadKb: Math.round(firstLoad / 100) / 10,
      ...health,
      ...(await scrollRows(browser, stage)),
    }
  } finally {
    await browser.close()
    await stage.close()
  }
}

type Health = Pick<PanelFigures, (`health${string}` & keyof PanelFigures) | 'bareMs'>

/**
 * Every visitor has a profile on disk, as people do: only there a browser keeps scripts compiled,
 * from the second visit on. One that leaves nothing behind compiles all of them at every visit.
 */
async function openHealth(executablePath: string, stage: PanelStage): Promise<Health> {
  const first: Visit[] = []
  const again: Visit[] = []
  const bare: Visit[] = []
  const plain = await openBarePage()
  for (let visitor = 0; visitor < VISITORS; visitor += 1) {
    const profile = await mkdtemp(join(tmpdir(), 'evercheck-visitor-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      chromiumSandbox: false,
      viewport: VIEWPORT,
    })
    try {
      await signIn(context, stage)
      first.push(await visit(context, stage.url))
      await visit(context, stage.url)
      for (let count = 0; count < VISITS; count += 1) {
        again.push(await visit(context, stage.url))
        bare.push(await visit(context, plain.url))
      }
    } finally {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    }
  }
  await plain.close()
  return {
    healthFirstMs: median(first.map(({ shownMs }) => shownMs)),
    healthUsableMs: median(again.map(({ shownMs }) => shownMs)),
    healthAnswersMs: median(again.map(({ answersMs }) => answersMs)),
    bareMs: median(bare.map(({ shownMs }) => shownMs)),
  }
}

type BarePage = { readonly url: string; readonly close: () => Promise<void> }

async function openBarePage(): Promise<BarePage> {
  const figures = '<div><dt>Alive</dt><dd>8</dd></div>'.repeat(8)
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    // As the panel: a browser gives it a process of its own, which takes its time.
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.end(
      request.url === '/'
        ? `<!doctype html><title>Bare</title><dl class="vitals">${figures}</dl><p class="charts">.`
        : '',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** From the address to the last of eight figures, and to the first answer of a button. */
type Visit = { readonly shownMs: number; readonly answersMs: number }

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW_PROCESSOR })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, ...SLOW_LINE })
  // The page itself looks, in every frame: whoever looks from outside is slow as well.
  await page.addInitScript(WATCH_FIGURES)
  // It calls when it is there: whoever asks it all the time makes it slower.
  const called = page.waitForEvent('console', (message) => message.text().startsWith(CALL))
  await page.goto(url, { waitUntil: 'commit' })
  const seen: Visit = JSON.parse((await called).text().slice(CALL.length))
  // The rest of the page, so that the next visit has all of its files.
  await page.locator('.charts').waitFor()
  await page.close()
  return seen
}

const CALL = 'all figures are there after ms: '

/**
 * Runs in the page. A frame is drawn when its callbacks have run: what is sent in one of them comes
 * back when that is done, and what else waits has not begun.
 */
const WATCH_FIGURES = `
  let shownMs = 0
  const drawn = new MessageChannel()
  drawn.port1.onmessage = () => {
    shownMs ||= performance.now()
    requestAnimationFrame(answers)
  }
  requestAnimationFrame(function look() {
    if (document.querySelectorAll('.vitals dd').length < 8) requestAnimationFrame(look)
    else drawn.port2.postMessage(null)
  })
  function answers() {
    const button = document.querySelector('.icon-btn:has(.sun)')
    if (button?.closest('[inert]')) return requestAnimationFrame(answers)
    const tell = () => {
      console.debug('${CALL}' + JSON.stringify({ shownMs, answersMs: performance.now() }))
    }
    // A bare page has no button.
    if (button === null) return tell()
    new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ['data-theme'] })
    button.click()
  }
`

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}

type Rows = Omit<PanelFigures, 'firstLoadKb' | keyof Health>

async function scrollRows(browser: Browser, stage: PanelStage): Promise<Rows> {
  const context = await signedIn(browser, stage)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  await page.goto(`${stage.url}/checks/${CHECK}/lists/followers?sort=key`)
  await page.locator('.person .who').first().waitFor({ timeout: 120_000 })
  const rows = await scrollThrough(page, session)
  await page.locator('.person .who').first().waitFor({ timeout: 120_000 })
  const millionRowsMb = await megabytesOf(browser, session)
  const height = await page.evaluate('document.documentElement.scrollHeight')
  await page.goto('about:blank')
  await page.setContent(`<div style="height:${Number(height)}px"></div>`)
  const empty = await scrollThrough(page, session)
  return {
    millionRowsMb,
    longestTaskMs: rows.longestTaskMs,
    longestTaskWallMs: rows.longestTaskWallMs,
    scriptMsPerFrame: rows.scriptMsPerFrame,
    emptyScriptMsPerFrame: empty.scriptMsPerFrame,
  }
}

/** The largest page process of the browser; where nobody says, what its scripts hold. */
async function megabytesOf(browser: Browser, session: CDPSession): Promise<number> {
  const whole = await browser.newBrowserCDPSession()
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '')
        return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
      }),
  )
  const { totalSize } = await session.send('Runtime.getHeapUsage')
  return Math.round(Math.max(totalSize, ...sizes) / 100_000) / 10
}

async function signedIn(browser: Browser, stage: PanelStage): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  await signIn(context, stage)
  return context
}

async function signIn(context: BrowserContext, stage: PanelStage): Promise<void> {
  const here = { domain: 'localhost', path: '/' }
  await context.addCookies([
    { ...stage.cookie, ...here, secure: true, httpOnly: true, sameSite: 'Strict' },
    // The page of signing in has said it.
    { name: 'evercheck-zone', value: 'Europe/Moscow', ...here, sameSite: 'Lax' },
  ])
  await context.addInitScript("localStorage.setItem('evercheck-signed-in', 'yes')")
}
