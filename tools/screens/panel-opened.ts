import type { Page } from 'playwright-core'
import type { Shown } from './panel-pages.ts'
import { idFor } from './panel-people.ts'

/** What is clicked, at which place among those of a kind: the words differ by language. */
type Step = readonly [what: string, at?: number]

const opened =
  (...steps: readonly Step[]) =>
  async (page: Page): Promise<void> => {
    for (const [what, at = 0] of steps) await page.locator(what).nth(at).click()
  }

const typed = (what: string, text: string) => async (page: Page) => {
  await page.locator(what).fill(text)
  await page.locator('[role=option]').first().waitFor()
}

const LIST = '.dlg [role=combobox]'
const MENU = '.page-account button[aria-haspopup]'
const CUSTOMER = '/customers/tg%3A481516'

/** Menus, lists and windows, as they open on the pages. */
export const OPENED: readonly Shown[] = [
  { name: 'open-account-menu', path: '/accounts/alder.keeps', does: opened([MENU]) },
  {
    name: 'open-account-import',
    path: '/accounts/alder.keeps',
    does: opened([MENU], ['.menu-item', 0]),
  },
  {
    name: 'open-account-password',
    path: '/accounts/alder.keeps',
    does: opened([MENU], ['.menu-item', 1]),
  },
  {
    name: 'open-commands',
    path: '/accounts/alder.keeps',
    does: (page) => page.keyboard.press('c'),
  },
  {
    name: 'open-by-hand',
    path: '/logins',
    does: opened(['.top .btn'], [LIST]),
  },
  {
    name: 'open-as-command',
    path: `${CUSTOMER}?grant=1`,
    does: opened(['.dlg summary']),
  },
  { name: 'open-kind', path: `${CUSTOMER}?grant=1`, does: opened([LIST]) },
  { name: 'open-customer', path: '/checks?new=1', does: typed('.dlg [name=customer]', 'mi') },
  {
    name: 'open-links',
    path: `/checks/${idFor('chk', 11)}`,
    does: opened(['.head .btn']),
  },
  { name: 'open-add-customer', path: '/customers?new=1', does: opened([LIST]) },
  { name: 'open-watch', path: CUSTOMER, does: opened(['.watches .btn']) },
  { name: 'open-token', path: '/settings/tokens?new=1', does: opened([LIST]) },
  { name: 'open-invite', path: '/settings/people', does: opened(['.page-system .btn']) },
  {
    name: 'open-role',
    path: '/settings/people',
    does: opened(['.tbl .btn'], [LIST]),
  },
  { name: 'open-evidence', path: '/evidence', does: opened(['.entries summary']) },
  {
    name: 'open-numbers',
    path: `/checks/${idFor('chk', 1)}`,
    does: opened(['.page-check [aria-pressed]']),
  },
  {
    name: 'open-found',
    path: `/checks/${idFor('chk', 11)}/lists/not-following-back?q=a`,
    does: opened(['.tools .btn', 4]),
  },
]
