import type { Page } from 'playwright-core'

/** What a page says and the API does not. */
export type Reckoning = (page: Page, path: string) => Promise<readonly string[]>

type Asked = { readonly body: Record<string, unknown> }

/** Compares figures of the pages with what the API answers at the same moment. */
export function reckonWith(ask: (path: string) => Promise<Asked>): Reckoning {
  return async (page, path) => {
    if (path === '/' && (await page.locator('.vitals b').count()) > 0) {
      return differs(page, '.vitals b', async () => {
        const { total } = (await ask('/admin/session/status')).body as Status
        return [total.status.valid]
      })
    }
    if (path === '/checks' && (await page.locator('.funnel b').count()) > 0) {
      return differs(page, '.funnel b', async () => {
        const counts = (await ask('/checks/counts')).body as Readonly<Record<string, number>>
        return FUNNEL.map((state) => counts[state] ?? 0)
      })
    }
    return []
  }
}

type Status = { readonly total: { readonly status: { readonly valid: number } } }

const FUNNEL = ['queued', 'running', 'parked', 'completed', 'incomplete', 'failed']
/** How long a page may take to hear of what has changed. */
const LATE_MS = 15_000
const LOOK_MS = 500

async function differs(
  page: Page,
  figures: string,
  truth: () => Promise<readonly number[]>,
): Promise<readonly string[]> {
  let said: readonly number[] = []
  let true_: readonly number[] = []
  for (let waitedMs = 0; waitedMs <= LATE_MS; waitedMs += LOOK_MS) {
    true_ = await truth()
    const texts = await page.locator(figures).allInnerTexts()
    // It was left meanwhile.
    if (texts.length === 0) return []
    said = texts
      .slice(0, true_.length)
      .map((text) =>
        Number.parseInt(text.replace(/\D*(\d[\d,\u00a0\u202f ]*).*/s, '$1').replace(/\D/g, ''), 10),
      )
    if (said.join() === true_.join()) return []
    await page.waitForTimeout(LOOK_MS)
  }
  return [`${figures} says ${said.join(' ')} and the API ${true_.join(' ')}`]
}
