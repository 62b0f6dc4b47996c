import { useLayoutEffect, useRef } from 'react'
import { keyOf, lettersAreOn } from './letters.ts'

/** Held down, they go on and on; what anything else does is done once. */
const MOVES: ReadonlySet<string> = new Set(['j', 'k'])

/**
 * Does what a key stands for on a page, unless it is typed into something. It is there with the
 * button that shows it: what the eye can see, a hand on a slow machine may have pressed already.
 */
export function useKey(key: string | undefined, does: () => void): void {
  const latest = useRef(does)
  useLayoutEffect(() => {
    latest.current = does
  })
  useLayoutEffect(() => {
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
