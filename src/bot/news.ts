import { accountById } from '../accounts/account-store.ts'
import { inviterOf } from '../chats/chat-store.ts'
import { isTold } from '../chats/letter-store.ts'
import { keepCursor, keptCursor } from '../chats/state-store.ts'
import { checkById } from '../checks/check-store.ts'
import { dialogueOf } from '../dialogues/dialogue-store.ts'
import { cursorText, type Happened } from '../events/event.ts'
import { endOfEvents } from '../events/event-store.ts'
import { followEvents } from '../events/follow-events.ts'
import type { BotWords } from '../words/bot/bot-words.ts'
import type { LoginEnd } from '../words/bot/login.ts'
import type { Rich } from '../words/rich.ts'
import type { BotContext } from './context.ts'
import { isDatabaseAway } from './database-away.ts'
import { keyboard, opens, tap } from './keyboard.ts'
import { tellOperators } from './operators.ts'
import { payReferral } from './referral.ts'
import { tellOfWatch } from './watch-news.ts'

/** Between two reads: a thousand events at once are some reads, and not a thousand. */
const BETWEEN_MS = 200

/**
 * Hears what happens and tells whom it concerns: operators of logins that wait, inviters of their
 * friends. Where it has read to is kept, so that nothing is missed whenever the process dies.
 */
export async function followNews(context: BotContext, signal: AbortSignal): Promise<void> {
  const from = (await keptCursor(context)) ?? (await endOfEvents(context))
  await keepCursor(context, from)
  for await (const read of followEvents(context, from, signal)) {
    if (read.kind === 'events') {
      for (const event of read.events) await hear(context, event, signal)
    }
    await keepCursor(context, read.cursor)
    await context.clock.sleep(BETWEEN_MS, signal).catch(() => undefined)
  }
}

/** Telling is tried so often while the database is away for a moment, after so long each time. */
const TRIES_MAX = 5
const AGAIN_MS = 1000

/** What cannot be told is no reason to hear nothing any more. */
async function hear(context: BotContext, event: Happened, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tellOf(context, event)
    } catch (error) {
      if (signal.aborted) throw error
      if (isDatabaseAway(error) && tries < TRIES_MAX) {
        await context.clock.sleep(AGAIN_MS, signal).catch(() => undefined)
        continue
      }
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      context.tell({ kind: 'bot-failed', where: `news of ${event.kind}`, why })
      return
    }
  }
}

async function tellOf(context: BotContext, event: Happened): Promise<void> {
  switch (event.kind) {
    case 'check-ended':
      return payForFriend(context, event)
    case 'watch-changed':
    case 'watch-paused':
    case 'watch-ended':
      return tellOfWatch(context, event)
    case 'dialogue-opened':
      // One that an operator opens by hand he knows of.
      return event.detail.cause === 'by-hand' ? undefined : tellOfLogin(context, event)
    case 'dialogue-asks-code':
      return tellOfLogin(context, event)
    case 'dialogue-code-refused':
      return tellThose(context, event, ({ login }, account) => login.codeWrong(account))
    case 'dialogue-ended': {
      const ending = event.detail.ending
      return tellThose(context, event, ({ login }, account) =>
        isEnd(ending, login.ended) ? login.ended[ending](account) : login.ended.closed(account),
      )
    }
    default:
      return
  }
}

function isEnd(ending: unknown, known: object): ending is LoginEnd {
  return typeof ending === 'string' && Object.hasOwn(known, ending)
}

async function payForFriend(context: BotContext, event: Happened): Promise<void> {
  if (event.customer === null && event.check === null) return
  const customerId = event.customer ?? (await customerOfCheck(context, event.check ?? ''))
  const inviter = customerId === null ? null : await inviterOf(context, customerId)
  if (inviter !== null) await payReferral(context, inviter)
}

async function customerOfCheck(context: BotContext, checkId: string): Promise<string | null> {
  return checkById(context, checkId).then(
    (check) => check.customerId,
    () => null,
  )
}

/** Tells all operators that a login waits for one of them; once for what the page wants. */
async function tellOfLogin(context: BotContext, event: Happened): Promise<void> {
  const id = String(event.detail.dialogue ?? '')
  const dialogue = await dialogueOf(context, id)
  if (dialogue === null || dialogue.state === 'ended') return
  const { publicUrl, loginPictures } = context.settings
  await tellOperators(context, ({ login }) => ({
    text: login.wanted({
      account: dialogue.username,
      asks: dialogue.asks,
      said: dialogue.said,
      until: dialogue.expiresAt,
    }),
    buttons: keyboard(
      [publicUrl === null ? null : opens(login.buttons.live, `${publicUrl}/logins/${id}`)],
      [
        loginPictures ? tap(login.buttons.picture, `d:pic:${id}`) : null,
        tap(login.buttons.close, `d:close:${id}`),
      ],
    ),
    notice: { kind: 'dialogue', about: id },
    key: `dialogue:${id}:${dialogue.asks}`,
  }))
  // What the page shows, if that may leave the house, and a field for what it asks for.
  const isCode = dialogue.asks === 'code'
  if (!isCode && !loginPictures) return
  await tellOperators(context, ({ login }) => ({
    text: (isCode ? login.codeField : login.pictureOf)(dialogue.username),
    ...(isCode ? { asks: login.codeHint } : {}),
    ...(loginPictures ? { picture: id } : {}),
    notice: { kind: 'dialogue', about: id },
    key: `field:${id}:${dialogue.asks}`,
  }))
}

/** Tells those who have heard of a login what has become of it. */
async function tellThose(
  context: BotContext,
  event: Happened,
  what: (words: BotWords, account: string) => Rich,
): Promise<void> {
  const id = String(event.detail.dialogue ?? '')
  if (!(await isTold(context, { kind: 'dialogue', about: id }))) return
  const account = event.account === null ? null : await accountById(context, event.account)
  await tellOperators(context, (words) => ({
    text: what(words, account?.username ?? ''),
    notice: { kind: 'dialogue', about: id },
    key: `dialogue:${id}:${cursorText(event.cursor)}`,
  }))
}
