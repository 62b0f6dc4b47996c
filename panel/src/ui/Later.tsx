import { type ReactNode, startTransition, useEffect, useState } from 'react'
import { Waiting } from './Waiting.tsx'

type Props = { readonly rows: number; readonly children: () => ReactNode }

/** What is drawn once all above it can be seen and used. */
export function Later({ rows, children }: Props): ReactNode {
  const [due, setDue] = useState(false)
  useEffect(() => {
    // A frame with what stands above, and then this, in pieces that a click may interrupt.
    const frame = requestAnimationFrame(() => {
      timer = window.setTimeout(() => startTransition(() => setDue(true)))
    })
    let timer: number | undefined
    return () => {
      cancelAnimationFrame(frame)
      window.clearTimeout(timer)
    }
  }, [])
  return due ? children() : <Waiting rows={rows} />
}
