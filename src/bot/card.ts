import { addCard, removeCard } from '../chats/card-store.ts'
import { startedAt } from '../chats/post-store.ts'
import { youngLists } from '../checks/history/young-lists.ts'
import { askQuote, type Quote, type Quoted } from '../checks/quote.ts'
import { checksAhead } from '../overview/waiting-customers.ts'
import type { Rich } from '../words/rich.ts'
import type { BotContext, Person } from './context.ts'
import { keyboard, tap } from './keyboard.ts'
import { reword, say } from './say.ts'
import { attempt } from './telegram/calls.ts'

/** A profile is looked up for as long as this. */
export const LOOKING_MS = 60_000

/** What a message shows of a profile: a card with what a check would be, or why there is none. */
type Shown = { readonly text: Rich; readonly buttons: ReturnType<typeof keyboard> }

/**
 * Answers a name: with the card if the profile is known already, else with a message that becomes
 * the card as soon as an account has looked.
 */
export async function lookUp(context: BotContext, person: Person, target: string): Promise<void> {
  const { chatId, customer, words } = person
  const quoted = await askQuote(context, { customerId: customer.id, target })
  const api = context.calls.answer
  if (quoted.kind !== 'unanswered') {
    const { text, buttons } = await shownFor(context, person, target, quoted)
    await say(api, chatId, text, { buttons })
    return
  }
  const sent = await say(api, chatId, words.check.looking(target))
  await addCard(context, { chatId, messageId: sent.message_id, target })
  context.kick()
}

/**
 * Shows in a message what is known about a profile by now. `isLast`: nobody waits any longer.
 * Returns whether the message is done with.
 */
export async function showCard(
  context: BotContext,
  person: Person,
  card: { readonly messageId: number; readonly target: string },
  isLast: boolean,
): Promise<boolean> {
  const { chatId, customer } = person
  const { messageId, target } = card
  const quoted = await askQuote(context, { customerId: customer.id, target })
  if (quoted.kind === 'unanswered' && !isLast) return false
  const { text, buttons } = await shownFor(context, person, target, quoted)
  return context.edits.run(cardName(chatId, messageId), async () => {
    // Somebody has pressed its button already: it is the message of his check.
    if (!(await startedAt(context, chatId, messageId))) {
      // It is shown again a second later; nobody else's waits for it.
      const api = context.calls.result
      const done = await attempt(reword(api, { chatId, messageId }, text, buttons))
      if (done.kind === 'busy') return false
      if (done.kind === 'lost') await say(api, chatId, text, { buttons })
    }
    await removeCard(context, { chatId, messageId })
    return true
  })
}

/** What a card is named by, of all messages that are edited. */
export function cardName(chatId: number, messageId: number): string {
  return `card ${chatId} ${messageId}`
}

/** What is said of a profile, whatever asking for its price has come to. */
export async function shownFor(
  context: BotContext,
  person: Person,
  target: string,
  quoted: Quoted,
): Promise<Shown> {
  const { check, menu } = person.words
  const back = keyboard([tap(menu.buttons.check, 'm:check'), tap(menu.buttons.menu, 'm:menu')])
  switch (quoted.kind) {
    case 'quoted':
      return cardOf(context, person, target, quoted.quote)
    case 'closed':
      return { text: check.none[quoted.why](target), buttons: back }
    case 'unanswered': {
      const again = tap(check.buttons.tryAgain, `ag:${target}`, 'primary')
      return { text: check.none.unanswered(target), buttons: keyboard([again]) }
    }
    case 'daily-limit':
      return { text: check.quotesUsedUp(quoted.countMax, quoted.again), buttons: back }
  }
}

async function cardOf(
  context: BotContext,
  person: Person,
  target: string,
  quote: Quote,
): Promise<Shown> {
  const { words, customer } = person
  const { priceCredits, ceilingCredits, balanceCredits } = quote
  const pays = customer.pays && ceilingCredits > 0
  const young = await youngLists(context, { customerId: customer.id, targetPk: quote.pk })
  const card = words.check.card({
    username: quote.username,
    fullName: quote.fullName,
    followers: quote.followersCount ?? 0,
    following: quote.followingCount ?? 0,
    price: pays ? { credits: priceCredits, ceiling: ceilingCredits } : null,
    balance: balanceCredits,
    takesMs: takesMs(context, quote),
    ahead: await checksAhead(context, customer.id),
  })
  const said = words.check.young(young)
  const text = said === null ? card : [...card, '\n\n', ...said]
  const { start, take, leave, topUp } = words.check.buttons
  if (pays && ceilingCredits > balanceCredits) {
    const text2 = words.check.tooDear(ceilingCredits, balanceCredits)
    const buy = context.settings.packs.length > 0 || context.settings.singleStars !== null
    return {
      text: [...text, '\n\n', ...text2],
      buttons: keyboard([buy ? tap(topUp, `bs:${target}`, 'primary') : null], [tap(leave, 'no')]),
    }
  }
  return {
    text,
    buttons: keyboard(
      [tap(start, `go:${target}:${ceilingCredits}`, 'success'), tap(leave, 'no')],
      [said === null ? null : tap(take, `gy:${target}:${ceilingCredits}`)],
    ),
  }
}

/** How long reading both lists takes at the pace that is kept. */
function takesMs({ settings }: BotContext, quote: Quote): number {
  const { takesMs: pageMs, people } = settings.page
  const pages =
    Math.ceil((quote.followersCount ?? 0) / people) +
    Math.ceil((quote.followingCount ?? 0) / people)
  return (pages + 1) * pageMs
}
