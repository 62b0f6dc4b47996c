import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let offsetMs = 0
let shown = wall()
let beat: number | undefined
let stopped = false

/** The server's time as far as it is known here, to the second. Everything ticks together. */
export function useNow(): Date {
  return useSyncExternalStore(listen, snapshot)
}

/** The server's time, once. */
export function now(): Date {
  return new Date(wall().getTime())
}

/** Takes the server's clock for this machine's: `at` is what it was when it spoke just now. */
export function setServerTime(at: Date): void {
  const off = at.getTime() - browserMs()
  // A line has delays: only a real difference is one of clocks.
  if (Math.abs(off - offsetMs) > 2000) offsetMs = off
}

/** Stops what counts down while nobody knows whether it is true, or lets it go on. */
export function stopClocks(isStopped: boolean): void {
  stopped = isStopped
  if (!isStopped) tick()
}

/** While nobody looks nothing ticks: who comes next is not shown what it was then. */
function snapshot(): Date {
  if (beat === undefined && !stopped && isOld()) shown = wall()
  return shown
}

/** What was shown is another second by now, or another clock's. */
function isOld(): boolean {
  return Math.abs(wall().getTime() - shown.getTime()) >= 1000
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  beat ??= window.setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(beat)
    beat = undefined
  }
}

function tick(): void {
  if (document.hidden || stopped) return
  shown = wall()
  for (const listener of listeners) listener()
}

function wall(): Date {
  return new Date(browserMs() + offsetMs)
}

function browserMs(): number {
  return Date.now()
}
