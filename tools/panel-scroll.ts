import type { CDPSession, Page } from 'playwright-core'

const STEPS = 60

/** What scrolling cost a page. */
export type Scrolled = { readonly longestTaskMs: number; readonly scriptMsPerFrame: number }

/**
 * Scrolls a page from its top to its bottom in sixty leaps, a frame or two each. `Performance` is
 * enabled in the session.
 */
export async function scrollThrough(page: Page, session: CDPSession): Promise<Scrolled> {
  await page.evaluate(WATCH)
  const before = await scriptMs(session)
  for (let step = 1; step <= STEPS; step += 1) {
    await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${step / STEPS})`)
    await page.waitForTimeout(50)
  }
  const spent = (await scriptMs(session)) - before
  const [longest, frames] = (await page.evaluate('[longestTask, frames]')) as [number, number]
  return {
    longestTaskMs: Math.round(longest),
    scriptMsPerFrame: Math.round((spent / Math.max(1, frames)) * 100) / 100,
  }
}

async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000
}

/** Runs in the page, once for each scroll. */
const WATCH = `
  var longestTask = 0, frames = 0
  window.isWatched ??= (() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longestTask = Math.max(longestTask, entry.duration)
    }).observe({ type: 'longtask', buffered: false })
    requestAnimationFrame(function count() { frames += 1; requestAnimationFrame(count) })
    return true
  })()
`
