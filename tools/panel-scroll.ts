import type { CDPSession, Page } from 'playwright-core'

const STEPS = 60

/** What scrolling cost a page. */
export type Scrolled = {
  /**
   * The longest task of the page's main thread, as long as a processor worked for it: what other
   * programs of a busy machine took meanwhile is none of the page's.
   */
  readonly longestTaskMs: number
  /** The longest one from its begin to its end. */
  readonly longestTaskWallMs: number
  readonly scriptMsPerFrame: number
}

/**
 * Scrolls a page from its top to its bottom in sixty leaps, a frame or two each. `Performance` is
 * enabled in the session.
 */
export async function scrollThrough(page: Page, session: CDPSession): Promise<Scrolled> {
  const trace = await Trace.begin(page)
  await page.evaluate(COUNT)
  const before = await scriptMs(session)
  for (let step = 1; step <= STEPS; step += 1) {
    await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${step / STEPS})`)
    await page.waitForTimeout(50)
  }
  const spent = (await scriptMs(session)) - before
  const frames = Number(await page.evaluate('frames'))
  const { ownMs, wallMs } = await trace.longestTask()
  return {
    longestTaskMs: Math.round(ownMs),
    longestTaskWallMs: Math.round(wallMs),
    scriptMsPerFrame: Math.round((spent / Math.max(1, frames)) * 100) / 100,
  }
}

async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000
}

/** Runs in the page, once for each scroll. */
const COUNT = `
  var frames = 0
  window.isCounted ??= (() => {
    requestAnimationFrame(function count() { frames += 1; requestAnimationFrame(count) })
    return true
  })()
`

/** An event of the browser's own trace; times in microseconds, `tdur` of the processor. */
type Traced = {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'blink.user_timing']
/** What the page calls out, so that its thread is known in a trace of all. */
const MARK = 'evercheck-scroll'

class Trace {
  readonly #browser: CDPSession
  readonly #events: Traced[] = []

  static async begin(page: Page): Promise<Trace> {
    const browser = await page.context().browser()?.newBrowserCDPSession()
    if (browser === undefined) throw new Error('a context of its own has no trace')
    const trace = new Trace(browser)
    await browser.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: CATEGORIES },
    })
    await page.evaluate(`performance.mark('${MARK}')`)
    return trace
  }

  private constructor(browser: CDPSession) {
    this.#browser = browser
    browser.on('Tracing.dataCollected', ({ value }) => {
      for (const event of value) this.#events.push(event as unknown as Traced)
    })
  }

  /** Ends the trace. */
  async longestTask(): Promise<{ readonly ownMs: number; readonly wallMs: number }> {
    const complete = new Promise<void>((resolve) => {
      this.#browser.once('Tracing.tracingComplete', () => resolve())
    })
    await this.#browser.send('Tracing.end')
    await complete
    await this.#browser.detach()
    const mark = this.#events.find(({ name }) => name === MARK)
    if (mark === undefined) throw new Error('the page is not in the trace')
    const tasks = this.#events.filter(({ name, pid, tid }) => {
      return name === 'RunTask' && pid === mark.pid && tid === mark.tid
    })
    const longest = (of: 'dur' | 'tdur'): number =>
      tasks.reduce((most, task) => Math.max(most, (task[of] ?? 0) / 1000), 0)
    if (longest('tdur') === 0) throw new Error('the trace knows no time of a processor')
    return { ownMs: longest('tdur'), wallMs: longest('dur') }
  }
}
