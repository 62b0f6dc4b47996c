import { useSyncExternalStore } from 'react'
import { now, setServerTime } from '../ui/now.ts'

/** How the one stream of events is. */
export type Line =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Nothing is heard since then; it is tried again by itself. */
  | { readonly kind: 'lost'; readonly since: Date }
  /** The tab is hidden: nothing is asked. */
  | { readonly kind: 'resting' }

/** An event as the stream brings it. */
export type Heard = { readonly type: string; readonly data: unknown }

const ADDRESS = '/api/v1/events'
/** A hidden tab lets go of its stream after this. */
const HIDDEN_MS = 60_000
const AGAIN_MS = 8000

const lineListeners = new Set<() => void>()
const hearers = new Set<(heard: Heard) => void>()
const returners = new Set<() => void>()
let line: Line = { kind: 'connecting' }
let source: EventSource | null = null
let restTimer: number | undefined
let againTimer: number | undefined

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

/** Begins to listen. What comes goes to `hear`; `back` is called when something may be missed. */
export function listenToEvents(hear: (heard: Heard) => void, back: () => void): () => void {
  hearers.add(hear)
  returners.add(back)
  open()
  document.addEventListener('visibilitychange', visibility)
  return () => {
    hearers.delete(hear)
    returners.delete(back)
    document.removeEventListener('visibilitychange', visibility)
    if (hearers.size === 0) shut()
  }
}

/** Tries to connect at once. */
export function connectNow(): void {
  shut()
  open()
}

function open(): void {
  if (source !== null) return
  window.clearTimeout(againTimer)
  const opened = new EventSource(ADDRESS)
  source = opened
  opened.onopen = () => {
    if (line.kind === 'lost' || line.kind === 'resting') for (const back of returners) back()
    set({ kind: 'open' })
  }
  opened.onerror = () => {
    if (line.kind !== 'lost') set({ kind: 'lost', since: now() })
    // It tries again by itself, but not when the answer was no stream.
    if (opened.readyState !== EventSource.CLOSED) return
    source = null
    againTimer = window.setTimeout(open, AGAIN_MS)
  }
  const take = (message: MessageEvent<string>): void => {
    const data = parse(message.data)
    const at = at_(data)
    if (at !== null) setServerTime(at)
    for (const hear of hearers) hear({ type: message.type, data })
  }
  opened.onmessage = take
  opened.addEventListener('happened', take)
  opened.addEventListener('hello', take)
}

function shut(): void {
  source?.close()
  source = null
  window.clearTimeout(againTimer)
}

function visibility(): void {
  window.clearTimeout(restTimer)
  if (!document.hidden) {
    if (source === null) open()
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

/** The server's time, where an event is only about now. */
function at_(data: unknown): Date | null {
  if (typeof data !== 'object' || data === null || !('now' in data)) return null
  const at = new Date(String(data.now))
  return Number.isNaN(at.getTime()) ? null : at
}
