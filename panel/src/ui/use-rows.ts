import { type KeyboardEvent, useState } from 'react'

/** The cursor of a table: J and K move it, Enter opens, Space peeks. */
export function useRows(
  count: number,
  acts: { readonly open: (at: number) => void; readonly peek?: (at: number) => void },
): {
  readonly at: number
  readonly setAt: (at: number) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
} {
  const [at, setAt] = useState(-1)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest('button, input, select')) return
    const to = target(event.key, at, count)
    if (to !== null) setAt(to)
    else if (event.key === 'Enter' && at >= 0) acts.open(at)
    else if (event.key === ' ' && at >= 0 && acts.peek) acts.peek(at)
    else return
    event.preventDefault()
  }
  return { at, setAt, onKeyDown }
}

function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1)
    case 'k':
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
