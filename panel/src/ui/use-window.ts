import { type RefObject, useEffect, useState } from 'react'

/**
 * Browsers lay out some 16 million pixels at the most. A longer list is drawn in a shorter field,
 * and its scroll bar moves in larger steps.
 */
const FIELD_PX_MAX = 8_000_000

/** Which rows of a long list are drawn, and where. */
export type Window = {
  /** The height of the whole field. */
  readonly fieldPx: number
  readonly first: number
  /** One past the last. */
  readonly end: number
  /** Where the first drawn row begins in the field. */
  readonly topPx: number
}

/** The rows around what is seen, for a list of rows of one height. Pure. */
export function windowOf(
  seen: { readonly scrollPx: number; readonly heightPx: number },
  list: { readonly count: number; readonly rowPx: number; readonly aroundRows: number },
): Window {
  const { count, rowPx, aroundRows } = list
  const wholePx = count * rowPx
  const fieldPx = Math.min(wholePx, FIELD_PX_MAX)
  const scrollablePx = Math.max(1, fieldPx - seen.heightPx)
  const scrollPx = Math.min(Math.max(0, seen.scrollPx), scrollablePx)
  // Where the list would be scrolled to if it were drawn in its full height.
  const listPx =
    wholePx === fieldPx ? scrollPx : (scrollPx / scrollablePx) * (wholePx - seen.heightPx)
  const at = Math.floor(listPx / rowPx)
  const shown = Math.ceil(seen.heightPx / rowPx) + 1
  const first = Math.max(0, at - aroundRows)
  const end = Math.min(count, at + shown + aroundRows)
  const topPx = scrollPx - (listPx - first * rowPx)
  return { fieldPx, first, end, topPx }
}

type Options = { readonly count: number; readonly rowPx: number; readonly aroundRows?: number }

/** Follows what is seen of an element that scrolls with the page. */
export function useWindow(element: RefObject<HTMLElement | null>, options: Options): Window {
  const { count, rowPx, aroundRows = 12 } = options
  const [seen, setSeen] = useState({ scrollPx: 0, heightPx: 900 })
  useEffect(() => {
    const look = (): void => {
      const top = element.current?.getBoundingClientRect().top ?? 0
      setSeen({ scrollPx: Math.max(0, -top), heightPx: window.innerHeight })
    }
    let asked = 0
    const ask = (): void => {
      cancelAnimationFrame(asked)
      asked = requestAnimationFrame(look)
    }
    look()
    window.addEventListener('scroll', ask, { passive: true })
    window.addEventListener('resize', ask)
    return () => {
      cancelAnimationFrame(asked)
      window.removeEventListener('scroll', ask)
      window.removeEventListener('resize', ask)
    }
  }, [element])
  return windowOf(seen, { count, rowPx, aroundRows })
}
