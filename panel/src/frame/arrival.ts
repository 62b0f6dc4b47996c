import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { standAt } from '../ui/standing.ts'

let shown: string | null = null
let heading: HTMLElement | null = null
let isBack = false

function hearBack(): void {
  isBack = true
}

/**
 * Whoever comes to another page, or to the next rows of one, stands at its heading and at its
 * beginning; Back leads to where he was. `part` tells apart what shares an address.
 */
export function useArrival(part = ''): void {
  const [path] = useLocation()
  const after = new URLSearchParams(useSearch()).get('after') ?? ''
  const place = `${path} ${after} ${part}`
  useEffect(() => {
    const isFirst = shown === null
    if (isFirst) window.addEventListener('popstate', hearBack)
    const isSame = shown === place
    shown = place
    // A heading goes away once more when what was waited for is there.
    if (isFirst || (isSame && heading?.isConnected !== false)) return
    if (!isSame && !isBack) window.scrollTo(0, 0)
    isBack = false
    heading = document.querySelector<HTMLElement>('main h1')
    standAt(heading)
  }, [place])
}
