import type { Page } from 'playwright-core'
import { IS_LONG, type Visitor } from './panel-visitor.ts'
import { IN_THE_WINDOW, LOOK_FOR_HARM, walkByKeys } from './panel-walk.ts'

/** What opens a window over a page: a key, a button, or an act in the menu behind one. */
type Opens =
  | { readonly key: string }
  | { readonly button: RegExp }
  | { readonly button: RegExp; readonly item: RegExp }

/** A page, the windows over it that are always looked at, and those that have a long form. */
export type Place = readonly [string, (readonly Opens[])?, (readonly Opens[])?]

/** Every page of the panel, in the world of the pictures. */
export const PAGES: readonly Place[] = [
  ['/'],
  ['/accounts', [{ button: /^Add account/ }]],
  ['/accounts?peek=birch_window'],
  [
    '/accounts/alder.keeps',
    [{ key: 'x' }, { button: /^More acts/, item: /^Import cookies/ }],
    [{ key: 'c' }, { key: 'l' }, { button: /^More acts/, item: /^Set password/ }],
  ],
  ['/checks', [{ key: 'n' }]],
  ['/checks/chk_0000000000000001', [], [{ button: /^Cancel check/ }]],
  ['/checks/chk_0000000000000011/lists/not-following-back'],
  ['/logins', [], [{ button: /by hand/ }]],
  ['/logins/dlg_0000000000000001'],
  ['/customers', [], [{ button: /^Add a customer/ }]],
  ['/customers/tg%3A481516', [], [{ button: /^Watch a profile/ }, { button: /^Forget/ }]],
  ['/customers/tg%3A481516?grant=1'],
  ['/ledger'],
  ['/alerts'],
  ['/evidence', [{ key: '?' }, { key: 'Control+k' }]],
  ['/audit'],
  ['/settings'],
  ['/settings/tokens', [], [{ button: /^Make a token/ }]],
  ['/settings/people', [], [{ button: /^Invite/ }]],
  ['/settings/you'],
  ['/doctor'],
]

/** Pages whose colours are looked at on a dark phone; all of them in the long form. */
const DARK = new Set(['/', '/checks/chk_0000000000000001', '/alerts'])

const WIDE = { width: 1440, height: 900 }
/** A laptop's, the first that has the names of the pages at its left, and tablets'. */
const NARROW = [1280, 1181, 1024, 762]
const PHONE = { width: 390, height: 844 }

/** Opens a window, looks at it, and closes it: the keys stay in it until then, and come back. */
async function windowFaults(visitor: Visitor, opens: Opens): Promise<readonly string[]> {
  const { page } = visitor
  const name = 'key' in opens ? /Search or jump/ : opens.button
  const stood = page.locator('main').getByRole('button', { name }).first()
  await stood.focus()
  await page.keyboard.press('key' in opens ? opens.key : 'Enter')
  if ('item' in opens) await chooseByKeys(page, opens.item)
  await page.locator('dialog[open]').waitFor()
  // The page below it is looked at by itself.
  const barriers = await visitor.barriers({ within: 'dialog[open]' })
  const stops = await walkByKeys(page)
  const inside = await page.evaluate(IN_THE_WINDOW)
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  const isBack = (await stood.and(page.locator(':focus')).count()) === 1
  const left = inside === true ? [] : ['the keys have left the window']
  const lost = isBack ? [] : ['the keys did not come back']
  const of = 'key' in opens ? opens.key : 'item' in opens ? opens.item : opens.button
  return [...barriers, ...stops, ...left, ...lost].map((fault) => `${of}: ${fault}`)
}

async function chooseByKeys(page: Page, item: RegExp): Promise<void> {
  await page.getByRole('menu').waitFor()
  const wanted = page.getByRole('menuitem', { name: item })
  const all = await page.getByRole('menuitem').count()
  for (let at = 0; at <= all && (await wanted.and(page.locator(':focus')).count()) === 0; at += 1) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
}

/** What is wrong with a page on a phone at night. */
async function phoneFaults(visitor: Visitor, path: string): Promise<readonly string[]> {
  const { page } = visitor
  if (!IS_LONG && !DARK.has(path)) return []
  await page.setViewportSize(PHONE)
  await page.emulateMedia({ colorScheme: 'dark' })
  const barriers = await visitor.barriers(IS_LONG ? {} : { rule: 'color-contrast' })
  const harm = await page.evaluate(LOOK_FOR_HARM)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(WIDE)
  const faults = [...barriers, harm]
  return faults.filter((fault) => fault !== '').map((fault) => `phone: ${fault}`)
}

/** What is wrong with a page in windows between a desk's and a phone's. */
async function narrowFaults({ page }: Visitor): Promise<readonly string[]> {
  const faults: string[] = []
  for (const width of NARROW) {
    await page.setViewportSize({ ...WIDE, width })
    const harm = await page.evaluate(LOOK_FOR_HARM)
    if (harm !== '') faults.push(`at ${width}: ${harm}`)
  }
  await page.setViewportSize(WIDE)
  return faults
}

/** What is wrong with the page that is open and with the windows over it. */
export async function placeFaults(visitor: Visitor, place: Place): Promise<readonly string[]> {
  const { page } = visitor
  const [path, windows = [], more = []] = place
  const faults = [...(await visitor.faults('wide'))]
  // Markup in a name is text.
  const harm = await page.evaluate(LOOK_FOR_HARM)
  if (harm !== '') faults.push(`wide: ${harm}`)
  for (const opens of IS_LONG ? [...windows, ...more] : windows) {
    faults.push(...(await windowFaults(visitor, opens)))
  }
  faults.push(...(await narrowFaults(visitor)), ...(await phoneFaults(visitor, path)))
  return faults.map((fault) => `${path} ${fault}`)
}
