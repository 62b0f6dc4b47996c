import type { State } from './Glyph.tsx'

type Options = {
  readonly state?: State
  readonly undo?: () => void
  /** Where it goes on, by the name of what is done there. */
  readonly way?: { readonly name: string; readonly href: string }
}

/** What is said for some seconds at the edge of the page. */
export type Toast = Options & { readonly text: string; readonly state: State }

/** What is said of an act; nothing where the page shows it. */
export type Said = string | (Options & { readonly text: string }) | null

const SHOWN_MS = 8000
const listeners = new Set<() => void>()
let current: Toast | null = null
let timer: number | undefined

/** Says what the reader has just done; what the world did is an alert. */
export function toast(text: string, options: Options = {}): void {
  show({ state: 'done', ...options, text })
  letGoOfToast()
}

/** Nothing goes away under the pointer or the keys. */
export function holdToast(): void {
  window.clearTimeout(timer)
}

/** From now on it goes away by itself. */
export function letGoOfToast(): void {
  window.clearTimeout(timer)
  timer = window.setTimeout(closeToast, SHOWN_MS)
}

/** Takes it away. */
export function closeToast(): void {
  show(null)
}

/** Takes the last act back, if it can be. */
export function undoLast(): void {
  const undo = current?.undo
  show(null)
  undo?.()
}

/** What is said now. */
export function saidNow(): Toast | null {
  return current
}

/** Hears of what is said, until what is returned is called. */
export function listenToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function show(toast: Toast | null): void {
  current = toast
  for (const listener of listeners) listener()
}
