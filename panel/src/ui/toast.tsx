import { type ReactNode, useSyncExternalStore } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { Glyph, type State } from './Glyph.tsx'
import { useWords } from './language.tsx'

type Toast = {
  readonly text: string
  readonly state: State
  readonly undo: (() => void) | null
}

const SHOWN_MS = 8000
const listeners = new Set<() => void>()
let current: Toast | null = null
let timer: number | undefined

/** Says what the reader has just done; what the world did is an alert. */
export function toast(text: string, options: { state?: State; undo?: () => void } = {}): void {
  show({ text, state: options.state ?? 'done', undo: options.undo ?? null })
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
  const words = useWords(SHELL_WORDS)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown === null ? null : (
        <div className="toast">
          <Glyph state={shown.state} />
          <span className="grow">{shown.text}</span>
          {shown.undo === null ? null : (
            <Button look="quiet" size="small" hint="Z" onClick={undoLast}>
              {words.undo}
            </Button>
          )}
        </div>
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
