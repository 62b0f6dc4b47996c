import { Composer } from 'grammy'
import { changeCustomer } from '../../customers/customer-store.ts'
import { databaseNow } from '../../db/time.ts'
import type { QuietHours, Watch } from '../../watches/watch.ts'
import { watchesOf, watchProfile } from '../../watches/watch-store.ts'
import type { OddZone } from '../../words/bot/watch.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { popUp, show } from '../say.ts'

/** From ten in the evening to eight in the morning. */
const NIGHT: QuietHours = { fromMinute: 22 * 60, untilMinute: 8 * 60 }
/** What every customer has who has not said what time it is where he is. */
const UNKNOWN_ZONE = 'UTC'
/** All hours that a clock may show somewhere, west to east. */
const OFFSETS = Array.from({ length: 24 }, (_, at) => at - 11)
const PER_ROW = 4
/** Where clocks show other minutes than in Greenwich: one zone of each such time, west to east. */
export const ODD_ZONES = [
  'Pacific/Marquesas',
  'America/St_Johns',
  'Asia/Tehran',
  'Asia/Kabul',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Yangon',
  'Australia/Eucla',
  'Australia/Darwin',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
] as const satisfies readonly OddZone[]
const ODD_PER_ROW = 2

/**
 * Quiet hours of all that a customer watches. Telegram tells nobody's time zone, so he is asked
 * what time it is, once.
 */
export function quietTopic(
  context: BotContext,
  showWatches: (ctx: BotUpdate) => Promise<void>,
): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  const settle = async (ctx: BotUpdate, zone: string) => {
    await popUp(ctx)
    await changeCustomer(context, ctx.person.customer.id, { zone })
    await keepQuiet(context, ctx, NIGHT)
    await showWatches(ctx)
  }
  topic.callbackQuery('q:night', async (ctx) => {
    await popUp(ctx)
    if (ctx.person.customer.zone === UNKNOWN_ZONE) return askTime(context, ctx)
    await keepQuiet(context, ctx, NIGHT)
    await showWatches(ctx)
  })
  topic.callbackQuery('q:never', async (ctx) => {
    await popUp(ctx)
    await keepQuiet(context, ctx, null)
    await showWatches(ctx)
  })
  topic.callbackQuery(/^qz:(-?\d{1,2})$/, async (ctx) => {
    const offset = Number(ctx.match[1])
    if (!OFFSETS.includes(offset)) return popUp(ctx, ctx.person.words.menu.buttonOld)
    await settle(ctx, zoneAt(offset))
  })
  topic.callbackQuery('qt', async (ctx) => {
    await popUp(ctx)
    await askTime(context, ctx)
  })
  topic.callbackQuery('qo', async (ctx) => {
    await popUp(ctx)
    await askOddTime(context, ctx)
  })
  topic.callbackQuery(/^qk:([\w/]{1,40})$/, async (ctx) => {
    const zone = ODD_ZONES.find((each) => each === ctx.match[1])
    if (zone === undefined) return popUp(ctx, ctx.person.words.menu.buttonOld)
    await settle(ctx, zone)
  })
  return topic
}

/** The button that makes it quiet, or lets it be heard again. */
export function quietButton(ctx: BotUpdate, all: readonly Watch[]) {
  const { night, anyHour } = ctx.person.words.watch.buttons
  if (all.length === 0) return null
  return all.some(({ quiet }) => quiet !== null) ? tap(anyHour, 'q:never') : tap(night, 'q:night')
}

async function askTime(context: BotContext, ctx: BotUpdate): Promise<void> {
  const now = await databaseNow(context)
  const taps = OFFSETS.map((offset) => tap(timeAt(now, offset), `qz:${offset}`))
  const rows = Array.from({ length: OFFSETS.length / PER_ROW }, (_, at) =>
    taps.slice(at * PER_ROW, (at + 1) * PER_ROW),
  )
  const { timeQuestion, buttons } = ctx.person.words.watch
  await show(ctx, timeQuestion, keyboard(...rows, [tap(buttons.otherMinutes, 'qo')]))
}

/** The time where it is a half or a quarter of an hour off; by the place, as some share it. */
async function askOddTime(context: BotContext, ctx: BotUpdate): Promise<void> {
  const now = await databaseNow(context)
  const { watch } = ctx.person.words
  const taps = ODD_ZONES.map((zone) =>
    tap(`${clockIn(now, zone)} · ${watch.oddZones[zone]}`, `qk:${zone}`),
  )
  const rows = Array.from({ length: Math.ceil(taps.length / ODD_PER_ROW) }, (_, at) =>
    taps.slice(at * ODD_PER_ROW, (at + 1) * ODD_PER_ROW),
  )
  await show(ctx, watch.timeQuestion, keyboard(...rows, [tap(watch.buttons.fullHours, 'qt')]))
}

async function keepQuiet(
  context: BotContext,
  ctx: BotUpdate,
  quiet: QuietHours | null,
): Promise<void> {
  const customerId = ctx.person.customer.id
  for (const { target, everyDays } of await watchesOf(context, customerId)) {
    await watchProfile(context, { customerId, target, everyDays, quiet })
  }
}

function timeAt(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * 3_600_000).toISOString().slice(11, 16)
}

function clockIn(now: Date, zone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const
  return new Intl.DateTimeFormat('en-GB', options).format(now)
}

/** The zone that is so many hours before UTC. Its name counts the other way round. */
function zoneAt(offset: number): string {
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}
