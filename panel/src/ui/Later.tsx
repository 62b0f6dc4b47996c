import { type ReactNode, startTransition, useEffect, useState } from 'react'
import { Waiting } from './Waiting.tsx'

type Props = { readonly rows: number; readonly children: () => ReactNode }

/** What is drawn once all above it can be seen and used. */
export function Later({ rows, children }: Props): ReactNode {
  const [due, setDue] = useState(false)
  useEffect(() => {
    // What stands above has its frame, one passes in which it can be used, and then this is drawn,
    // in pieces that a click may interrupt.
    let timer: number | undefined
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = window.setTimeout(() => startTransition(() => setDue(true)))
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      window.clearTimeout(timer)
    }
  }, [])
  return due ? children() : <Waiting rows={rows} />
}
