import {
  createConcurrentSink,
  createRunner,
  createSource,
  type RunnerHandle,
} from '@grammyjs/runner'
import { type Bot, BotError } from 'grammy'
import type { Update } from 'grammy/types'
import {
  INBOX_CHANNEL,
  markHandled,
  nextUpdates,
  TRIES_MAX,
  takeUrgent,
  type Waiting,
} from '../chats/inbox.ts'
import { Bell } from '../kernel/bell.ts'
import { newId } from '../kernel/ids.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { BotContext, BotUpdate } from './context.ts'
import { languageOfChat } from './operators.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'
import { refusalOf } from './telegram/refusal.ts'
import type { TooFast } from './too-fast.ts'

/** So many chats at a time: enough to keep Telegram busy, few enough that the first is soon. */
const AT_ONCE = 24
/** The inbox is looked at without a word, too. */
const LOOK_MS = 1000
/** One that could not be dealt with, because Telegram or the database was away, is tried again. */
const AGAIN_MS = 5000

/**
 * Deals with what is in the inbox, one update of each of some chats at a time, until it is stopped:
 * one that sends a thousand has no more of us than one that sends one. An update is done with when
 * everything that it asks for is; if the process dies before, it is dealt with again, which every
 * act of ours bears.
 */
export class Handling {
  readonly #context: BotContext
  readonly #bot: Bot<BotUpdate>
  readonly #tooFast: TooFast
  /** The updates in hand, with the chats that they are of. */
  readonly #inHand = new Map<number, number | null>()
  readonly #bell = new Bell()
  readonly #runner: RunnerHandle
  readonly #unlisten: () => void
  readonly #over = new AbortController()
  readonly #now = new Set<Promise<void>>()

  constructor(context: BotContext, bot: Bot<BotUpdate>, tooFast: TooFast) {
    this.#context = context
    this.#bot = bot
    this.#tooFast = tooFast
    this.#unlisten = context.listen(INBOX_CHANNEL, () => this.#bell.ring())
    const source = createSource<Waiting>({
      // Its signal is of a kind of its own; ours ends the wait as well.
      supply: (countMax) => this.#supply(countMax),
    })
    const sink = createConcurrentSink<Waiting, unknown>(
      { consume: (waiting) => this.#consume(waiting) },
      async (error) => this.#tell('updates', error),
      { concurrency: AT_ONCE },
    )
    this.#runner = createRunner(source, sink)
  }

  start(): void {
    this.#runner.start()
  }

  /** Something is in the inbox. */
  ring(): void {
    this.#bell.ring()
  }

  /** Takes nothing up any more, and waits for what is in hand. */
  async stop(): Promise<void> {
    this.#over.abort(new Error('the bot ends'))
    this.#unlisten()
    if (this.#runner.isRunning()) await this.#runner.stop()
    await Promise.all(this.#now)
  }

  /** Deals with an update at once, past all that wait: it does not wait for its turn. */
  async handleNow(update: Update): Promise<void> {
    const done = this.#bot
      .handleUpdate(update)
      .catch((error: unknown) => this.#tell('an update', error))
      .finally(() => this.#now.delete(done))
    this.#now.add(done)
    await done
  }

  /** Deals at once with whatever Telegram waits for an answer to, until the signal is given. */
  async attendUrgent(signal: AbortSignal): Promise<void> {
    const bell = new Bell()
    const unlisten = this.#context.listen(INBOX_CHANNEL, () => bell.ring())
    try {
      while (!signal.aborted) {
        const found = await takeUrgent(this.#context).catch((error: unknown) => {
          this.#tell('the inbox', error)
          return []
        })
        // An update as Telegram sent it, which was looked at when it came in.
        for (const { body } of found) void this.handleNow(body as Update)
        await bell.wait(this.#context.clock, LOOK_MS, signal).catch(() => undefined)
      }
    } finally {
      unlisten()
    }
  }

  async #supply(countMax: number): Promise<Waiting[]> {
    while (!this.#over.signal.aborted) {
      const room = Math.min(countMax, AT_ONCE)
      const inHand = {
        updates: [...this.#inHand.keys()],
        chats: [...this.#inHand.values()].filter((chat) => chat !== null),
      }
      const found = await nextUpdates(this.#context, inHand, room).catch((error: unknown) => {
        this.#tell('the inbox', error)
        return []
      })
      for (const { updateId, chatId } of found) this.#inHand.set(updateId, chatId)
      if (found.length > 0) return [...found]
      const { signal } = this.#over
      await this.#bell.wait(this.#context.clock, LOOK_MS, signal).catch(() => undefined)
    }
    return []
  }

  async #consume({ updateId, chatId, body, tries }: Waiting): Promise<void> {
    try {
      if (body !== null) await this.#bot.handleUpdate(body as Update)
      else if (chatId !== null) await this.#tooFast.say(chatId)
      await markHandled(this.#context, updateId)
      this.#letGo(updateId)
    } catch (thrown) {
      const error = thrown instanceof BotError ? thrown.error : thrown
      await this.#failed({ updateId, chatId, tries }, error)
    }
  }

  /** Whoever is waiting for its chat may be next. */
  #letGo(updateId: number): void {
    this.#inHand.delete(updateId)
    this.#bell.ring()
  }

  async #failed(
    { updateId, chatId, tries }: Pick<Waiting, 'updateId' | 'chatId' | 'tries'>,
    error: unknown,
  ): Promise<void> {
    const refusal = refusalOf(error)
    const isLater = (refusal?.kind === 'busy' || isDatabase(error)) && tries < TRIES_MAX
    if (isLater) {
      // Kept in hand meanwhile, so that it is not taken up again at once.
      void this.#context.clock
        .sleep(AGAIN_MS, this.#over.signal)
        .catch(() => undefined)
        .then(() => this.#letGo(updateId))
      return
    }
    this.#tell(`update ${updateId}`, error)
    await markHandled(this.#context, updateId).catch(() => undefined)
    this.#letGo(updateId)
    if (chatId === null || refusal !== null) return
    const language = await languageOfChat(this.#context, chatId).catch(() => 'en' as const)
    const text = botWords(language).menu.trouble(newId('err').slice(4, 12))
    await attempt(say(this.#context.calls.answer, chatId, text)).catch(() => undefined)
  }

  #tell(where: string, error: unknown): void {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.#context.tell({ kind: 'bot-failed', where, why })
  }
}

/** Whether the database was away: its errors have a code of five characters, or the network's. */
function isDatabase(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return /^[0-9A-Z]{5}$|^E[A-Z]+$/.test(String(error.code))
}
