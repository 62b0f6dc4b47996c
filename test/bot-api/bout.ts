import { sql } from 'kysely'
import { compareLedger } from '../../src/balance/compare-ledger.ts'
import { credit } from '../../src/balance/ledger.ts'
import { invoiceOf } from '../../src/chats/invoice-store.ts'
import { newId, type Random, seededRandom } from '../../src/kernel/ids.ts'
import { PATIENCE_MS } from '../patience.ts'
import type { ServiceProcess } from '../service-process.ts'
import type { TestDatabase } from '../turned-databases.ts'
import { dieAt } from './deaths.ts'
import type { Person } from './person.ts'
import { Town } from './town.ts'
import { wrongs } from './wrongs.ts'

/** One small world of the bot's: people, faults and deaths drawn from a seed. */
export type BoutPlan = {
  readonly seed: number
  readonly steps: number
  /** Credits each payment as often as it is told, as a careless handler would. */
  readonly isNaive: boolean
}

/** What it came to. */
export type BoutReport = {
  readonly seed: number
  /** What was done, in order, for whoever looks into it. */
  readonly story: readonly string[]
  /** What must never be, and was. */
  readonly wrongs: readonly string[]
  readonly deaths: number
  readonly payments: number
  readonly checks: number
}

const TARGETS = [
  { username: 'ada.example', followers: 40, following: 30, mutual: 10 },
  { username: 'bob.example', followers: 20, following: 60, mutual: 15 },
] as const
const COMMANDS = ['/start', '/check', '/checks', '/balance', '/buy', '/watch', '/help', '/cancel']
const NEVER_PRESSED = /^(fg:yes|sh:|lang:|m:language|im)/

/**
 * Random customers order, pay, cancel and have their Stars back, while updates are repeated,
 * answers are lost and the bot's process dies between any two calls. Then everything calms down, a
 * night passes in which Telegram's list is compared, and what must always be true is looked at.
 */
export async function runBout(plan: BoutPlan, database: TestDatabase): Promise<BoutReport> {
  await using town = await Town.open({
    databaseUrl: database.url,
    targets: TARGETS,
    settings: { EVERCHECK_STARS_PACKS: '5:45,20:160', EVERCHECK_STARS_PER_CREDIT: '10' },
  })
  const bout = new Bout(plan, town)
  await bout.run()
  await bout.calm(database)
  return await bout.report()
}

class Bout {
  readonly #plan: BoutPlan
  readonly #town: Town
  readonly #random: Random
  readonly #people: readonly Person[]
  readonly #story: string[] = []
  #service: Promise<ServiceProcess>
  #deaths = 0

  constructor(plan: BoutPlan, town: Town) {
    this.#plan = plan
    this.#town = town
    this.#random = seededRandom(plan.seed)
    this.#people = [1, 2, 3].map((number) => town.person(1000 + number, 'en'))
    this.#service = town.serve('work,bot')
    if (plan.isNaive) town.telegram.intercepts = naively(town)
  }

  async run(): Promise<void> {
    await this.#service
    for (const person of this.#people) {
      await person.says('/start')
      await person.says('/buy')
      await person.taps(/5 credits/)
    }
    await this.#order()
    for (let step = 0; step < this.#plan.steps; step += 1) {
      if (step % 15 === 7) await this.#death()
      else this.#step()
      // Some things happen at once, others when what came before was answered.
      if (this.#random.fraction() < 0.6) await this.#answered()
    }
  }

  /** One of them pays, which is told twice, and orders, whatever comes of all the rest. */
  async #order(): Promise<void> {
    const [person] = this.#people
    const invoice = this.#town.telegram.messages.find(
      ({ chat, invoice }) => chat === person?.id && invoice !== null,
    )
    if (!person || !invoice) throw new Error('nobody was offered anything')
    await person.pays(invoice)
    this.#town.telegram.repeat(1)
    await until(() => this.#isAnswered())
    await person.says(TARGETS[0].username)
    await person.taps(/^Start/)
  }

  #step(): void {
    const person = this.#pick(this.#people)
    const draw = this.#random.fraction()
    if (draw < 0.2) this.#note(person, person.types(this.#pick(TARGETS).username).text)
    else if (draw < 0.3) this.#note(person, person.types(this.#pick(COMMANDS)).text)
    else if (draw < 0.65) this.#press(person)
    else if (draw < 0.8) this.#pay(person)
    else if (draw < 0.88) this.#repeat()
    else if (draw < 0.94) this.#fault()
    else this.#chargeBack()
  }

  #press(person: Person): void {
    const taps = person.read.slice(-6).flatMap((message) =>
      (message.keyboard?.inline_keyboard ?? []).flat().flatMap((button) => {
        const data = 'callback_data' in button ? (button.callback_data ?? '') : ''
        return data === '' || NEVER_PRESSED.test(data) ? [] : [{ message, data }]
      }),
    )
    if (taps.length === 0) return
    // Whoever orders is what all this is about.
    const starts = taps.filter(({ data }) => data.startsWith('go:'))
    const { message, data } = this.#pick(starts.length > 0 ? starts : taps)
    this.#note(person, `presses ${data}`)
    const times = this.#random.fraction() < 0.2 ? 2 : 1
    for (let time = 0; time < times; time += 1) person.presses(message, data)
  }

  #pay(person: Person): void {
    const invoices = this.#town.telegram.messages.filter(
      ({ chat, invoice }) => chat === person.id && invoice !== null,
    )
    if (invoices.length === 0) return void person.types('/buy')
    const invoice = this.#pick(invoices)
    this.#note(person, `pays ${invoice.invoice?.payload}`)
    // Whoever dies leaves it unanswered, and Telegram gives it up.
    void person.pays(invoice)
  }

  #repeat(): void {
    const count = 1 + Math.floor(this.#random.fraction() * 5)
    this.#story.push(`the last ${count} are told again`)
    this.#town.telegram.repeat(count)
  }

  #fault(): void {
    const kinds = [
      { kind: 'flood', retryAfter: 1 },
      { kind: 'server-error', status: 502 },
      { kind: 'cut-before' },
      { kind: 'cut-after' },
    ] as const
    const methods = ['sendMessage', 'editMessageText', 'sendInvoice', 'refundStarPayment'] as const
    const fault = { ...this.#pick(kinds), method: this.#pick(methods), times: 1 }
    this.#story.push(`${fault.kind} at ${fault.method}`)
    this.#town.telegram.faults.push(fault)
  }

  #chargeBack(): void {
    const open = [...this.#town.telegram.payments].filter(([, { refunded }]) => !refunded)
    if (open.length === 0) return
    const [charge, { user }] = this.#pick(open)
    this.#story.push(`${charge} of ${user} is charged back`)
    this.#people.find(({ id }) => id === user)?.chargesBack(charge)
  }

  async #death(): Promise<void> {
    const number = 1 + Math.floor(this.#random.fraction() * 4)
    const moment = this.#random.fraction() < 0.5 ? 'before' : 'after'
    const service = await this.#service
    const die = () => service.end('SIGKILL')
    const death = dieAt(this.#town.telegram, die, { number, moment })
    for (const person of this.#people) person.types(this.#pick(TARGETS).username)
    // However long that takes: it is spared only if all was said with fewer calls.
    let quiet = 0
    const isQuiet = async () => {
      quiet = (await this.#isAnswered()) ? quiet + 1 : 0
      return quiet > 15
    }
    void until(isQuiet).then(() => death.spare())
    const method = await death.died
    if (method === null) return
    this.#deaths += 1
    this.#story.push(`dies ${moment} ${method}`)
    this.#service = this.#town.serve('work,bot')
    await this.#service
  }

  /** No more faults; what is under way comes to its end, and a night passes. */
  async calm(database: TestDatabase): Promise<void> {
    const { telegram, app } = this.#town
    telegram.faults.length = 0
    await this.#service
    await this.#still()
    await (await this.#service).end()
    const noon = new Date(Date.now() + 24 * 3_600_000)
    noon.setUTCHours(12)
    database.turn(noon)
    this.#service = this.#town.serve('work,bot')
    await until(async () => {
      const state = await sql<{ done: boolean }>`
        select coalesce(least(summary_on, compared_on) >= ${noon}::date, false) as done
        from telegram_state
      `.execute(app.db)
      return state.rows[0]?.done ?? false
    })
    await this.#still()
  }

  /** Waits until all updates were dealt with, or something keeps them from it. */
  async #answered(): Promise<void> {
    for (let looks = 0; looks < 40; looks += 1) {
      if (await this.#isAnswered()) return
      await pause(20)
    }
  }

  async #isAnswered(): Promise<boolean> {
    const { telegram, app } = this.#town
    const left = await sql<{ waits: boolean }>`
      select exists (select from telegram_updates where handled_at is null) as waits
    `.execute(app.db)
    return telegram.queue.length === 0 && !left.rows[0]?.waits
  }

  async #still(): Promise<void> {
    const { telegram, app } = this.#town
    await until(async () => {
      if (telegram.queue.length > 0) return false
      const left = await sql<{ count: number }>`
        select (select count(*) from telegram_updates where handled_at is null)
          + (select count(*) from telegram_posts where state <> 'done')
          + (select count(*) from checks where finished_at is null)
          + (select count(*) from telegram_cards) as count
      `.execute(app.db)
      return Number(left.rows[0]?.count) === 0
    })
  }

  async report(): Promise<BoutReport> {
    const { app, telegram } = this.#town
    const { findings } = await compareLedger(app)
    const checks = await app.db.selectFrom('checks').select('id').execute()
    return {
      seed: this.#plan.seed,
      story: this.#story,
      wrongs: [
        ...findings.map((finding) => `the ledger: ${JSON.stringify(finding)}`),
        ...(await wrongs(this.#town, this.#people)),
      ],
      deaths: this.#deaths,
      payments: telegram.payments.size,
      checks: checks.length,
    }
  }

  #note(person: Person, what: string | null): void {
    this.#story.push(`${person.id} ${what}`)
  }

  #pick<T>(all: readonly T[]): T {
    const found = all[Math.floor(this.#random.fraction() * all.length)]
    if (found === undefined) throw new Error('there is nothing to pick from')
    return found
  }
}

/** Credits whatever is told, each time that it is told; it enters each charge only once. */
function naively(town: Town): Town['telegram']['intercepts'] {
  const { app } = town
  return ({ message }) => {
    const payment = message?.successful_payment
    if (!payment) return false
    void invoiceOf(app, payment.invoice_payload).then(async (invoice) => {
      if (invoice === null) return
      const { customerId, credits, stars } = invoice
      await sql`
        insert into payments (charge_id, provider, customer_id, credits, amount, state, paid_at)
        values (${payment.telegram_payment_charge_id}, 'telegram-stars', ${customerId}, ${credits},
          ${stars}, 'paid', evercheck_now())
        on conflict (charge_id) do nothing
      `.execute(app.db)
      const move = { reason: 'paid', note: null, actor: 'naive', source: newId('naive') } as const
      await credit(app, { customerId, credits, ...move })
    })
    return true
  }
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs))
}

/** Waits until something is so, by looking. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error('it does not come to rest within a minute')
    await pause(20)
  }
}
