import { useEffect, useRef } from 'react'
import { keyOf, lettersAreOn } from './letters.ts'

/** Held down, they go on and on; what anything else does is done once. */
const MOVES: ReadonlySet<string> = new Set(['j', 'k'])

/** Does what a key stands for on a page, unless it is typed into something. */
export function useKey(key: string | undefined, does: () => void): void {
  const latest = useRef(does)
  useEffect(() => {
    latest.current = does
  })
  useEffect(() => {
    if (key === undefined) return
    const press = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey) return
      if (event.repeat && !MOVES.has(key)) return
      if (event.defaultPrevented || isTyping(event.target)) return
      if (key.length === 1 && !lettersAreOn()) return
      // What lies under a window does not hear keys.
      if (document.querySelector('dialog[open]') !== null) return
      if (keyOf(event).toLowerCase() !== key.toLowerCase()) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [key])
}

/** Whether what has the focus takes keys for itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [data-keys]') !== null
}
