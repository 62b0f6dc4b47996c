import { useEffect, useRef } from 'react'
import type { Act } from './live-view.ts'

type Point = { readonly x: number; readonly y: number }
type Touch = { readonly clientX: number; readonly clientY: number }

type Options = {
  /** The point of the page that is seen there. */
  readonly toPage: (touch: Touch) => Point | null
  readonly onActs: (acts: readonly Act[]) => void
  /** Sends first what was typed before. */
  readonly settle: () => void
}

/** A finger that has moved less than this has tapped, in pixels of the screen. */
const TAP_PX = 8
/** Wheels and fingers tell more than a page can follow: what they have turned is sent together. */
const SCROLL_MS = 80

/**
 * What a finger does on the picture: a tap is a click, and a drag scrolls, as on any page that is
 * held in a hand. Two fingers are left to the browser, which makes the picture larger.
 */
export function useFinger({ toPage, onActs, settle }: Options) {
  const began = useRef<Touch | null>(null)
  const last = useRef<Touch | null>(null)
  const isDrag = useRef(false)
  const turned = useRef<{ at: Point; byX: number; byY: number } | null>(null)
  const timer = useRef<number | undefined>(undefined)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const flush = (): void => {
    timer.current = undefined
    const { current } = turned
    turned.current = null
    if (current === null) return
    const [byX, byY] = [Math.round(current.byX), Math.round(current.byY)]
    onActs([{ kind: 'scroll', ...current.at, byX, byY }])
  }
  const scroll = (at: Point, byX: number, byY: number): void => {
    const before = turned.current ?? { byX: 0, byY: 0 }
    turned.current = { at, byX: before.byX + byX, byY: before.byY + byY }
    timer.current ??= window.setTimeout(flush, SCROLL_MS)
  }
  const cancel = (): void => {
    began.current = null
  }
  const down = ({ clientX, clientY }: Touch): void => {
    began.current = { clientX, clientY }
    last.current = began.current
    isDrag.current = false
  }
  const move = (touch: Touch): void => {
    const [from, before] = [began.current, last.current]
    if (from === null || before === null) return
    const away = Math.hypot(touch.clientX - from.clientX, touch.clientY - from.clientY)
    isDrag.current ||= away >= TAP_PX
    const [start, now, then] = [toPage(from), toPage(touch), toPage(before)]
    if (!isDrag.current || start === null || now === null || then === null) return
    scroll(start, then.x - now.x, then.y - now.y)
    last.current = { clientX: touch.clientX, clientY: touch.clientY }
  }
  const up = (touch: Touch): void => {
    const at = began.current === null ? null : toPage(began.current)
    if (isDrag.current) move(touch)
    else if (at !== null) {
      settle()
      onActs([{ kind: 'click', ...at }])
    }
    cancel()
  }
  return { down, move, up, cancel, scroll }
}
