import { startTransition, useEffect, useState } from 'react'

/**
 * Whether what this draws first has had its frame, and one passed in which it can be used: what
 * comes after that is drawn in pieces that a click may interrupt.
 */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    let timer: number | undefined
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = window.setTimeout(() => startTransition(() => setSettled(true)))
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      window.clearTimeout(timer)
    }
  }, [])
  return settled
}
