import { Composer } from 'grammy'
import { addPost, postOf, startedAt } from '../../chats/post-store.ts'
import { askChat, closeQuestion } from '../../chats/question-store.ts'
import { cancelCheck } from '../../checks/cancel.ts'
import type { Check } from '../../checks/check.ts'
import { checkById } from '../../checks/check-store.ts'
import { listChecks } from '../../checks/list-store.ts'
import { orderCheck } from '../../checks/order.ts'
import { askQuote } from '../../checks/quote.ts'
import { parseTargetName, TargetNameInvalidError } from '../../checks/target-name.ts'
import { cardName, lookUp, shownFor } from '../card.ts'
import type { BotContext, BotUpdate } from '../context.ts'
import { keyboard, tap } from '../keyboard.ts'
import { showFirst } from '../posts.ts'
import { deliverAgain } from '../result.ts'
import { answer, popUp, show } from '../say.ts'
import { attempt } from '../telegram/calls.ts'
import { notUnderstood } from './menu.ts'

/** From a name to a check that runs, and stopping it. */
export function checkTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('check', async (ctx) => {
    const typed = ctx.match.trim()
    if (typed === '') return askForName(context, ctx)
    await closeQuestion(context, ctx.person.chatId)
    await takeName(context, ctx, typed)
  })
  topic.callbackQuery('m:check', async (ctx) => {
    await popUp(ctx)
    await askForName(context, ctx)
  })
  topic.callbackQuery(/^ag:([a-z0-9._]{1,30})$/, async (ctx) => {
    await popUp(ctx)
    await lookUp(context, ctx.person, ctx.match[1] ?? '')
  })
  topic.callbackQuery(/^(go|gy):([a-z0-9._]{1,30}):(\d+)$/, (ctx) => {
    const [, verb, target = '', ceiling] = ctx.match
    return start(context, ctx, { target, ceiling: Number(ceiling), reuses: verb === 'gy' })
  })
  topic.callbackQuery('no', async (ctx) => {
    await popUp(ctx)
    await attempt(ctx.editMessageReplyMarkup())
  })
  topic.command('checks', (ctx) => showChecks(context, ctx))
  topic.callbackQuery('m:checks', async (ctx) => {
    await popUp(ctx)
    await showChecks(context, ctx)
  })
  topic.callbackQuery(/^sh:(chk_\w+)$/, (ctx) => showAgain(context, ctx, ctx.match[1] ?? ''))
  topic.use(cancelTopic(context))
  return topic
}

function cancelTopic(context: BotContext): Composer<BotUpdate> {
  const topic = new Composer<BotUpdate>()
  topic.command('cancel', (ctx) => askWhatToCancel(context, ctx))
  topic.callbackQuery('m:cancel', async (ctx) => {
    await popUp(ctx)
    await askWhatToCancel(context, ctx)
  })
  topic.callbackQuery(/^x:(chk_\w+)$/, async (ctx) => {
    const check = await ownCheckLeft(context, ctx, ctx.match[1] ?? '')
    if (check === null) return
    if (check.finishedAt !== null) return popUp(ctx, ctx.person.words.check.cancelTooLate)
    await popUp(ctx)
    await askToCancel(ctx, check)
  })
  topic.callbackQuery(/^x!:(chk_\w+)$/, (ctx) => cancel(context, ctx, ctx.match[1] ?? ''))
  topic.callbackQuery('x-', async (ctx) => {
    await popUp(ctx)
    await attempt(ctx.deleteMessage())
  })
  return topic
}

async function askForName(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, chatId } = ctx.person
  await askChat(context, chatId, { kind: 'target', about: null })
  await answer(ctx, words.check.nameQuestion, { asks: words.check.nameHint })
}

/** Takes what a person typed for the name of a profile; says what is wrong if it is none. */
export async function takeName(context: BotContext, ctx: BotUpdate, typed: string): Promise<void> {
  const { words } = ctx.person
  let target: string
  try {
    target = parseTargetName(typed)
  } catch (error) {
    if (!(error instanceof TargetNameInvalidError)) throw error
    const text = typed.trim()
    if (/instagram\.com|instagr\.am/i.test(text)) await answer(ctx, words.check.linkWithoutName)
    else if (/\s|:\/\//.test(text) || text === '') await notUnderstood(ctx)
    else await answer(ctx, words.check.nameWrong([...text].slice(0, 60).join('')))
    return
  }
  await lookUp(context, ctx.person, target)
}

/** The price has risen since it was shown. */
class PriceRisenError extends Error {}

/**
 * Orders what a card shows. The card becomes the message about the check, in the commit of the
 * order: whatever happens in between, there is one message and one check.
 */
async function start(
  context: BotContext,
  ctx: BotUpdate,
  card: { readonly target: string; readonly ceiling: number; readonly reuses: boolean },
): Promise<void> {
  const { customer, words, chatId } = ctx.person
  const messageId = ctx.callbackQuery?.message?.message_id
  if (messageId === undefined) return popUp(ctx, words.menu.buttonOld)
  // The tap may be told again after the check has ended: this card has begun its check.
  if (await startedAt(context, chatId, messageId)) return popUp(ctx, words.check.running)
  const { patienceMs } = context.settings
  const order = { customerId: customer.id, target: card.target, patienceMs }
  const ordered = await context.edits
    .run(cardName(chatId, messageId), () =>
      orderCheck(
        context,
        { ...order, accountId: null, inFront: false, reuses: card.reuses },
        async (db, check, isNew) => {
          if (isNew && customer.pays && check.ceilingCredits > card.ceiling) {
            throw new PriceRisenError()
          }
          await addPost({ db }, { checkId: check.id, chatId, messageId })
        },
      ),
    )
    .catch((error: unknown) => {
      if (error instanceof PriceRisenError) return { kind: 'price-risen' } as const
      throw error
    })
  switch (ordered.kind) {
    case 'ordered': {
      context.kick()
      const post = await postOf(context, ordered.check.id)
      const isHere = post?.messageId === messageId
      await popUp(ctx, isHere ? words.check.running : words.check.runningAlready)
      if (isHere) await showFirst(context, ctx.person, ordered.check.id)
      else await attempt(ctx.editMessageReplyMarkup())
      return
    }
    case 'price-risen':
    case 'not-enough': {
      await popUp(ctx, ordered.kind === 'price-risen' ? words.check.priceChanged : undefined)
      const quoted = await askQuote(context, order)
      const { text, buttons } = await shownFor(context, ctx.person, card.target, quoted)
      return show(ctx, text, buttons)
    }
    case 'line-full':
      await popUp(ctx)
      return show(ctx, words.check.lineFull)
    case 'daily-limit':
      await popUp(ctx)
      return show(ctx, words.check.ordersUsedUp(ordered.countMax, ordered.again))
  }
}

/** So many of the last checks are listed. */
const LISTED_MAX = 10

async function showChecks(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer } = ctx.person
  const checks = await checksOf(context, customer.id, null, LISTED_MAX)
  if (checks.length === 0) {
    await answer(ctx, words.check.noChecks)
    return
  }
  const rows = checks.map((check) => [
    tap(`@${nameOf(check)} · ${words.check.states[stateOf(check)]}`, `sh:${check.id}`),
  ])
  await answer(ctx, words.check.checks, { buttons: keyboard(...rows) })
}

function checksOf(
  context: BotContext,
  customerId: string,
  state: 'open' | null,
  countMax: number,
): Promise<readonly Check[]> {
  return listChecks(context, { customerId, state, target: null, before: null, countMax })
}

function nameOf(check: Check): string {
  return check.targetNameNow ?? check.targetUsername
}

function stateOf(check: Check): 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' {
  switch (check.state) {
    case 'queued':
    case 'parked':
      return 'waiting'
    case 'completed':
      return 'done'
    case 'running':
    case 'failed':
    case 'cancelled':
      return check.state
  }
}

/** Leads to the message about an open check, and shows the result of one that has ended again. */
async function showAgain(context: BotContext, ctx: BotUpdate, checkId: string): Promise<void> {
  const check = await ownCheck(context, ctx, checkId)
  if (check === null) return
  await popUp(ctx)
  if (check.finishedAt !== null) return deliverAgain(context, ctx, check)
  const { chatId, words } = ctx.person
  const post = await postOf(context, check.id)
  if (post === null) await addPost(context, { checkId: check.id, chatId, messageId: null })
  context.kick()
  const replyTo = post?.messageId ?? undefined
  if (replyTo !== undefined) await answer(ctx, words.check.here, { replyTo })
}

/** A check of the person's own; a tap on anybody else's comes to nothing. */
export async function ownCheck(
  context: BotContext,
  ctx: BotUpdate,
  checkId: string,
): Promise<Check | null> {
  const check = await checkById(context, checkId).catch(() => null)
  if (check?.customerId === ctx.person.customer.id) return check
  await popUp(ctx, ctx.person.words.menu.buttonOld)
  return null
}

async function askWhatToCancel(context: BotContext, ctx: BotUpdate): Promise<void> {
  const { words, customer, chatId } = ctx.person
  if (await closeQuestion(context, chatId)) {
    await answer(ctx, words.menu.questionClosed)
    return
  }
  const open = await checksOf(context, customer.id, 'open', 20)
  const [only] = open
  if (only === undefined) await answer(ctx, words.menu.nothingToCancel)
  else if (open.length === 1) await askToCancel(ctx, only)
  else {
    const rows = open.map((check) => [tap(`@${nameOf(check)}`, `x:${check.id}`)])
    await answer(ctx, words.check.whichToCancel, { buttons: keyboard(...rows) })
  }
}

async function askToCancel(ctx: BotUpdate, check: Check): Promise<void> {
  const { cancelQuestion, buttons } = ctx.person.words.check
  await answer(ctx, cancelQuestion(nameOf(check), check.ceilingCredits), {
    buttons: keyboard([tap(buttons.stopYes, `x!:${check.id}`, 'danger'), tap(buttons.goOn, 'x-')]),
  })
}

/** The same, or the one that goes on in its place: whoever stops a merged one means that. */
async function ownCheckLeft(
  context: BotContext,
  ctx: BotUpdate,
  checkId: string,
): Promise<Check | null> {
  let check = await ownCheck(context, ctx, checkId)
  while (check?.ending?.kind === 'merged') check = await ownCheck(context, ctx, check.ending.into)
  return check
}

async function cancel(context: BotContext, ctx: BotUpdate, checkId: string): Promise<void> {
  const check = await ownCheckLeft(context, ctx, checkId)
  if (check === null) return
  const { words } = ctx.person
  const cancelled = await cancelCheck(context, check.id, 'customer')
  switch (cancelled.kind) {
    case 'cancelled':
      context.kick()
      await popUp(ctx)
      return show(ctx, words.check.cancelled(nameOf(check), check.ceilingCredits))
    case 'ended-before':
      // Told again after the process has died: it was this tap that has ended it.
      if (cancelled.check.state === 'cancelled') {
        return show(ctx, words.check.cancelled(nameOf(check), check.ceilingCredits))
      }
      await popUp(ctx, words.check.cancelTooLate)
      await attempt(ctx.deleteMessage())
      return
    case 'daily-limit':
      return popUp(ctx, words.check.cancelsUsedUp(cancelled.countMax))
  }
}
