import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Browser, chromium } from 'playwright-core'
import { evaluateAlerts } from '../../src/alerts/evaluate.ts'
import { credit } from '../../src/balance/ledger.ts'
import { telegramIdentity } from '../../src/customers/customer.ts'
import { customerOf } from '../../src/customers/customer-store.ts'
import { beginDialogue } from '../../src/dialogues/dialogue-store.ts'
import { showFrame } from '../../src/dialogues/frame-store.ts'
import { findBrowser } from '../../src/instagram/login/browser-executable.ts'
import { JOBS } from '../../src/jobs/kinds.ts'
import { JobQueue } from '../../src/queue/job-queue.ts'
import type { Inmate } from '../../test/bot-api/inmate.ts'
import type { Person } from '../../test/bot-api/person.ts'
import { Town } from '../../test/bot-api/town.ts'
import type { Kept } from '../../test/bot-api/world.ts'
import { startPostgres } from '../../test/postgres.ts'
import { chatPage } from './chat-page.ts'

const TARGETS = [
  { username: 'ada.example', followers: 1663, following: 944, mutual: 601 },
  { username: 'small.example', followers: 58, following: 43, mutual: 20 },
]
const WORDS = {
  en: {
    start: 'Start',
    done: /: done/,
    list: /Not following/,
    stop: 'Yes, stop it',
    stopped: 'is stopped',
    close: /You may close this chat/,
    pack: /5 credits/,
    subscription: /^Subscribe/,
    example: 'Show me an example',
    made: 'made up',
  },
  ru: {
    start: 'Начать',
    done: /: готово/,
    list: /Невзаимные/,
    stop: 'Да, остановить',
    stopped: 'остановлена',
    close: /Чат можно закрыть/,
    pack: /5 кредитов/,
    subscription: /^Подписка/,
    example: 'Показать пример',
    made: 'вымышлены',
  },
} as const
const ZONE = 'Europe/Moscow'

/**
 * The conversation as a person sees it, drawn from the very messages that a real service has sent:
 * beginning, card, progress, result, lists, failure, purchase, and what operators get.
 */
export async function botScreens(folder: string, say: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true })
  await using server = await startPostgres({ durable: false })
  const executablePath = await findBrowser({ path: null })
  if (executablePath === null) throw new Error('there is no browser to draw with')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const language of ['en', 'ru'] as const) {
      await using town = await Town.open({
        databaseUrl: await server.freshDatabase(),
        targets: TARGETS,
        operators: [7],
        settings: {
          EVERCHECK_STARS_PACKS: '5:45,20:160',
          EVERCHECK_STARS_SUBSCRIPTION: '30:250',
          EVERCHECK_PACE_MS: '40',
          EVERCHECK_PUBLIC_URL: 'https://checks.example',
          EVERCHECK_LOGIN_PICTURES: 'yes',
        },
      })
      const take = async (name: string, messages: readonly Kept[]) => {
        const file = join(folder, `${language}-${name}.png`)
        await draw(browser, chatPage('Evercheck', messages, ZONE), file)
        say(file)
      }
      await using inmate = await town.live()
      await customers(town, language, take)
      await operators(town, { inmate, page: await loginPage(browser) }, language, take)
    }
  } finally {
    await browser.close()
  }
}

type Take = (name: string, messages: readonly Kept[]) => Promise<void>

async function customers(town: Town, language: 'en' | 'ru', take: Take): Promise<void> {
  const words = WORDS[language]
  const person = town.person(1001, language, language === 'ru' ? 'Анна' : 'Anna')
  await person.says('/start')
  await town.telegram.until('three messages', () => person.read.length === 3)
  await take('1-start', all(town, person))
  await give(town, person, 8)
  let from = all(town, person).length
  person.types('https://www.instagram.com/ada.example/')
  await person.button(words.start)
  await take('2-card', all(town, person).slice(from))
  await person.taps(words.start)
  const post = person.last
  await town.telegram.until('some progress', () => /[1-9]\d* %/.test(post.text ?? ''))
  await take('3-progress', all(town, person).slice(from))
  await person.sees(words.done, 60_000)
  await town.telegram.until('the bell', () => person.last.replyTo !== null)
  await take('4-result', all(town, person).slice(from))
  await person.taps(words.list)
  await town.telegram.until('a list', () => /1\. @/.test(person.last.text ?? ''))
  await take('5-list', all(town, person).slice(-1))
  from = all(town, person).length
  await person.says('nobody.of.this.name')
  await town.telegram.until('an answer', () => (person.last.keyboard ?? null) !== null)
  person.types('small.example')
  await person.taps(words.start)
  await person.says('/cancel')
  await person.taps(words.stop)
  await person.sees(words.stopped)
  await town.telegram.until(
    'the end',
    () => !person.read.some(({ text }) => words.close.test(text ?? '')),
  )
  await take('6-failure', all(town, person).slice(from))
  from = all(town, person).length
  await person.says('/buy')
  await person.taps(words.pack)
  const invoice = await town.telegram.until('an invoice', () =>
    person.read.find((one) => one.invoice),
  )
  await take('7-purchase', all(town, person).slice(from))
  await person.pays(invoice)
  await person.sees('45')
  await person.says('/balance')
  await take('8-paid', all(town, person).slice(from))
  from = all(town, person).length
  await person.says('/watch')
  await person.taps(words.subscription)
  await person.button('⭐ 250')
  await take('9-subscription', all(town, person).slice(from))
  from = all(town, person).length
  await person.says('/start')
  await person.taps('📦')
  await person.taps(words.example)
  await person.sees(words.made)
  await take('10-own-export', all(town, person).slice(from + 1))
}

async function operators(
  town: Town,
  { inmate, page }: { readonly inmate: Inmate; readonly page: Buffer },
  language: 'en' | 'ru',
  take: Take,
): Promise<void> {
  const operator = town.person(7, language, 'Op')
  await operator.says('/start')
  await town.telegram.until('three messages', () => operator.read.length === 3)
  let from = all(town, operator).length
  await operator.says('/admin_session_status')
  await operator.says('/admin_summary')
  await take('11-operator', all(town, operator).slice(from))
  from = all(town, operator).length
  const { id } = await town.app.db
    .selectFrom('instagram_accounts')
    .select('id')
    .executeTakeFirstOrThrow()
  const dialogue = await beginDialogue(town.app, {
    accountId: id,
    cause: 'challenge',
    asks: 'code',
    said: 'Enter the code we sent to k•••@example.com',
    place: '/challenge/',
  })
  await showFrame(town.app, dialogue ?? '', { ...PAGE, jpeg: page })
  const wanted = await town.telegram.until('the login', () => all(town, operator)[from])
  await town.telegram.until('a field for its code', () => operator.last.asks)
  await operator.says('12 34', wanted.id)
  await take('12-login', all(town, operator).slice(from))
  await sql`delete from login_dialogues`.execute(town.app.db)
  from = all(town, operator).length
  await sql`
    update instagram_sessions set cause = 'logged-out',
      died_at = evercheck_now() - interval '25 hours',
      created_at = evercheck_now() - interval '25 hours',
      logged_in_at = evercheck_now() - interval '25 hours'
    where label = 'current'
  `.execute(town.app.db)
  await evaluateAlerts(inmate.app)
  const queue = await JobQueue.open(inmate.app, JOBS)
  await queue.workDue(new AbortController().signal)
  await town.telegram.until('an alert', () => (operator.last.keyboard ? operator.last : null))
  await take('13-alert', all(town, operator).slice(from))
}

const PAGE = { width: 640, height: 400 } as const

/** What stands for the page of a login: a form of our own, as nobody's page is shown. */
async function loginPage(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: PAGE })
  await page.setContent(`<body style="font: 18px sans-serif; margin: 60px 140px; text-align: center">
    <h2>Enter the code</h2><p>We have sent it to k•••@example.com.</p>
    <input style="font-size: 22px; padding: 8px; width: 100%" placeholder="Code">
    <p><button style="font-size: 18px; padding: 8px 40px">Continue</button></p></body>`)
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 80 })
  await page.close()
  return jpeg
}

function all(town: Town, person: Person): readonly Kept[] {
  return town.telegram.messages.filter((one) => one.chat === person.id && !one.isDeleted)
}

async function give(town: Town, person: Person, credits: number): Promise<void> {
  const customer = await customerOf(town.app, telegramIdentity(person.id))
  if (!customer) throw new Error('nobody has met this person')
  const move = { reason: 'granted', note: null, actor: 'screens', source: null } as const
  await credit(town.app, { customerId: customer.id, credits, ...move })
}

async function draw(browser: Browser, html: string, file: string): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 420, height: 300 },
    deviceScaleFactor: 2,
  })
  await page.setContent(html)
  await page.screenshot({ path: file, fullPage: true })
  await page.close()
}
