import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { idFor } from './panel-people.ts'
import { type PanelStage, STAGE_AT } from './panel-stage.ts'

/** A page of the panel by the name of its picture, and what is done there before it is taken. */
export type Shown = {
  readonly name: string
  readonly path: string
  readonly does?: (page: Page, stage: PanelStage) => Promise<void>
  /** Takes back what was done to the world or to the line. */
  readonly undoes?: (page: Page, stage: PanelStage) => Promise<void>
}

const press = (key: string) => (page: Page) => page.keyboard.press(key)

/** Clicks what can be pressed at that place among those of a kind: the words differ by language. */
const click = (what: string, at: number) => (page: Page) => page.locator(what).nth(at).click()

/** Another operator has the hand in the page, or nobody any more. */
const handOf = (name: string | null) => async (page: Page, stage: PanelStage) => {
  await sql`
    update login_dialogues set controller = ${name}, controlled_at = evercheck_now()
    where id = 'dlg_0000000000000001'
  `.execute(stage.app.db)
  await page.reload()
}

/** The line is gone for so long that the page says so. */
async function losesLine(page: Page): Promise<void> {
  await page.context().setOffline(true)
  // The page hears of it first, and then the minute passes.
  await page.evaluate(HEARS_OFFLINE)
  await page.clock.setFixedTime(STAGE_AT.getTime() + 60_000)
  await page.locator('.lost-strip').waitFor()
}

const HEARS_OFFLINE = `new Promise((heard) => {
  if (navigator.onLine) addEventListener('offline', heard)
  else setTimeout(heard)
}).then(() => undefined)`

/** The next answers are those of a newer server. */
async function hearsOfNewer(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/(?!events)/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), [VERSION]: '1.5.0' } })
  })
  await page.locator('.srch input').fill('check.order')
  await page.locator('.calm-strip').waitFor()
}
const VERSION = 'evercheck-version'

/** An act for which one has to prove again who one is. */
async function isAskedAgain(page: Page): Promise<void> {
  await page.route('**/api/v1/**', async (route) => {
    if (route.request().method() === 'GET') return route.fallback()
    const problem = { type: 'about:blank', title: '', status: 403, code: 'SUDO_MISSING' }
    await route.fulfill({ status: 403, json: problem, contentType: 'application/problem+json' })
  })
  await page.keyboard.press('p')
  await page.locator('.dlg').waitFor()
}

/** Every page that is drawn, with the states of each that users meet. */
export const PAGES: readonly Shown[] = [
  { name: 'overview', path: '/' },
  { name: 'accounts', path: '/accounts?peek=birch_window' },
  { name: 'account', path: '/accounts/alder.keeps' },
  { name: 'account-human', path: '/accounts/hazel_quarter' },
  { name: 'account-stopped', path: '/accounts/oak.margin' },
  { name: 'account-resting', path: '/accounts/ginkgo.yard' },
  { name: 'account-paused', path: '/accounts/juniper.tab' },
  { name: 'account-new', path: '/accounts/willow.new' },
  { name: 'account-retire', path: '/accounts/alder.keeps', does: press('x') },
  { name: 'account-by-hand', path: '/accounts/alder.keeps', does: press('l') },
  { name: 'add-account', path: '/accounts?new=1' },
  { name: 'add-account-cookies', path: '/accounts?new=1', does: click('.dlg .tab', 1) },
  { name: 'add-account-by-hand', path: '/accounts?new=1', does: click('.dlg .tab', 2) },
  { name: 'checks', path: '/checks' },
  { name: 'checks-finished', path: '/checks?state=finished' },
  { name: 'checks-found', path: '/checks?q=nobody.has.this' },
  { name: 'check', path: `/checks/${idFor('chk', 1)}` },
  { name: 'check-done', path: `/checks/${idFor('chk', 11)}` },
  { name: 'check-incomplete', path: `/checks/${idFor('chk', 12)}` },
  { name: 'check-human', path: `/checks/${idFor('chk', 13)}` },
  { name: 'check-failed', path: `/checks/${idFor('chk', 14)}` },
  { name: 'check-cancelled', path: `/checks/${idFor('chk', 16)}` },
  { name: 'check-cancel', path: `/checks/${idFor('chk', 1)}`, does: click('.head .danger', 0) },
  { name: 'check-queued', path: `/checks/${idFor('chk', 8)}` },
  { name: 'order', path: '/checks?new=1' },
  { name: 'lists', path: `/checks/${idFor('chk', 11)}/lists/not-following-back` },
  { name: 'lists-not-said', path: `/checks/${idFor('chk', 12)}/lists/not-following-back` },
  { name: 'logins', path: '/logins' },
  { name: 'live-login', path: '/logins/dlg_0000000000000001' },
  { name: 'live-login-hand', path: '/logins/dlg_0000000000000001', does: click('.under .btn', 0) },
  {
    name: 'live-login-watched',
    path: '/logins/dlg_0000000000000001',
    does: handOf('grace'),
    undoes: handOf(null),
  },
  { name: 'live-login-over', path: '/logins/dlg_0000000000000002' },
  { name: 'customers', path: '/customers/tg%3A481516' },
  { name: 'customers-grant', path: '/customers/tg%3A481516?grant=1' },
  { name: 'customers-forget', path: '/customers/tg%3A481516?forget=1' },
  { name: 'ledger', path: '/ledger' },
  { name: 'alerts', path: '/alerts' },
  { name: 'alerts-lately', path: '/alerts/recent' },
  { name: 'silences', path: '/alerts/silences' },
  { name: 'rules', path: '/alerts/rules' },
  { name: 'evidence', path: '/evidence' },
  { name: 'audit', path: '/audit' },
  { name: 'settings', path: '/settings' },
  { name: 'tokens', path: '/settings/tokens' },
  { name: 'people', path: '/settings/people' },
  { name: 'you', path: '/settings/you' },
  { name: 'doctor', path: '/doctor' },
  { name: 'palette', path: '/', does: press('Control+k') },
  { name: 'keys', path: '/', does: press('?') },
  { name: 'setup-account', path: '/setup/account' },
  { name: 'setup-messages', path: '/setup/messages' },
  { name: 'setup-check', path: '/setup/check' },
  { name: 'sudo', path: '/accounts/alder.keeps', does: isAskedAgain },
  { name: 'newer', path: '/audit', does: hearsOfNewer },
  {
    name: 'offline',
    path: '/accounts/alder.keeps',
    does: losesLine,
    undoes: async (page) => {
      await page.context().setOffline(false)
      await page.clock.setFixedTime(STAGE_AT)
    },
  },
  { name: 'more', path: '/more' },
  { name: 'no-page', path: '/nowhere' },
]
