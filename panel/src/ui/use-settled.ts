import { useEffect, useState } from 'react'

/** So long a page that was just drawn is left to be painted and used. */
const SETTLED_MS = 250

/** Whether what is drawn first is there: what may come later waits for it. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(true), SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [])
  return settled
}
