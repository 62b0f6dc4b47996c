import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { useKey } from './use-key.ts'

/** The name of each row leads to what it stands for: it has the keys when the row is chosen. */
const NAMES = 'tbody .main-cell a'

/**
 * The rows of a table by keys: J and K go from one to the next, from anywhere on the page; arrows,
 * Home and End do where one stands in the table, and Space peeks. Enter is the name's own.
 */
export function useRows(peek?: (at: number) => void): {
  readonly ref: RefObject<HTMLTableElement | null>
  readonly onKeyDown: (event: KeyboardEvent) => void
} {
  const ref = useRef<HTMLTableElement>(null)
  const go = (key: string): boolean => {
    const names = [...(ref.current?.querySelectorAll<HTMLElement>(NAMES) ?? [])]
    const at = names.findIndex((name) => name.closest('tr')?.contains(document.activeElement))
    if (key === ' ' && at >= 0 && peek !== undefined) peek(at)
    else {
      const to = target(key, at, names.length)
      if (to === null) return false
      names[to]?.focus()
    }
    return true
  }
  useKey('j', () => go('ArrowDown'))
  useKey('k', () => go('ArrowUp'))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest('button, input, select')) return
    if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
    if (go(event.key)) event.preventDefault()
  }
  return { ref, onKeyDown }
}

function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
