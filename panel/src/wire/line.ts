import { useSyncExternalStore } from 'react'
import { placeOfGiven } from './early.ts'
import { now, setServerTime, useNow } from './now.ts'
import { queryText } from './query-text.ts'

/** How the one stream of events is. */
export type Line =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Nothing is heard since then; it is tried again by itself. */
  | { readonly kind: 'lost'; readonly since: Date }
  /** The same, but the server answers: what is shown is asked for instead. */
  | { readonly kind: 'asking'; readonly since: Date }
  /** The tab is hidden: nothing is asked. */
  | { readonly kind: 'resting' }

/** An event as the stream brings it. */
export type Heard = { readonly kind: string; readonly data: unknown }

/** What the panel acts on. The stream names every event by its kind. */
export const HEARD_KINDS = [
  'reset',
  'progress',
  'check-ordered',
  'check-started',
  'check-parked',
  'check-crashed',
  'check-crashes',
  'check-handed-over',
  'list-finished',
  'check-ended',
  'session-died',
  'session-proved',
  'session-renewed',
  'login-failed',
  'account-throttled',
  'account-challenged',
  'account-stopped',
  'account-paused',
  'account-recovered',
  'account-added',
  'account-removed',
  'dialogue-ordered',
  'dialogue-opened',
  'dialogue-asks-code',
  'dialogue-code-refused',
  'dialogue-ended',
  'balance-moved',
  'ledger-off',
  'alert-raised',
  'alert-resolved',
  'alert-acknowledged',
  'alert-silenced',
] as const

const ADDRESS = '/api/v1/events'
/** A hidden tab lets go of its stream after this. */
const HIDDEN_MS = 60_000
const AGAIN_MS = 8000
/** The server says something every 15 seconds: a line that brings nothing for so long is dead. */
const DEAD_MS = 40_000
const LOOK_MS = 5000
/** What is watched changes with every list that is looked at: the stream is not opened for each. */
const WATCH_MS = 700
const WATCHED_MAX = 50
/** A line that breaks for a moment mends itself before anybody needs to know. */
const SILENT_MS = 10_000
/** Something between here and there may let no stream through: then it is asked so often. */
const ASK_MS = 15_000

const lineListeners = new Set<() => void>()
let hearer: ((heard: Heard) => void) | null = null
let line: Line = { kind: 'connecting' }
let source: EventSource | null = null
let restTimer: number | undefined
let againTimer: number | undefined
let watchTimer: number | undefined
let lookTimer: number | undefined
let heardAtMs = 0
let askedAtMs = 0
/** What was last heard. */
let lastId: string | null = null
let watched: readonly string[] = []

/** How the stream is. */
export function useLine(): Line {
  return useSyncExternalStore(
    (listener) => {
      lineListeners.add(listener)
      return () => lineListeners.delete(listener)
    },
    () => line,
  )
}

/** Since when nothing has been heard, as long as that is worth a word; null otherwise. */
export function useSilent(): Extract<Line, { readonly since: Date }> | null {
  const now = useNow()
  const known = useLine()
  if (known.kind !== 'lost' && known.kind !== 'asking') return null
  return now.getTime() - known.since.getTime() > SILENT_MS ? known : null
}

/** Whether nothing has been heard for so long that acts would come to nothing. */
export function useLost(): boolean {
  return useSilent()?.kind === 'lost'
}

/** Takes note of whether the server has answered a question: the stream is not all there is. */
export function noteAnswer(answered: boolean): void {
  // What was on its way when the machine lost its line says nothing of what comes.
  if (answered && navigator.onLine === false) return
  if (line.kind === (answered ? 'lost' : 'asking')) {
    set({ kind: answered ? 'asking' : 'lost', since: line.since })
  }
}

/** Begins to listen, until what is returned is called. */
export function listenToEvents(hear: (heard: Heard) => void): () => void {
  hearer = hear
  open()
  document.addEventListener('visibilitychange', visibility)
  // The machine knows of its line sooner than a stream that has nothing to say.
  window.addEventListener('offline', noteOffline)
  window.addEventListener('online', connectNow)
  lookTimer = window.setInterval(lookWhetherItLives, LOOK_MS)
  return () => {
    hearer = null
    window.clearInterval(lookTimer)
    document.removeEventListener('visibilitychange', visibility)
    window.removeEventListener('offline', noteOffline)
    window.removeEventListener('online', connectNow)
    shut()
  }
}

/** Wants to hear how far these checks are, once a second. */
export function watchChecks(ids: readonly string[]): void {
  const wanted = [...new Set(ids)].slice(0, WATCHED_MAX).sort()
  if (wanted.join() === watched.join()) return
  watched = wanted
  window.clearTimeout(watchTimer)
  watchTimer = window.setTimeout(() => {
    if (source === null) return
    shut()
    open()
  }, WATCH_MS)
}

/** Tries to connect at once. */
export function connectNow(): void {
  shut()
  open()
}

function noteOffline(): void {
  noteAnswer(false)
  // A hidden tab that rests has no line that it could lose.
  if (line.kind !== 'resting') lose()
  connectNow()
}

function open(): void {
  if (source !== null || document.hidden) return
  window.clearTimeout(againTimer)
  // What the page was given stands where it was given.
  lastId ??= placeOfGiven()
  const opened = new EventSource(
    ADDRESS + queryText({ lastEventId: lastId, watch: watched.join(',') }),
  )
  source = opened
  heardAtMs = Date.now()
  opened.addEventListener('ready', ({ data, lastEventId }: MessageEvent<string>) => {
    noteTime(data)
    // From nowhere: what was read before this may be older than what will be heard.
    if (lastId === null) hearer?.({ kind: 'reset', data: null })
    // The one who is back may be another: a newer server, or one that knows this reader no more.
    if (isSilent()) hearer?.({ kind: 'again', data: null })
    note(lastEventId)
    set({ kind: 'open' })
  })
  opened.addEventListener('beat', ({ data, lastEventId }: MessageEvent<string>) => {
    noteTime(data)
    note(lastEventId)
  })
  opened.onerror = () => {
    lose()
    // It tries again by itself, but not when the answer was no stream.
    if (opened.readyState !== EventSource.CLOSED) return
    shut()
    // No line at all, or an answer that says why there is none.
    hearer?.({ kind: 'again', data: null })
    againTimer = window.setTimeout(open, AGAIN_MS)
  }
  for (const kind of HEARD_KINDS) {
    opened.addEventListener(kind, ({ data, lastEventId }: MessageEvent<string>) => {
      note(lastEventId)
      hearer?.({ kind, data: parse(data) })
    })
  }
}

function note(lastEventId: string): void {
  lastId = lastEventId || lastId
  heardAtMs = Date.now()
}

/** A reader's clock may be wrong by hours: ages and deadlines are the server's. */
function noteTime(data: string): void {
  const said = parse(data)
  const at = said instanceof Object && 'at' in said ? new Date(String(said.at)) : null
  if (at !== null && !Number.isNaN(at.getTime())) setServerTime(at)
}

function isSilent(): boolean {
  return line.kind === 'lost' || line.kind === 'asking'
}

function lose(): void {
  if (isSilent()) return
  set({ kind: 'lost', since: now() })
  askedAtMs = Date.now() - LOOK_MS
}

/** What the stream would have said is asked for, as long as it says nothing. */
function askInstead(): void {
  if (!isSilent() || document.hidden || Date.now() - askedAtMs < ASK_MS) return
  askedAtMs = Date.now()
  hearer?.({ kind: line.kind === 'asking' ? 'reset' : 'again', data: null })
}

/**
 * A line can die without a word: a machine that slept, a router that forgot. By the clock on the
 * wall, as that goes on in sleep.
 */
function lookWhetherItLives(): void {
  askInstead()
  if (source === null || document.hidden || Date.now() - heardAtMs < DEAD_MS) return
  lose()
  connectNow()
}

function shut(): void {
  source?.close()
  source = null
  window.clearTimeout(againTimer)
}

function visibility(): void {
  window.clearTimeout(restTimer)
  if (!document.hidden) {
    open()
    return
  }
  restTimer = window.setTimeout(() => {
    shut()
    set({ kind: 'resting' })
  }, HIDDEN_MS)
}

function set(to: Line): void {
  line = to
  for (const listener of lineListeners) listener()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
