import { Composer } from 'grammy'
import { createLink, LINK_DAYS, linkPath } from '../../access/link.ts'
import { parseTargetName, TargetNameInvalidError } from '../../checks/target-name.ts'
import {
  EVERY_DAYS,
  type Watch,
  WatchInvalidError,
  WatchUnknownError,
} from '../../watches/watch.ts'
import { endWatch, watchesOf, watchProfile } from '../../watches/watch-store.ts'
import type { Watched } from '../../words/bot/watch.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, opens, tap } from '../keyboard.ts'
import { answer, popUp, show } from '../say.ts'
import { ownCheck } from './check.ts'
import { quietButton, quietTopic } from './quiet.ts'
import { subscriptionButton } from './subscription.ts'

/** Watching profiles, and results as a page. */
export function watchTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('watch', async (ctx) => {
    const typed = ctx.match.trim()
    if (typed === '') return showWatches(context, ctx)
    try {
      await begin(context, ctx, parseTargetName(typed))
    } catch (error) {
      if (!(error instanceof TargetNameInvalidError)) throw error
      await answer(ctx, ctx.person.words.check.nameWrong([...typed].slice(0, 60).join('')))
    }
  })
  topic.callbackQuery('m:watch', async (ctx) => {
    await popUp(ctx)
    await showWatches(context, ctx)
  })
  topic.callbackQuery(/^w:([a-z0-9._]{1,30})$/, async (ctx) => {
    await popUp(ctx)
    await begin(context, ctx, ctx.match[1] ?? '')
  })
  topic.callbackQuery(/^w-:(wat_\w+)$/, async (ctx) => {
    const id = ctx.match[1] ?? ''
    const { customer, words } = ctx.person
    const watch = (await watchesOf(context, customer.id)).find((each) => each.id === id)
    await endWatch(context, { customerId: customer.id, id }).catch((error: unknown) => {
      // Told twice, it is over already.
      if (!(error instanceof WatchUnknownError)) throw error
    })
    await popUp(ctx, watch ? words.watch.ended(watch.target) : undefined)
    await showWatches(context, ctx)
  })
  topic.use(quietTopic(context, (ctx) => showWatches(context, ctx)))
  topic.callbackQuery(/^pg:(chk_\w+)$/, async (ctx) => {
    const check = await ownCheck(context, ctx, ctx.match[1] ?? '')
    const { publicUrl } = context.settings
    if (check === null || publicUrl === null) return
    await popUp(ctx)
    const { customer, words } = ctx.person
    const by = { kind: 'customer', id: customer.id, name: null, address: null } as const
    const link = await createLink(context, { checkId: check.id, days: LINK_DAYS }, by)
    const url = `${publicUrl}${linkPath(link.secret)}`
    await answer(ctx, words.result.pageUntil(link.expiresAt), {
      buttons: keyboard([opens(words.result.buttons.page, url)]),
    })
  })
  return topic
}

async function begin(context: BotContext, ctx: BotUpdate, target: string): Promise<void> {
  const { customer, words } = ctx.person
  try {
    const known = await watchesOf(context, customer.id)
    const quiet = known.find((each) => each.quiet !== null)?.quiet ?? null
    const order = { customerId: customer.id, target, everyDays: EVERY_DAYS.usual, quiet }
    const watch = await watchProfile(context, order)
    const buttons = keyboard(
      [quietButton(ctx, [watch])],
      [tap(words.watch.buttons.end, `w-:${watch.id}`)],
    )
    await answer(ctx, words.watch.begun(watchedOf(watch), customer.pays), { buttons })
  } catch (error) {
    if (!(error instanceof WatchInvalidError)) throw error
    await answer(ctx, words.watch.tooMany)
  }
}

async function showWatches(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { customer, words } = ctx.person
  const all = await watchesOf(context, customer.id)
  const subscription = await subscriptionButton(context, ctx)
  if (all.length === 0) return show(ctx, words.watch.none, keyboard([subscription]))
  const rows = all.slice(0, 40).map(({ id, target }) => [tap(`@${target} ✕`, `w-:${id}`)])
  return show(
    ctx,
    words.watch.list(
      all.slice(0, 40).map(watchedOf),
      all.some(({ quiet }) => quiet !== null),
    ),
    keyboard(...rows, [quietButton(ctx, all)], [subscription]),
  )
}

function watchedOf({ target, everyDays, nextAt, pausedFor }: Watch): Watched {
  return { username: target, everyDays, nextAt, pausedFor }
}
