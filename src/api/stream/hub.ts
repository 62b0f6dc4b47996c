import type { ServerResponse } from 'node:http'
import { customersOf } from '../../checks/owner-store.ts'
import { watchedProgress } from '../../checks/reading/watched-store.ts'
import type { Database } from '../../db/database.ts'
import { databaseNow } from '../../db/time.ts'
import { cursorText, type EventCursor, type Happened } from '../../events/event.ts'
import { endOfEvents, readEvents } from '../../events/event-store.ts'
import { followEvents } from '../../events/follow-events.ts'
import { systemClock } from '../../kernel/clock.ts'
import { isAfter, Listener, Outgoing, type Wish } from './listener.ts'
import { eventOf, message } from './wire.ts'

/** What the streams need. */
export type HubContext = {
  readonly db: Database
  listen(channel: string, heard: () => void): () => void
}

/** Something so often keeps proxies from cutting a line that says nothing. */
const HEARTBEAT_MS = 15_000
const PROGRESS_MS = 1000
const RETRY_MS = 1000
const BATCH_MAX = 500
/** Listeners that come back read on at the same time; there are few connections. */
const CATCHING_UP_MAX = 2
/** Streams of one process. */
const LISTENERS_MAX = 20_000
/** Streams that stand on one token or one session; of a customer's, so many. */
const PER_KEY_MAX = 10_500
const PER_CUSTOMER_MAX = 200

/** When the database was asked for its time, by this machine's own, and what it said. */
type Told = { readonly at: Date; readonly atMs: number }

/**
 * All streams of this process. It follows the events once, however many listen, and wakes with
 * them; a listener that comes back reads what it has missed by itself and then joins the others.
 */
export class EventHub {
  readonly #context: HubContext
  readonly #over = new AbortController()
  readonly #listeners = new Set<Listener>()
  readonly #perKey = new Map<string, number>()
  readonly #catchingUp: (() => Promise<void>)[] = []
  #catching = 0
  #cursor: EventCursor | null = null
  #running: Promise<unknown> | null = null
  #begun: Promise<void> | null = null
  #asked: Promise<Told | null> | null = null

  constructor(context: HubContext) {
    this.#context = context
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size
  }

  /** Whether there is room for one more of that key: no customer takes the room of all others. */
  hasRoomFor(key: string, isCustomer: boolean): boolean {
    const countMax = isCustomer ? PER_CUSTOMER_MAX : PER_KEY_MAX
    return this.size < LISTENERS_MAX && (this.#perKey.get(key) ?? 0) < countMax
  }

  /**
   * Lets a client listen, from now on or from where it was. Returns when it is among the others;
   * what it has missed has been written by then.
   */
  async add(
    response: ServerResponse,
    given: {
      readonly wish: Wish
      readonly from: EventCursor | null
      readonly key: string
      readonly holds: () => Promise<boolean>
    },
  ): Promise<void> {
    await this.#begin()
    const here = this.#cursor
    if (here === null || this.#over.signal.aborted) return void response.end()
    const listener = new Listener(response, { ...given, cursor: given.from ?? here })
    this.#enter(listener)
    const told = await this.#time()
    if (given.from === null) {
      listener.cursor = this.#cursor ?? here
      return this.#welcome(listener, told)
    }
    await this.#inTurn(() => this.#catchUp(listener, told))
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    this.#over.abort()
    for (const listener of this.#listeners) listener.end()
    await this.#running
  }

  #enter(listener: Listener): void {
    this.#perKey.set(listener.key, (this.#perKey.get(listener.key) ?? 0) + 1)
    listener.onceGone(() => {
      this.#listeners.delete(listener)
      const left = (this.#perKey.get(listener.key) ?? 1) - 1
      if (left === 0) this.#perKey.delete(listener.key)
      else this.#perKey.set(listener.key, left)
    })
  }

  /** From here on it hears what the others hear. */
  #welcome(listener: Listener, told: Told | null): void {
    if (this.#over.signal.aborted) listener.end()
    if (!listener.isOpen) return
    listener.write(message('ready', spoken(told), cursorText(listener.cursor)))
    this.#listeners.add(listener)
  }

  /** Reads on from where a listener was, until it is where all others are. */
  async #catchUp(listener: Listener, told: Told | null): Promise<void> {
    while (listener.isOpen && !this.#over.signal.aborted) {
      const here = this.#cursor
      // Nothing happens between this look and the welcome: what comes then, it hears.
      if (here !== null && !isAfter(here, listener.cursor)) return this.#welcome(listener, told)
      const read = await readEvents(this.#context, listener.cursor, BATCH_MAX)
      if (read.kind === 'expired') {
        listener.cursor = read.cursor
        listener.write(message('reset', { why: 'expired' }, cursorText(read.cursor)))
        continue
      }
      listener.hear(await this.#outgoing(read.events))
      // What has no event of its own is passed over: the others are there already. After some that
      // were read there may be more, which only this read did not show yet.
      if (read.events.length === 0 && here !== null) listener.cursor = here
    }
  }

  /** A few at a time: after a restart everybody comes back at once. */
  async #inTurn(act: () => Promise<void>): Promise<void> {
    if (this.#catching >= CATCHING_UP_MAX) {
      await new Promise<void>((resolve) => {
        this.#catchingUp.push(async () => resolve())
      })
    }
    this.#catching += 1
    try {
      await act()
    } finally {
      this.#catching -= 1
      await this.#catchingUp.shift()?.()
    }
  }

  /** Follows the events from the first listener on. */
  #begin(): Promise<void> {
    this.#begun ??= this.#start().catch((error: unknown) => {
      this.#begun = null
      throw error
    })
    return this.#begun
  }

  async #start(): Promise<void> {
    this.#cursor = await endOfEvents(this.#context)
    this.#running = Promise.all([this.#follow(), this.#keepAlive(), this.#tellProgress()])
  }

  async #follow(): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      try {
        await this.#followOn(signal)
      } catch {
        // The database is away: the streams stay open, and hear everything when it is back.
        await systemClock.sleep(RETRY_MS, signal).catch(() => undefined)
      }
    }
  }

  async #followOn(signal: AbortSignal): Promise<void> {
    const context = { ...this.#context, clock: systemClock }
    const from = this.#cursor ?? (await endOfEvents(context))
    for await (const read of followEvents(context, from, signal)) {
      if (read.kind === 'events') {
        const events = await this.#outgoing(read.events)
        this.#cursor = read.cursor
        for (const listener of this.#listeners) listener.hear(events)
        continue
      }
      this.#cursor = read.cursor
      const text = message('reset', { why: 'expired' }, cursorText(read.cursor))
      for (const listener of this.#listeners) {
        listener.cursor = read.cursor
        listener.write(text)
      }
    }
  }

  async #outgoing(events: readonly Happened[]): Promise<readonly Outgoing[]> {
    const checks = events.flatMap(({ check, customer }) =>
      check !== null && customer === null ? [check] : [],
    )
    const owners = await customersOf(this.#context, checks)
    return events.map((happened) => {
      const { check, customer, cursor } = happened
      const owner = customer ?? (check === null ? null : (owners.get(check) ?? null))
      return new Outgoing(eventOf(happened), cursor, owner)
    })
  }

  /** The time that all others go by, asked once for whoever comes together; null if it is away. */
  #time(): Promise<Told | null> {
    this.#asked ??= databaseNow(this.#context)
      .then((at) => ({ at, atMs: systemClock.elapsedMs() }))
      .catch(() => null)
      .finally(() => {
        this.#asked = null
      })
    return this.#asked
  }

  /**
   * Says again and again that the line is up, what time it is, and the place where everybody is:
   * whoever hears nothing for a month is not behind for that.
   */
  async #keepAlive(): Promise<void> {
    const { signal } = this.#over
    for (;;) {
      await systemClock.sleep(HEARTBEAT_MS, signal).catch(() => undefined)
      if (signal.aborted) return
      const told = this.size === 0 ? null : await this.#time()
      const text = message('beat', spoken(told), this.#cursor && cursorText(this.#cursor))
      for (const listener of this.#listeners) listener.write(text)
      await this.#endRevoked()
    }
  }

  /** A token that is revoked or has expired hears no more. */
  async #endRevoked(): Promise<void> {
    const byKey = Map.groupBy(this.#listeners, ({ key }) => key)
    for (const listeners of byKey.values()) {
      // A database that does not answer says nothing of a token.
      const holds = (await listeners[0]?.holds().catch(() => true)) ?? true
      if (!holds) for (const listener of listeners) listener.end()
    }
  }

  /** Once a second, and only while somebody watches: how far the watched checks are. */
  async #tellProgress(): Promise<void> {
    const { signal } = this.#over
    const told = new Map<string, string>()
    for (;;) {
      await systemClock.sleep(PROGRESS_MS, signal).catch(() => undefined)
      if (signal.aborted) return
      const watchers = [...this.#listeners].filter(({ wish }) => wish.watch.length > 0)
      const watched = new Set(watchers.flatMap(({ wish }) => wish.watch))
      for (const check of told.keys()) if (!watched.has(check)) told.delete(check)
      if (watched.size === 0) continue
      const news = new Map<string, string>()
      const found = await watchedProgress(this.#context, [...watched]).catch(() => [])
      for (const progress of found) {
        const text = message('progress', progress, null)
        if (told.get(progress.check) !== text) news.set(progress.check, text)
        told.set(progress.check, text)
      }
      for (const listener of watchers) {
        for (const check of listener.wish.watch) {
          const text = news.get(check)
          if (text !== undefined) listener.write(text)
        }
      }
    }
  }
}

function spoken(told: Told | null): { readonly at?: string } {
  if (told === null) return {}
  const sinceMs = systemClock.elapsedMs() - told.atMs
  return { at: new Date(told.at.getTime() + sinceMs).toISOString() }
}
