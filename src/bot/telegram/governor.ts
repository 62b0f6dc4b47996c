import { Bell } from '../../kernel/bell.ts'
import type { Clock } from '../../kernel/clock.ts'

/** What a call is worth: an answer goes before a result, and that before how far something is. */
export type Urgency = 'answer' | 'result' | 'progress'

const ORDER: readonly Urgency[] = ['answer', 'result', 'progress']

/** A chat may get so many messages in a row, and after that one in so many milliseconds. */
const CHAT_BURST = 15
const CHAT_EVERY_MS = 1000
/** A machine that was busy for so long makes up for it; what counts in a second still holds. */
const BEHIND_MS_MAX = 300
/** The shortest of so many trips says how long one takes at the least. */
const TRIPS = 200
const TRIPS_MIN = 30
/** Of that so much is our own doing, and of the rest so much is believed. */
const TRIP_OWN_MS = 20
const TRIP_SHARE = 0.8
/** More chats than that are not remembered beyond what they wait for. */
const CHATS_KEPT_MAX = 5000

/** Says that the call is over, whatever it came to. */
export type Over = () => void

type Waiting = {
  readonly chatId: number | null
  readonly go: (over: Over) => void
  readonly fail: (why: unknown) => void
}

/**
 * Lets so many messages a second out, all chats together (Telegram: about 30), the most urgent
 * first, evenly, and to one chat no faster than Telegram takes them. Nobody knows when on its way a
 * call is counted. So it counts from its start until a second after its end: then no second of
 * Telegram's ever has more, however slowly anything moves in between. What even the shortest trip
 * takes lies between any two of them, and is not waited for again.
 */
export class Governor {
  /** What everything about calls is measured with. */
  readonly clock: Clock
  readonly #perSecond: number
  readonly #lines = new Map<Urgency, Waiting[]>(ORDER.map((each) => [each, []]))
  readonly #chats = new Map<number, ChatPace>()
  readonly #bell = new Bell()
  readonly #over = new AbortController()
  /** When the calls that are over stop counting, the first one first. */
  readonly #countUntilMs: number[] = []
  #underWay = 0
  /** How long the last calls took. */
  readonly #tripsMs: number[] = []
  #nextMs = 0
  /** The chat that Telegram has last asked a pause for, and until when. */
  #paused: { readonly chatId: number | null; readonly untilMs: number } | null = null
  #running = false

  constructor(clock: Clock, perSecond: number) {
    this.clock = clock
    this.#perSecond = perSecond
  }

  /** Given when it is closed. */
  get closed(): AbortSignal {
    return this.#over.signal
  }

  /** How many wait. */
  get waiting(): number {
    return ORDER.reduce((sum, each) => sum + (this.#lines.get(each)?.length ?? 0), 0)
  }

  /**
   * Waits for the turn of a message to a chat; null for one to no chat in particular. What it gives
   * is called when the call is over. Rejects when the governor is closed.
   */
  turn(urgency: Urgency, chatId: number | null): Promise<Over> {
    if (this.#over.signal.aborted) return Promise.reject(this.#over.signal.reason)
    // What nobody waited for was not late.
    if (this.waiting === 0) this.#nextMs = Math.max(this.#nextMs, this.clock.elapsedMs())
    return new Promise((go, fail) => {
      this.#lines.get(urgency)?.push({ chatId, go, fail })
      this.#bell.ring()
      if (!this.#running) void this.#run()
    })
  }

  /**
   * Telegram has asked for a pause of so long. It does not say whether it means the chat or
   * everything: the chat waits, and everything does once another chat is asked the same meanwhile.
   */
  pause(forMs: number, chatId: number | null): void {
    const nowMs = this.clock.elapsedMs()
    const untilMs = nowMs + forMs
    const others = this.#paused
    const isAll =
      chatId === null || (others !== null && others.untilMs > nowMs && others.chatId !== chatId)
    if (isAll) this.#nextMs = Math.max(this.#nextMs, untilMs)
    else this.#paceOf(chatId).pause(untilMs)
    this.#paused = { chatId, untilMs }
  }

  /** Lets nobody out any more. */
  close(): void {
    this.#over.abort(new Error('the bot ends'))
    for (const line of this.#lines.values()) {
      for (const each of line.splice(0)) each.fail(this.#over.signal.reason)
    }
  }

  async #run(): Promise<void> {
    this.#running = true
    const { signal } = this.#over
    try {
      while (this.waiting > 0 && !signal.aborted) {
        const waitMs = this.#waitMs()
        if (waitMs > 0) {
          await this.#bell.wait(this.clock, waitMs, signal).catch(() => undefined)
          continue
        }
        const next = this.#next()
        if (next === null) {
          const atMs = this.#chatWaitMs()
          await this.#bell.wait(this.clock, atMs, signal).catch(() => undefined)
          continue
        }
        this.#letOut(next)
      }
    } finally {
      this.#running = false
    }
  }

  #letOut({ chatId, go }: Waiting): void {
    const nowMs = this.clock.elapsedMs()
    this.#nextMs = Math.max(this.#nextMs, nowMs - BEHIND_MS_MAX) + 1000 / this.#perSecond
    this.#underWay += 1
    if (chatId !== null) this.#paceOf(chatId).take(nowMs)
    let isOver = false
    go(() => {
      if (isOver) return
      isOver = true
      this.#underWay -= 1
      const endMs = this.clock.elapsedMs()
      this.#countUntilMs.push(endMs + 1000 - this.#betweenMs())
      this.#tripsMs.push(endMs - nowMs)
      if (this.#tripsMs.length > TRIPS) this.#tripsMs.shift()
      this.#bell.ring()
    })
  }

  /** What lies between any two calls because Telegram is far away. */
  #betweenMs(): number {
    if (this.#tripsMs.length < TRIPS_MIN) return 0
    return TRIP_SHARE * Math.max(0, Math.min(...this.#tripsMs) - TRIP_OWN_MS)
  }

  /** Until anything may go out at all. */
  #waitMs(): number {
    const nowMs = this.clock.elapsedMs()
    while ((this.#countUntilMs[0] ?? Number.POSITIVE_INFINITY) <= nowMs) this.#countUntilMs.shift()
    const counted = this.#underWay + this.#countUntilMs.length
    const [first] = this.#countUntilMs
    // Without one that is over, the bell says when there is.
    const roomMs = counted < this.#perSecond ? 0 : first === undefined ? 1000 : first - nowMs
    return Math.max(this.#nextMs - nowMs, roomMs)
  }

  /** The most urgent one whose chat may get a message now. */
  #next(): Waiting | null {
    const nowMs = this.clock.elapsedMs()
    for (const urgency of ORDER) {
      const line = this.#lines.get(urgency) ?? []
      const at = line.findIndex(({ chatId }) => this.#freeAtMs(chatId, nowMs) <= nowMs)
      if (at >= 0) return line.splice(at, 1)[0] ?? null
    }
    return null
  }

  /** Until the first chat of all who wait may get a message. */
  #chatWaitMs(): number {
    const nowMs = this.clock.elapsedMs()
    const all = [...this.#lines.values()].flat()
    return Math.max(1, Math.min(...all.map(({ chatId }) => this.#freeAtMs(chatId, nowMs))) - nowMs)
  }

  #freeAtMs(chatId: number | null, nowMs: number): number {
    return chatId === null ? nowMs : (this.#chats.get(chatId)?.freeAtMs(nowMs) ?? nowMs)
  }

  #paceOf(chatId: number): ChatPace {
    const known = this.#chats.get(chatId)
    if (known) return known
    if (this.#chats.size >= CHATS_KEPT_MAX) this.#forgetIdle()
    const pace = new ChatPace()
    this.#chats.set(chatId, pace)
    return pace
  }

  #forgetIdle(): void {
    const nowMs = this.clock.elapsedMs()
    for (const [chatId, pace] of this.#chats) if (pace.isIdle(nowMs)) this.#chats.delete(chatId)
  }
}

/** How fast one chat gets messages: some in a row, then one after the other. */
class ChatPace {
  #fullAtMs = 0
  #pausedUntilMs = 0

  take(nowMs: number): void {
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + CHAT_EVERY_MS
  }

  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs)
  }

  /** When the next message may go there. */
  freeAtMs(nowMs: number): number {
    return Math.max(this.#pausedUntilMs, this.#fullAtMs - (CHAT_BURST - 1) * CHAT_EVERY_MS, nowMs)
  }

  isIdle(nowMs: number): boolean {
    return this.#fullAtMs <= nowMs && this.#pausedUntilMs <= nowMs
  }
}
