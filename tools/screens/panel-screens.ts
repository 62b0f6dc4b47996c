import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { invitationPath, inviteOperator } from '../../src/access/invitation.ts'
import { createLink, linkPath } from '../../src/access/link.ts'
import { MACHINE } from '../../src/access/principal.ts'
import type { App } from '../../src/app.ts'
import { showFrame } from '../../src/dialogues/frame-store.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { withoutGiven } from '../without-given.ts'
import { OPENED } from './panel-opened.ts'
import { PAGES, type Shown } from './panel-pages.ts'
import { addPeople, idFor } from './panel-people.ts'
import { openPanelStage, type PanelStage, STAGE_AT } from './panel-stage.ts'
import { panelWorld } from './panel-world.ts'

/** What is in the way of an answer, for the states that have none. */
type Hindrance = 'none' | 'waiting' | 'refused'

type Look = {
  readonly name: string
  readonly phone: boolean
  readonly dark: boolean
  readonly russian: boolean
  readonly hindrance: Hindrance
  /** What else the reader has told the browser to do. */
  readonly wishes: BrowserContextOptions
  readonly onPaper: boolean
  /** The pictures that are taken of it; all of them when null. */
  readonly of: readonly string[] | null
}

const PLAIN: Look = {
  name: 'wide',
  phone: false,
  dark: false,
  russian: false,
  hindrance: 'none',
  wishes: {},
  onPaper: false,
  of: null,
}

/** One page of each kind, for what changes all of them alike. */
const KINDS = [
  ...['overview', 'accounts', 'account', 'checks', 'check', 'lists', 'live-login', 'customers'],
  ...['alerts', 'settings', 'doctor', 'order', 'palette', 'result', 'setup'],
]
const FOR_PAPER = ['overview', 'check', 'check-done', 'lists', 'ledger', 'result']

const ALL: readonly Shown[] = [...PAGES, ...OPENED]

const LOOKS: readonly Look[] = [
  PLAIN,
  { ...PLAIN, name: 'phone', phone: true },
  { ...PLAIN, name: 'dark', dark: true },
  { ...PLAIN, name: 'russian', russian: true },
  { ...PLAIN, name: 'forced', wishes: { forcedColors: 'active' }, of: KINDS },
  { ...PLAIN, name: 'contrast', wishes: { contrast: 'more' }, of: KINDS },
  // What a window of 1440 pixels has at 200 %.
  { ...PLAIN, name: 'zoom', wishes: { viewport: { width: 720, height: 450 } }, of: KINDS },
  { ...PLAIN, name: 'paper', onPaper: true, of: [...FOR_PAPER, 'result-incomplete'] },
  { ...PLAIN, name: 'loading', hindrance: 'waiting' },
  { ...PLAIN, name: 'error', hindrance: 'refused' },
]

/** Where pictures go, and which: all of them, or those whose name holds `only`. */
export type PanelScreens = {
  readonly folder: string
  readonly only: string | null
  /** The page to its end, and not only what the window shows. */
  readonly isWhole: boolean
}

/** Takes a picture of every page in every state. Returns how many. */
export async function panelScreens(
  { folder, only, isWhole }: PanelScreens,
  say: (line: string) => void,
): Promise<number> {
  await mkdir(folder, { recursive: true })
  const executablePath = (await findBrowser({ path: null })) ?? ''
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false })
  let count = 0
  const wanted = (name: string): boolean => only === null || name.includes(only)
  const shoot: Shoot = async (page, name, patienceMs) => {
    await settle(page, patienceMs)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole })
    count += 1
    say(name)
  }
  try {
    await using full = await filledStage(panelWorld)
    await showPage(browser, full.stage)
    for (const look of LOOKS) {
      const shown = ALL.filter(({ name, does }) => {
        // What is done on a page needs its answers.
        const stands = look.hindrance === 'none' || does === undefined
        return stands && isOf(look, name) && wanted(`${name}-${look.name}`)
      })
      if (shown.length === 0) continue
      const context = await contextFor(browser, full.stage, look)
      for (const one of shown) {
        const page = await context.newPage()
        await hinder(page, look.hindrance)
        if (look.onPaper) await page.emulateMedia({ media: 'print' })
        await page.goto(full.stage.url + one.path)
        await doThere(page, one, full.stage)
        const patienceMs = look.hindrance === 'waiting' ? LOADING_MS : SETTLE_MS
        await shoot(page, `${one.name}-${look.name}`, patienceMs)
        await one.undoes?.(page, full.stage)
        await page.close()
      }
      await context.close()
    }
    await outside(browser, full.stage, wanted, shoot)
    await using empty = await filledStage(async () => undefined)
    const context = await contextFor(browser, empty.stage, PLAIN)
    for (const { name, path, does } of PAGES) {
      if (!wanted(`${name}-empty`) || does !== undefined || /_|\/accounts\/./.test(path)) continue
      const page = await context.newPage()
      await page.goto(empty.stage.url + path.replace(/%3A.*/, '').replace(/\/tg$/, ''))
      await shoot(page, `${name}-empty`)
      await page.close()
    }
    if (wanted('huge')) await huge(browser, shoot)
  } finally {
    await browser.close()
  }
  return count
}

function isOf({ of }: Look, name: string): boolean {
  return of === null || of.includes(name)
}

/** Does what opens the state that is drawn, once the page is there. */
async function doThere(page: Page, { does }: Shown, stage: PanelStage): Promise<void> {
  if (does === undefined) return
  await settle(page)
  await does(page, stage)
}

/** What the page of a live login shows: a picture of one, as a worker takes it. */
async function showPage(browser: Browser, { app }: PanelStage): Promise<void> {
  const size = { width: 1366, height: 768 }
  const page = await browser.newPage({ viewport: size })
  await page.setContent(CODE_PAGE)
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 60 })
  await showFrame(app, 'dlg_0000000000000001', { jpeg, ...size })
  await page.close()
}

const CODE_PAGE = `<body style="margin:0;font:15px sans-serif;background:#fff;display:grid;place-items:center;height:100vh">
  <form style="width:350px;border:1px solid #dbdbdb;padding:40px;text-align:center;color:#262626">
    <p style="font-size:20px;font-weight:600">Check your email</p>
    <p style="color:#737373;line-height:1.4">Enter the code we sent to h•••r@m•••.example</p>
    <p style="border:1px solid #dbdbdb;border-radius:3px;padding:12px;text-align:left;color:#a8a8a8">Code</p>
    <p style="background:#0095f6;color:#fff;border-radius:8px;padding:9px;font-weight:600">Continue</p>
    <p style="color:#a8a8a8;font-size:12px">A simulated page</p>
  </form></body>`

type Shoot = (page: Page, name: string, patienceMs?: number) => Promise<void>

/** Those who are not operators: signing in, the first run, a customer by his link. */
async function outside(
  browser: Browser,
  stage: PanelStage,
  wanted: (name: string) => boolean,
  shoot: Shoot,
): Promise<void> {
  const linkTo = async (check: number): Promise<string> => {
    const order = { checkId: idFor('chk', check), days: 7 }
    return linkPath((await createLink(stage.app, order, MACHINE)).secret)
  }
  const setup = invitationPath(await inviteOperator(stage.app, 'owner', MACHINE))
  const paths: readonly (readonly [string, string])[] = [
    ['sign-in', '/sign-in'],
    ['setup', setup],
    ['result', await linkTo(11)],
    ['result-running', await linkTo(1)],
    ['result-incomplete', await linkTo(17)],
    ['result-failed', await linkTo(14)],
    ['result-private', await linkTo(15)],
    ['result-over', '/r/#evl_nobody.1.none'],
  ]
  for (const look of LOOKS) {
    if (look.hindrance !== 'none') continue
    for (const [name, path] of paths) {
      if (!isOf(look, name) || !wanted(`${name}-${look.name}`)) continue
      const context = await contextFor(browser, null, look)
      const page = await context.newPage()
      if (look.onPaper) await page.emulateMedia({ media: 'print' })
      await page.goto(stage.url + path)
      await shoot(page, `${name}-${look.name}`)
      await context.close()
    }
  }
}

/** Five hundred accounts, and a list of a million people at its end. */
async function huge(browser: Browser, shoot: Shoot): Promise<void> {
  await using full = await filledStage(async (context) => {
    await panelWorld(context)
    await sql`
      insert into instagram_accounts (id, username, standing, created_at)
      select 'acc_h' || lpad(at::text, 15, '0'), 'crowd.' || at,
        case when at % 41 = 0 then 'suspended' else 'active' end,
        evercheck_now() - interval '30 days'
      from generate_series(1, 500) as at
    `.execute(context.db)
    await sql`delete from check_members`.execute(context.db)
    const counts = { followers: 200_000, following: 100_000, mutual: 10_000 }
    await addPeople(context, idFor('chk', 11), counts)
  })
  const context = await contextFor(browser, full.stage, PLAIN)
  const page = await context.newPage()
  await page.goto(`${full.stage.url}/`)
  await shoot(page, 'overview-huge')
  await page.goto(`${full.stage.url}/accounts`)
  await shoot(page, 'accounts-huge')
  await page.goto(`${full.stage.url}/checks/${idFor('chk', 11)}/lists/fans`)
  await page.locator('.person .who').first().waitFor({ timeout: 60_000 })
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  await page.locator('.person .sk').first().waitFor()
  await page.locator('.person .sk').first().waitFor({ state: 'detached', timeout: 60_000 })
  await shoot(page, 'lists-huge')
}

type Filled = AsyncDisposable & { readonly stage: PanelStage }

async function filledStage(
  fill: (context: Pick<App, 'db' | 'vault' | 'holder'>) => Promise<void>,
): Promise<Filled> {
  const stage = await openPanelStage()
  await fill(stage.app)
  return { stage, [Symbol.asyncDispose]: () => stage.close() }
}

async function contextFor(
  browser: Browser,
  stage: PanelStage | null,
  look: Look,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: look.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: look.dark ? 'dark' : 'light',
    locale: look.russian ? 'ru-RU' : 'en-GB',
    ...(look.phone ? { hasTouch: true, deviceScaleFactor: 2 } : {}),
    ...look.wishes,
  })
  // A machine that does other things as well may let a page wait for minutes.
  context.setDefaultTimeout(PATIENCE_MS)
  await context.clock.setFixedTime(STAGE_AT)
  if (stage === null) return context
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
  return context
}

/** Keeps answers of the API away, but for who is there and what happens. */
async function hinder(page: Page, hindrance: Hindrance): Promise<void> {
  if (hindrance === 'none') return
  // The server gives the first answers with the page.
  await page.route(/^[^?#]*\/\/[^/]+\/(?!api|assets|icon)/, async (route) => {
    const answer = await route.fetch()
    const body = withoutGiven(await answer.text())
    await route.fulfill({ response: answer, body })
  })
  await page.route(/\/api\/v1\/(?!auth\/session|events)/, async (route) => {
    if (hindrance === 'waiting') return
    await route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: '/api/v1/errors/DATABASE_UNREACHABLE',
        title: 'The database does not answer',
        status: 503,
        detail: 'Workers stopped after their last saved page and go on by themselves.',
        code: 'DATABASE_UNREACHABLE',
        errorId: 'err_7f31c0a2b4d6e8f0',
      }),
    })
  })
}

/** Until what was asked for is there, or will not come. */
async function settle(page: Page, patienceMs = SETTLE_MS): Promise<void> {
  await page.waitForLoadState('load')
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += LOOK_MS) {
    if (await page.evaluate(SETTLED)) break
    await page.waitForTimeout(LOOK_MS)
  }
  // Pictures of things that appear after a moment.
  await page.waitForTimeout(450)
}

const PATIENCE_MS = 10 * 60_000
/** The doctor starts a browser before he says anything. */
const SETTLE_MS = 8000
/** Where nothing will come. */
const LOADING_MS = 1000
const LOOK_MS = 50
/** Runs in the page: whether what was asked for is there. */
const SETTLED = `document.querySelector('h1') !== null && document.querySelector('[aria-busy=true]') === null`
