import {
  createConcurrentSink,
  createRunner,
  createSource,
  type RunnerHandle,
} from '@grammyjs/runner'
import { type Bot, BotError } from 'grammy'
import type { Update } from 'grammy/types'
import {
  DEATHS_MAX,
  INBOX_CHANNEL,
  markHandled,
  nextUpdates,
  putBack,
  takeUrgent,
  type Waiting,
} from '../chats/inbox.ts'
import { Bell } from '../kernel/bell.ts'
import { newId } from '../kernel/ids.ts'
import { botWords } from '../words/bot/bot-words.ts'
import type { BotContext, BotUpdate } from './context.ts'
import { isDatabaseAway } from './database-away.ts'
import { languageOfChat } from './operators.ts'
import { say } from './say.ts'
import { attempt } from './telegram/calls.ts'
import { refusalOf } from './telegram/refusal.ts'
import type { TooFast } from './too-fast.ts'

/** So many chats at a time: enough to keep Telegram busy, few enough that the first is soon. */
const AT_ONCE = 24
/** The inbox is looked at without a word, too. */
const LOOK_MS = 1000
/**
 * What could not be dealt with, because Telegram or the database was away, is tried again after
 * this, and longer each time, for as long as that lasts.
 */
const AGAIN_MS = 5000
const AGAIN_MS_MAX = 60_000
/** One that was put off so often while others went well is given up: its chat waits for it. */
const PUT_OFF_MAX = 5

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
  /** Those of them that nobody has begun with: the inbox is not asked for each by itself. */
  readonly #ready: Waiting[] = []
  /** How many updates were dealt with. */
  #well = 0
  /** How often updates were put off, and how many had been dealt with before the first time. */
  readonly #puttingOff = new Map<number, { readonly times: number; readonly well: number }>()
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
    await Promise.all(this.#ready.splice(0).map(({ updateId }) => this.#leave(updateId)))
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
    const { signal } = this.#over
    while (!signal.aborted) {
      if (this.#ready.length === 0) await this.#fetch()
      if (this.#ready.length > 0) return this.#ready.splice(0, countMax)
      await this.#bell.wait(this.#context.clock, LOOK_MS, signal).catch(() => undefined)
    }
    return []
  }

  async #fetch(): Promise<void> {
    const inHand = {
      updates: [...this.#inHand.keys()],
      chats: [...this.#inHand.values()].filter((chat) => chat !== null),
    }
    const found = await nextUpdates(this.#context, inHand, AT_ONCE).catch((error: unknown) => {
      this.#tell('the inbox', error)
      return []
    })
    for (const { updateId, chatId } of found) this.#inHand.set(updateId, chatId)
    this.#ready.push(...found)
  }

  async #consume(waiting: Waiting): Promise<void> {
    const { updateId, chatId, body, tries } = waiting
    if (tries > DEATHS_MAX)
      return this.#giveUp(waiting, 'the process has died of it again and again')
    try {
      if (body !== null) await this.#bot.handleUpdate(body as Update)
      else if (chatId !== null) await this.#tooFast.say(chatId)
      await markHandled(this.#context, updateId)
      this.#well += 1
      this.#letGo(updateId)
    } catch (thrown) {
      const error = thrown instanceof BotError ? thrown.error : thrown
      // What was cut short by the end is dealt with by whoever has the role next.
      if (this.#over.signal.aborted) return this.#leave(updateId)
      const isAway = refusalOf(error)?.kind === 'busy' || isDatabaseAway(error)
      if (!isAway || !(await this.#putOff(updateId))) await this.#giveUp(waiting, error)
    }
  }

  /** Whoever is waiting for its chat may be next. */
  #letGo(updateId: number): void {
    this.#inHand.delete(updateId)
    this.#puttingOff.delete(updateId)
    this.#bell.ring()
  }

  async #giveUp({ updateId, chatId }: Waiting, error: unknown): Promise<void> {
    this.#tell(`update ${updateId}`, error)
    await markHandled(this.#context, updateId).catch(() => undefined)
    this.#letGo(updateId)
    if (chatId === null || refusalOf(error) !== null) return
    const language = await languageOfChat(this.#context, chatId).catch(() => 'en' as const)
    const text = botWords(language).menu.trouble(newId('err').slice(4, 12))
    await attempt(say(this.#context.calls.answer, chatId, text)).catch(() => undefined)
  }

  /** Puts an update off. Returns false when it alone goes wrong again and again. */
  async #putOff(updateId: number): Promise<boolean> {
    const { times, well } = this.#puttingOff.get(updateId) ?? { times: 0, well: this.#well }
    if (times >= PUT_OFF_MAX && this.#well > well) return false
    await this.#leave(updateId)
    const againMs = Math.min(AGAIN_MS * 2 ** times, AGAIN_MS_MAX)
    // It stays in hand meanwhile, so that it is not taken up again at once.
    void this.#context.clock
      .sleep(againMs, this.#over.signal)
      .catch(() => undefined)
      .then(() => {
        this.#letGo(updateId)
        this.#puttingOff.set(updateId, { times: times + 1, well })
      })
    return true
  }

  /** Leaves an update in the inbox: nothing has died of it. */
  async #leave(updateId: number): Promise<void> {
    await putBack(this.#context, updateId).catch(() => undefined)
  }

  #tell(where: string, error: unknown): void {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.#context.tell({ kind: 'bot-failed', where, why })
  }
}
