import { sql } from 'kysely'
import type { Person } from '../test/bot-api/person.ts'
import { Town } from '../test/bot-api/town.ts'
import type { Call } from '../test/bot-api/world.ts'
import { startPostgres } from '../test/postgres.ts'
import { rounded } from './figures.ts'
import type { Workshop } from './workshop.ts'

/** Telegram lets so many messages a second out. */
const PER_SECOND = 30
/** Chats that pay while all others order. */
const PAYING = 20
const TARGET = { username: 'ada.example', followers: 140, following: 96, mutual: 60 }

/**
 * So many chats that order at the same moment: first all names, then all starts. An answer is late
 * by what it comes after its turn, which is its place in line at 30 messages a second. Meanwhile
 * some pay. The last line is the worst of all rounds.
 */
export async function benchBot(
  workshop: Workshop,
  options: { readonly chats: number },
): Promise<void> {
  const { chats } = options
  const server = await startPostgres({ durable: true, below: workshop.folder })
  workshop.closers.add('PostgreSQL', () => server.close())
  const town = await Town.open({
    databaseUrl: await server.freshDatabase(),
    targets: [TARGET],
    settings: { EVERCHECK_STARS_PACKS: '5:45' },
  })
  workshop.closers.add('town', () => town[Symbol.asyncDispose]())
  await sql`delete from prices`.execute(town.app.db)
  const people = Array.from({ length: chats }, (_, at) => town.person(10_000 + at, 'en'))
  await learn(town, people[0])
  await town.serve('bot')
  const payers = await invoices(town)

  workshop.say(`${chats} chats type a name`)
  const named = await round(town, people, (person) => void person.types(TARGET.username))
  workshop.show({ what: 'names', ...named.figures })
  workshop.say(`${chats} chats press "Start", and ${PAYING} pay`)
  const paying = Promise.all(payers.map((payer) => payer.pays(invoiceIn(payer))))
  const started = await round(town, people, press)
  workshop.show({ what: 'starts', ...started.figures })
  const paid = await paying
  const waits = paid.map((each) => ('waitedMs' in each ? each.waitedMs : Number.POSITIVE_INFINITY))
  workshop.show({
    chats,
    lateMsMax: Math.max(named.lateMsMax, started.lateMsMax),
    perSecondMax: busiest(town.telegram.calls),
    tooMany: town.telegram.calls.filter(({ status }) => status === 429).length,
    preCheckoutMsMax: rounded(Math.max(...waits), 0),
  })
}

/** The profile is looked up once, by a worker that is gone when it begins. */
async function learn(town: Town, person: Person | undefined): Promise<void> {
  const service = await town.serve('work,bot')
  person?.types(TARGET.username)
  await person?.button('Start')
  await service.end()
}

async function invoices(town: Town): Promise<readonly Person[]> {
  const payers = Array.from({ length: PAYING }, (_, at) => town.person(50_000 + at, 'en'))
  for (const payer of payers) {
    await payer.says('/start')
    await town.telegram.until('three messages', () => payer.read.length === 3)
    await payer.says('/buy')
    await payer.taps(/5 credits/)
    await town.telegram.until('an invoice', () => payer.read.some(({ invoice }) => invoice))
  }
  return payers
}

function invoiceIn(payer: Person) {
  const message = payer.read.find(({ invoice }) => invoice)
  if (!message) throw new Error('there is no invoice')
  return message
}

function press(person: Person): void {
  const message = person.last
  const button = message.keyboard?.inline_keyboard[0]?.[0]
  if (!button || !('callback_data' in button)) throw new Error('there is nothing to press')
  person.presses(message, button.callback_data)
}

/** Everybody acts at once; how late each chat's first answer was, against its turn. */
async function round(town: Town, people: readonly Person[], act: (person: Person) => void) {
  const { telegram } = town
  const chats = new Set(people.map(({ id }) => id))
  const fromMs = telegram.nowMs()
  const first = telegram.calls.length
  for (const person of people) act(person)
  // Each call is looked at once, when it was answered: it is not the bench that all wait for.
  const seen = new Map<number, number>()
  let looked = first
  const answers = () => {
    for (; looked < telegram.calls.length; looked += 1) {
      const call = telegram.calls[looked]
      if (!call || (call.status === 0 && call.method !== 'getUpdates')) break
      const chat = Number(call.params.chat_id)
      if (call.status !== 200 || !isMessage(call) || !chats.has(chat)) continue
      if (!seen.has(chat)) seen.set(chat, call.atMs + call.tookMs)
    }
    return seen
  }
  const limitMs = 120_000 + Math.ceil(people.length / PER_SECOND) * 2000
  const all = await telegram.until(
    'all answers',
    () => {
      const seen = answers()
      return seen.size === people.length ? seen : null
    },
    limitMs,
  )
  const lateMs = [...all.values()]
    .sort((one, other) => one - other)
    .map((atMs, at) => atMs - fromMs - (at / PER_SECOND) * 1000)
    .sort((one, other) => one - other)
  const lateMsMax = rounded(lateMs.at(-1) ?? 0, 0)
  return {
    lateMsMax,
    figures: {
      answers: all.size,
      seconds: rounded((Math.max(...all.values()) - fromMs) / 1000, 1),
      lateMsP50: rounded(lateMs[Math.floor(lateMs.length / 2)] ?? 0, 0),
      lateMsMax,
    },
  }
}

function isMessage({ method }: Call): boolean {
  return /^(send(?!ChatAction)|edit(?!UserStar))/.test(method)
}

/** The most messages within any second. */
function busiest(calls: readonly Call[]): number {
  const at = calls.filter((call) => isMessage(call) && call.status === 200).map(({ atMs }) => atMs)
  let most = 0
  let from = 0
  for (const [to, atMs] of at.entries()) {
    while ((at[from] ?? atMs) <= atMs - 1000) from += 1
    most = Math.max(most, to - from + 1)
  }
  return most
}
