import { type ReactNode, useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { Glyph, type State } from './Glyph.tsx'
import { useWords } from './language.tsx'
import { useGivenBack } from './standing.ts'

type Options = {
  readonly state?: State
  readonly undo?: () => void
  /** Where it goes on, by the name of what is done there. */
  readonly way?: { readonly name: string; readonly href: string }
}

type Toast = Options & { readonly text: string; readonly state: State }

/** What is said of an act; nothing where the page shows it. */
export type Said = string | (Options & { readonly text: string }) | null

const SHOWN_MS = 8000
const listeners = new Set<() => void>()
let current: Toast | null = null
let timer: number | undefined

/** Says what the reader has just done; what the world did is an alert. */
export function toast(text: string, options: Options = {}): void {
  show({ state: 'done', ...options, text })
  letGo()
}

/** Nothing goes away under the pointer or the keys. */
function hold(): void {
  window.clearTimeout(timer)
}

function letGo(): void {
  window.clearTimeout(timer)
  timer = window.setTimeout(() => show(null), SHOWN_MS)
}

/** Takes the last act back, if it can be. */
export function undoLast(): void {
  const undo = current?.undo
  show(null)
  undo?.()
}

/** Where toasts appear. */
export function Toasts(): ReactNode {
  const shown = useSyncExternalStore(listen, () => current)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown === null ? null : <One toast={shown} />}
    </div>
  )
}

function One({ toast }: { readonly toast: Toast }): ReactNode {
  const words = useWords(SHELL_WORDS)
  useGivenBack()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while something is over it
    <div
      className="toast"
      onPointerEnter={hold}
      onPointerLeave={letGo}
      onFocus={hold}
      onBlur={letGo}
    >
      <Glyph state={toast.state} />
      <span className="grow">{toast.text}</span>
      {toast.way === undefined ? null : (
        <Link className="btn small" href={toast.way.href} onClick={() => show(null)}>
          {toast.way.name}
        </Link>
      )}
      {toast.undo === undefined ? null : (
        <Button look="quiet" size="small" hint="Z" onClick={undoLast}>
          {words.undo}
        </Button>
      )}
    </div>
  )
}

function show(toast: Toast | null): void {
  current = toast
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
