import type { CDPSession, Page } from 'playwright-core'

/** Beyond this a page has something that gives the keys to nothing else. */
const STEPS_MAX = 400
/** Steps that are taken before it is waited: waited for one by one, each would be drawn. */
const AT_ONCE = 32
/** What the browser has of a keyboard; a key that is let go again costs as much as one pressed. */
const TAB = { type: 'rawKeyDown', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 } as const

/**
 * Walks through a page, or the window that lies over it, with Tab alone, and says what could not be
 * reached or was reached without being seen to have the focus.
 */
export async function walkByKeys(page: Page): Promise<readonly string[]> {
  const count = Number(await page.evaluate(BEGIN))
  const steps = Math.min(STEPS_MAX, count + 12)
  const keyboard = await keyboardOf(page)
  for (let step = 0; step < steps; step += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, steps - step) })
    await Promise.all(some.map(() => keyboard.send('Input.dispatchKeyEvent', TAB)))
  }
  return (await page.evaluate(END)) as readonly string[]
}

const KEYBOARDS = new WeakMap<Page, CDPSession>()

/** One that is let go would take a page's passkey device with it. */
async function keyboardOf(page: Page): Promise<CDPSession> {
  const keyboard = KEYBOARDS.get(page) ?? (await page.context().newCDPSession(page))
  KEYBOARDS.set(page, keyboard)
  return keyboard
}

/**
 * Runs in the page: notes what there is to reach, and looks at whatever gets the focus. Of a group
 * of radio buttons the keys reach one, and the arrows the others.
 */
const BEGIN = `(() => {
  const room = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) &&
    one.getClientRects().length > 0 && one.closest('[aria-hidden=true], [inert]') === null
  if (room === document) {
    // A walk through a page begins where one does that was just loaded.
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  }
  const all = [...room.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]',
  )].filter((one) => !one.disabled && one.tabIndex >= 0 && seen(one))
    .filter((one) => one.type !== 'radio' || one.checked)
  const name = (one) => (one.localName + ' ' +
    (one.ariaLabel ?? one.textContent ?? '').trim().slice(0, 40) + ' ' + one.className).trim()
  const isMarked = (one) => {
    const style = getComputedStyle(one)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
      style.boxShadow !== 'none'
  }
  const walk = { all, name, reached: new Set(), unseen: new Set() }
  window.walk?.end()
  const look = ({ target }) => {
    walk.reached.add(target)
    const frame = target.closest('.srch, .secret, label, .field') ?? target
    if (!isMarked(target) && !isMarked(frame)) walk.unseen.add(name(target))
    const box = target.getBoundingClientRect()
    if (box.bottom < 0 || box.top > innerHeight) walk.unseen.add(name(target) + ' out of sight')
  }
  addEventListener('focusin', look)
  walk.end = () => removeEventListener('focusin', look)
  window.walk = walk
  // What the window itself has put the keys on shows it to those who have opened it with them.
  if (room !== document) walk.reached.add(document.activeElement)
  return all.length
})()`

/** Runs in the page: rows that went away while a list was walked through are nobody's loss. */
const END = `(() => {
  const { all, name, reached, unseen, end } = window.walk
  end()
  return [
    ...all.filter((one) => one.isConnected && !reached.has(one)).map((one) => 'not reached: ' + name(one)),
    ...[...unseen].map((one) => 'not seen: ' + one),
  ]
})()`

/**
 * Runs in the page, which is read in Russian: sentences of ours that are in English. What came from
 * outside has no direction of its own, and what is typed at a machine stands in its letters.
 */
export const ENGLISH = `[...document.querySelectorAll('body *')]
  .filter((one) => one.closest('[dir], .mono, code, pre, kbd, script, noscript, style, [lang=en]') === document.documentElement ||
    one.closest('[dir], .mono, code, pre, kbd, script, noscript, style, [lang=en]') === null)
  .flatMap((one) => [one.getAttribute('aria-label'), one.getAttribute('placeholder'), one.title,
    ...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)])
  .filter((text) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text ?? ''))
  .filter((text) => !/evercheck |npm run/.test(text))`

/** Runs in the page. Between the last thing in a window and the first the browser has them. */
export const IN_THE_WINDOW = `document.activeElement === document.body ||
  document.activeElement?.closest('dialog[open]') !== null`

/** Runs in the page: what names from outside have done to it; nothing at best. */
export const LOOK_FOR_HARM = `[
  window.owned ? 'a script ran' : '',
  document.querySelector('script:not([src], [type="application/json"])') ? 'a script came in' : '',
  document.querySelector('main img[src^="x"], main b b, main a[href^="javascript"]') ? 'markup came in' : '',
  document.documentElement.scrollWidth > innerWidth ? 'it is wider than the window' : '',
  [...document.querySelectorAll('main :is(a[href], button)')].some((one) => {
    if (one.getBoundingClientRect().left < innerWidth) return false
    for (let at = one; at !== null; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return false
    }
    return true
  }) ? 'something to press was pushed out of the window' : '',
  [...document.querySelectorAll('main td .num')].some((one) => one.scrollWidth > one.clientWidth + 1)
    ? 'a number is cut' : '',
].filter(Boolean).join(', ')`
