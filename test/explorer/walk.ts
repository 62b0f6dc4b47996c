import type { Locator } from 'playwright-core'
import type { Random } from '../../src/kernel/ids.ts'
import type { Visitor } from '../panel-visitor.ts'
import type { Reckoning } from './reckoning.ts'

/** What a walk came to. */
export type Walk = {
  readonly steps: number
  readonly pages: number
  /** What was wrong, with the last things that were done before. */
  readonly wrongs: readonly string[]
}

const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
/** Keys that mean something somewhere. */
const KEYS = [
  ...['j', 'k', 'Enter', ' ', 'Escape', 'Tab', '/', '?', 't', 'z', 'n', 'r', 'l', 'p', 'x', 'c'],
  ...['.', 'f', 'Control+k', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown'],
]
const PLACES = ['o', 'a', 'c', 'l', 'u', 'b']
const TEXTS = ['a', 'alder.keeps', 'ada.example', '"\'<b>=1+1', '\u202e👩‍👩‍👧', '7', 'W'.repeat(90)]
const SETTLE_MS = 8000
const LOOK_MS = 50
const TRAIL = 6
/** What would end the walk rather than the page: it is left alone. */
const LEFT_ALONE = /sign out|выйти|download|xlsx|csv|ndjson|json|retire|forget|take back|reload/i

/** Walks the panel as nobody plans to, and looks at every page it comes to. */
export class Explorer {
  readonly #visitor: Visitor
  readonly #random: Random
  readonly #reckoning: Reckoning
  readonly #trail: string[] = []
  readonly #wrongs: string[] = []
  readonly #seen = new Set<string>()
  #complaints = 0
  #steps = 0

  constructor(visitor: Visitor, random: Random, reckoning: Reckoning) {
    this.#visitor = visitor
    this.#random = random
    this.#reckoning = reckoning
  }

  /** Walks until `goesOn` says no more, or ten things were wrong. */
  async walk(goesOn: (steps: number) => boolean): Promise<Walk> {
    await this.#visitor.goTo('/')
    await this.#look()
    while (goesOn(this.#steps) && this.#wrongs.length < 10) {
      this.#steps += 1
      const done = await this.#act().catch((error: unknown) => `nothing: ${firstLine(error)}`)
      this.#trail.push(done)
      await this.#look()
    }
    return { steps: this.#steps, pages: this.#seen.size, wrongs: this.#wrongs }
  }

  async #act(): Promise<string> {
    const { page } = this.#visitor
    const draw = this.#random.fraction()
    if (draw < 0.6) return this.#click()
    if (draw < 0.74) {
      const key = this.#one(KEYS)
      await page.keyboard.press(key)
      return `key ${key}`
    }
    if (draw < 0.82) {
      const place = this.#one(PLACES)
      await page.keyboard.press('Escape')
      await page.keyboard.press('g')
      await page.keyboard.press(place)
      return `keys g ${place}`
    }
    if (draw < 0.92) return this.#type()
    if (draw < 0.96) {
      // Before the first page of ours lies the empty one that the browser began with.
      if (!(await page.evaluate('navigation.canGoBack'))) return 'nothing to go back to'
      await page.goBack({ waitUntil: 'commit', timeout: 3000 })
      return 'back'
    }
    const size = page.viewportSize()?.width === WIDE.width ? PHONE : WIDE
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: this.#random.fraction() < 0.5 ? 'dark' : 'light' })
    return `${size.width} wide`
  }

  async #click(): Promise<string> {
    const { page } = this.#visitor
    const dialog = page.locator('dialog[open]').last()
    const room = (await dialog.count()) > 0 ? dialog : page.locator('body')
    const found = room.locator(
      'a[href^="/"]:visible, button:visible:enabled, [role="option"]:visible, summary:visible, input[type="checkbox"]:visible',
    )
    const chosen = await this.#oneOf(found)
    if (chosen === null) return 'nothing to click'
    const name = (await nameOf(chosen)).slice(0, 60)
    if (LEFT_ALONE.test(name) || (await chosen.getAttribute('download')) !== null) {
      return `left ${name} alone`
    }
    await chosen.click({ timeout: 1500, noWaitAfter: true })
    return `click ${JSON.stringify(name)}`
  }

  async #type(): Promise<string> {
    const { page } = this.#visitor
    const fields = page.locator('input:visible:enabled:not([type="checkbox"]), textarea:visible')
    const chosen = await this.#oneOf(fields)
    if (chosen === null) return 'nothing to type into'
    const text = this.#one(TEXTS)
    await chosen.fill(text, { timeout: 1500 })
    if (this.#random.fraction() < 0.4) await chosen.press('Enter', { timeout: 1500 })
    return `type ${JSON.stringify(text.slice(0, 20))}`
  }

  async #look(): Promise<void> {
    const { page, complaints } = this.#visitor
    // In a page whose policy lets nobody evaluate text, only the debugger may look.
    for (let waitedMs = 0; waitedMs < SETTLE_MS; waitedMs += LOOK_MS) {
      if (await page.evaluate(SETTLED)) break
      await page.waitForTimeout(LOOK_MS)
    }
    const { pathname, search } = new URL(page.url())
    // The browser itself notes every answer that is a refusal; that is no fault of the page.
    for (const complaint of complaints.slice(this.#complaints)) {
      if (!/status of 4\d\d/.test(complaint)) this.#wrong(`the page complains: ${complaint}`)
    }
    this.#complaints = complaints.length
    for (const wrong of (await page.evaluate(LOOK)) as string[]) this.#wrong(wrong)
    for (const wrong of await this.#reckoning(page, pathname)) this.#wrong(wrong)
    const at = `${pathname.replace(/[\w.%-]*\d[\w.%-]*/g, '…')} ${search.replace(/=[^&]*/g, '')}`
    const shown = `${at} ${await page.evaluate(SHOWN)} ${page.viewportSize()?.width}`
    if (this.#seen.has(shown)) return
    this.#seen.add(shown)
    for (const barrier of await this.#visitor.barriers()) this.#wrong(`barrier: ${barrier}`)
  }

  #wrong(what: string): void {
    const place = this.#visitor.page.url().replace(this.#visitor.origin, '')
    const told = `${what} at ${place}`
    if (this.#wrongs.some((wrong) => wrong.startsWith(told))) return
    this.#wrongs.push(`${told} after ${this.#trail.slice(-TRAIL).join(', ')}`)
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random.fraction() * of.length)] as T
  }

  async #oneOf(found: Locator): Promise<Locator | null> {
    const count = await found.count()
    return count === 0 ? null : found.nth(Math.floor(this.#random.fraction() * count))
  }
}

async function nameOf(element: Locator): Promise<string> {
  const label = await element.getAttribute('aria-label', { timeout: 1000 })
  return (label ?? (await element.innerText({ timeout: 1000 }))).trim().replace(/\s+/g, ' ')
}

function firstLine(error: unknown): string {
  return String(error).split('\n')[0]?.slice(0, 90) ?? ''
}

/** Runs in the page: whether what was asked for is there. */
const SETTLED = `document.querySelector('h1') !== null && document.querySelector('main [aria-busy=true]') === null`

/** Runs in the page: what no page may be. */
const LOOK = `[
  document.documentElement.scrollWidth > innerWidth ? 'wider than the window' : '',
  document.querySelector('h1') ? '' : 'no title',
  document.querySelectorAll('h1').length > 1 ? 'two titles' : '',
  document.querySelector('nav a, .early, form, dialog[open]') ? '' : 'a dead end',
  window.owned ? 'a script of a name ran' : '',
  /NaN|undefined|\\[object|Invalid Date|Infinity/.test(document.body.innerText) ? 'nonsense is shown' : '',
].filter(Boolean)`

/** Runs in the page: which window lies over it, and how it is lit. */
const SHOWN = `(document.querySelector('dialog[open]')?.getAttribute('aria-label') ?? '') + (getComputedStyle(document.documentElement).colorScheme)`
