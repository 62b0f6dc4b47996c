import {
  createConcurrentSink,
  createRunner,
  createSource,
  type RunnerHandle,
} from '@grammyjs/runner'
import { type Bot, BotError } from 'grammy'
import type { Update } from 'grammy/types'
import { INBOX_CHANNEL, markHandled, nextUpdates, TRIES_MAX, type Waiting } from '../chats/inbox.ts'
import { Bell } from '../kernel/bell.ts'
import { newId } from '../kernel/ids.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { BotContext, BotUpdate } from './context.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'
import { refusalOf } from './telegram/refusal.ts'

/** So many at a time: enough to wait for Telegram's limits, few enough that the first is soon. */
const AT_ONCE = 60
/** The inbox is looked at without a word, too. */
const LOOK_MS = 1000
/** One that could not be dealt with, because Telegram or the database was away, is tried again. */
const AGAIN_MS = 5000

/**
 * Deals with what is in the inbox, some at a time and each chat's in order, until it is stopped. An
 * update is done with when everything that it asks for is; if the process dies before, it is dealt
 * with again, which every act of ours bears.
 */
export class Handling {
  readonly #context: BotContext
  readonly #bot: Bot<BotUpdate>
  readonly #inHand = new Set<number>()
  readonly #bell = new Bell()
  readonly #runner: RunnerHandle
  readonly #unlisten: () => void
  readonly #over = new AbortController()

  constructor(context: BotContext, bot: Bot<BotUpdate>) {
    this.#context = context
    this.#bot = bot
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
  }

  /** Deals with an update at once, past all that wait: it does not wait for its turn. */
  async handleNow(update: Update): Promise<void> {
    await this.#bot.handleUpdate(update).catch((error: unknown) => this.#tell('an update', error))
  }

  async #supply(countMax: number): Promise<Waiting[]> {
    while (!this.#over.signal.aborted) {
      const room = Math.min(countMax, AT_ONCE)
      const found = await nextUpdates(this.#context, [...this.#inHand], room).catch(
        (error: unknown) => {
          this.#tell('the inbox', error)
          return []
        },
      )
      for (const { updateId } of found) this.#inHand.add(updateId)
      if (found.length > 0) return [...found]
      const { signal } = this.#over
      await this.#bell.wait(this.#context.clock, LOOK_MS, signal).catch(() => undefined)
    }
    return []
  }

  async #consume({ updateId, body, tries }: Waiting): Promise<void> {
    const update = body as Update
    try {
      await this.#bot.handleUpdate(update)
      await markHandled(this.#context, updateId)
      this.#inHand.delete(updateId)
    } catch (thrown) {
      const error = thrown instanceof BotError ? thrown.error : thrown
      await this.#failed(update, tries, error)
    }
  }

  async #failed(update: Update, tries: number, error: unknown): Promise<void> {
    const { update_id: updateId } = update
    const refusal = refusalOf(error)
    const isLater = (refusal?.kind === 'busy' || isDatabase(error)) && tries < TRIES_MAX
    if (isLater) {
      // Kept in hand meanwhile, so that it is not taken up again at once.
      void this.#context.clock
        .sleep(AGAIN_MS, this.#over.signal)
        .catch(() => undefined)
        .then(() => {
          this.#inHand.delete(updateId)
          this.#bell.ring()
        })
      return
    }
    this.#tell(`update ${updateId}`, error)
    await markHandled(this.#context, updateId).catch(() => undefined)
    this.#inHand.delete(updateId)
    const from = update.message?.from ?? update.callback_query?.from
    if (from === undefined || refusal !== null) return
    const words = botWords(from.language_code?.startsWith('ru') ? 'ru' : 'en')
    const text = words.menu.trouble(newId('err').slice(4, 12))
    await attempt(say(this.#context.calls.answer, from.id, text)).catch(() => undefined)
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
