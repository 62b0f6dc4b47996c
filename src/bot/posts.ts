import { createHash } from 'node:crypto'
import type { Api } from 'grammy'
import { cardsDue } from '../chats/card-store.ts'
import { chatOf, silenceChat } from '../chats/chat-store.ts'
import { lettersDue } from '../chats/letter-store.ts'
import {
  delayPost,
  endPosts,
  movePost,
  noteParts,
  notePost,
  type Post,
  postOf,
  postsDue,
} from '../chats/post-store.ts'
import type { Check } from '../checks/check.ts'
import { checkById } from '../checks/check-store.ts'
import { placeOf, placesOf } from '../checks/waiting-store.ts'
import { customerById } from '../customers/customer-store.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { Rich } from '../words/rich.ts'
import { telegramText } from '../words/telegram-text.ts'
import { LOOKING_MS, showCard } from './card.ts'
import type { BotContext, Person } from './context.ts'
import { keyboard, tap } from './keyboard.ts'
import { sendLetter } from './letters.ts'
import { progressView } from './progress.ts'
import { resultView, type ShownResult, showResult } from './result.ts'
import { reword, say } from './say.ts'
import { attempt } from './telegram/calls.ts'

/** A message about a check is edited no more often than this. */
export const EDIT_MS = 3000
/** So many messages and cards are looked at in one go, and so many of them at a time. */
const BATCH = 60
const AT_ONCE = 16
/** What fails for no reason that Telegram gives is tried again after this, and longer each time. */
const FAILED_MS = 5000
const FAILED_MS_MAX = 10 * 60_000

/**
 * Looks once at everything that a chat is due to see: cards for which there is an answer, how far
 * checks are, results, and that they are there. Returns whether there was anything.
 */
export async function showWhatIsDue(context: BotContext): Promise<boolean> {
  await endPosts(context)
  const cards = await cardsDue(context, LOOKING_MS, BATCH)
  const posts = await postsDue(context, BATCH)
  const letters = await lettersDue(context, BATCH)
  const open = posts.filter(({ state }) => state === 'open').map(({ checkId }) => checkId)
  const places = await placesOf(context, open)
  let shown = 0
  await each(cards, (card) =>
    guarded(context, `card ${card.target}`, async () => {
      const person = await personOfChat(context, card.chatId)
      const isLast = card.forMs >= LOOKING_MS
      if (person && (await showCard(context, person, card, isLast))) shown += 1
    }),
  )
  await each(letters, (letter) =>
    guarded(context, `letter ${letter}`, () => sendLetter(context, letter)),
  )
  await each(posts, async (post) => {
    const went = await guarded(context, `check ${post.checkId}`, () =>
      showPost(context, post, places),
    )
    if (went) return
    const againMs = Math.min(FAILED_MS * 2 ** post.tries, FAILED_MS_MAX)
    await delayPost(context, post.checkId, againMs)
  })
  return shown + letters.length + posts.length > 0
}

/** The places in line of the checks that wait. */
type Places = ReadonlyMap<string, number>

async function guarded(
  context: BotContext,
  where: string,
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    context.tell({ kind: 'bot-failed', where, why })
    return false
  }
}

/** Some at a time, in order. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all]
  const run = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await act(next)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, run))
}

async function personOfChat(context: BotContext, chatId: number): Promise<Person | null> {
  const chat = await chatOf(context, chatId)
  if (chat === null) return null
  return personOfCustomer(context, chatId, chat.customerId)
}

/** Whom a message about a check is for. */
export async function personOfCustomer(
  context: BotContext,
  chatId: number,
  customerId: string,
): Promise<Person> {
  const customer = await customerById(context, customerId)
  const { language } = customer
  const isOperator = context.settings.operators.includes(String(chatId))
  return { chatId, customer, language, words: botWords(language), isOperator, isNew: false }
}

/** What a message about a check is named by, of all that are edited. */
function nameOf(checkId: string): string {
  return `check ${checkId}`
}

/** Shows what is due by now; nothing if somebody else is about to show it. */
async function showPost(context: BotContext, { checkId }: Post, places: Places): Promise<void> {
  if (context.edits.isBusy(nameOf(checkId))) return
  await context.edits.run(nameOf(checkId), async () => {
    const post = await postOf(context, checkId)
    if (post === null) return
    const check = await checkById(context, checkId)
    const person = await personOfCustomer(context, post.chatId, check.customerId)
    switch (post.state) {
      case 'open':
        if (check.finishedAt !== null) return
        return showProgress(context, person, post, { check, places })
      case 'result':
        return showEnd(context, person, post, check)
      case 'bell':
        return ringBell(context, person, post, check)
      case 'done':
        return
    }
  })
}

/** Shows how far a check is that was just ordered: the answer to who has ordered it. */
export async function showFirst(
  context: BotContext,
  person: Person,
  checkId: string,
): Promise<void> {
  const { calls } = context
  const answering = { ...context, calls: { ...calls, progress: calls.answer } }
  // Whoever looks at what is due shows it already.
  if (context.edits.isBusy(nameOf(checkId))) return
  await context.edits.run(nameOf(checkId), async () => {
    const post = await postOf(context, checkId)
    const check = await checkById(context, checkId)
    if (post?.state !== 'open' || post.shown !== null || check.finishedAt !== null) return
    const place = await placeOf(context, checkId)
    const places = new Map(place === null ? [] : [[checkId, place]])
    await showProgress(answering, person, post, { check, places })
  })
}

/** How far a check is: one message, edited when something has changed. */
async function showProgress(
  context: BotContext,
  person: Person,
  post: Post,
  { check, places }: { readonly check: Check; readonly places: Places },
): Promise<void> {
  const { words } = person
  const text = words.progress.message(await progressView(context, check, places))
  const buttons = keyboard([tap(words.check.buttons.stop, `x:${check.id}`)])
  const shown = digestOf(text)
  const { checkId, chatId } = post
  const note = () =>
    notePost(context, checkId, { from: 'open', state: 'open', shown, againMs: EDIT_MS })
  if (shown === post.shown) return note()
  const api = context.calls.progress
  const { done } = await inItsMessage({ context, api, person, post, check }, (messageId) =>
    attempt(reword(api, { chatId, messageId }, text, buttons)),
  )
  if (done.kind === 'done' || done.kind === 'same') return note()
  return cope(context, post, done)
}

/** A post that is about to be shown. */
type Showing = {
  readonly context: BotContext
  readonly api: Api
  readonly person: Person
  readonly post: Post
  readonly check: Check
}

/**
 * Shows something in the message of a post, or in a new one where there is none or the customer has
 * deleted it. A new one says nothing yet, and becomes what it is to be when its number is known: so
 * whenever the process dies, what it leaves behind is no second progress and no second result.
 */
async function inItsMessage(
  { context, api, person, post, check }: Showing,
  showIn: (messageId: number) => Promise<ShownResult>,
): Promise<{ readonly done: ShownResult; readonly messageId: number | null }> {
  const { checkId, chatId, messageId, state } = post
  if (messageId !== null) {
    const done = await showIn(messageId)
    if (done.kind !== 'lost') return { done, messageId }
    // What has become a file meanwhile, by another process, is not lost.
    const now = await postOf(context, checkId)
    if (now?.state !== state || now.messageId !== messageId) {
      return { done: { kind: 'same' }, messageId }
    }
  }
  const text = person.words.progress.begins(check.targetNameNow ?? check.targetUsername)
  const sent = await attempt(say(api, chatId, text, { silent: true }))
  if (sent.kind !== 'done') return { done: sent, messageId: null }
  const { message_id: to } = sent.value
  if (!(await movePost(context, post, to))) {
    await attempt(api.deleteMessage(chatId, to))
    return { done: { kind: 'same' }, messageId }
  }
  return { done: await showIn(to), messageId: to }
}

function digestOf(text: Rich): string {
  const said = telegramText(text)
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
}

/** What a check came to, in the same message. */
async function showEnd(
  context: BotContext,
  person: Person,
  post: Post,
  check: Check,
): Promise<void> {
  const view = await resultView(context, person, check)
  const { checkId, chatId } = post
  const api = context.calls.result
  const { done, messageId } = await inItsMessage({ context, api, person, post, check }, (at) =>
    showResult(context, person, { chatId, messageId: at }, view, {
      count: post.parts,
      note: (count) => noteParts(context, checkId, count),
    }),
  )
  if (done.kind !== 'done' && done.kind !== 'same') return cope(context, post, done)
  const state = view.bell === null ? 'done' : 'bell'
  await notePost(context, checkId, { from: 'result', state, againMs: 0 })
  if (state === 'bell') await ringBell(context, person, { ...post, state, messageId }, check)
}

/**
 * Tells the customer that the result is there: an edited message makes no sound. Should the process
 * die right here he hears it twice, which is better than never.
 */
async function ringBell(
  context: BotContext,
  person: Person,
  post: Post,
  check: Check,
): Promise<void> {
  const { bell } = await resultView(context, person, check)
  const { checkId, chatId, messageId } = post
  if (bell !== null) {
    const { right, wrong } = person.words.result.buttons
    const buttons = keyboard([tap(right, `fr:${checkId}`), tap(wrong, `fw:${checkId}`)])
    const sent = await attempt(
      say(context.calls.result, chatId, bell.text, {
        ...(bell.asksWhetherRight ? { buttons } : {}),
        ...(messageId === null ? {} : { replyTo: messageId }),
      }),
    )
    if (sent.kind !== 'done') return cope(context, post, sent)
  }
  await notePost(context, checkId, { from: 'bell', state: 'done', againMs: 0 })
}

/** What is done when Telegram does not take something. */
async function cope(
  context: BotContext,
  post: Post,
  refusal: Exclude<ShownResult, { kind: 'done' }>,
): Promise<void> {
  switch (refusal.kind) {
    case 'silent':
      return silenceChat(context, post.chatId)
    case 'busy':
      return delayPost(context, post.checkId, Math.max(refusal.afterMs, EDIT_MS))
    case 'same':
    case 'lost':
    case 'too-large':
    case 'expired':
    case 'refunded-before':
    case 'wrong': {
      const why = refusal.kind === 'wrong' ? refusal.said : refusal.kind
      context.tell({ kind: 'bot-failed', where: `check ${post.checkId}`, why })
      return delayPost(context, post.checkId, Math.min(60_000 * 2 ** post.tries, 3_600_000))
    }
  }
}
