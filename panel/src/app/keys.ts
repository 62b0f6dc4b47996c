import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { openPalette } from '../frame/palette-state.ts'
import { keyOf, lettersAreOn } from '../ui/letters.ts'
import { switchTheme } from '../ui/theme.ts'
import { undoLast } from '../ui/toast.ts'
import { isTyping } from '../ui/use-key.ts'
import { useMayNot } from '../ui/why-not.ts'
import { PAGES } from './pages.ts'

/** How long G waits for the letter that says where to. */
const GO_MS = 1500

/** The keys that do the same on every page. Fields and pictures of a browser keep theirs. */
export function useKeys(help: () => void): void {
  const [, go] = useLocation()
  const [helps] = useState(() => help)
  const orders = useMayNot('orderCheck') === null
  useEffect(() => {
    let goUntil = 0
    const press = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && keyOf(event).toLowerCase() === 'k') {
        event.preventDefault()
        openPalette()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (!lettersAreOn()) return
      if (document.querySelector('dialog[open]') !== null) return
      const page = PAGES.find(({ key }) => key === keyOf(event).toLowerCase())
      if (event.timeStamp < goUntil && page !== undefined) {
        goUntil = 0
        event.preventDefault()
        go(page.path)
        return
      }
      goUntil = keyOf(event).toLowerCase() === 'g' ? event.timeStamp + GO_MS : 0
      act(event, { go, help: helps, orders })
    }
    // Before the keys of a page: a letter after G goes somewhere, and does nothing there.
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [go, helps, orders])
}

type Hands = {
  readonly go: (path: string) => void
  readonly help: () => void
  /** Whether the reader may order a check. */
  readonly orders: boolean
}

function act(event: KeyboardEvent, { go, help, orders }: Hands): void {
  switch (keyOf(event)) {
    case '/': {
      event.preventDefault()
      const search = document.querySelector<HTMLInputElement>('main input[type="search"]')
      if (search === null) openPalette()
      else search.focus()
      return
    }
    case 'f':
      event.preventDefault()
      toFilter()
      return
    case '?':
      help()
      return
    case 't':
      switchTheme()
      return
    case 'z':
      undoLast()
      return
    case 'n':
      if (orders) go('/checks?new=1')
      return
  }
}

/** What filters the page, the chosen one first. */
const FILTERS = ['.funnel [aria-pressed="true"]', '.tools [aria-pressed="true"]', '.tools button']

function toFilter(): void {
  for (const filter of [...FILTERS, 'input[type="search"]']) {
    const found = document.querySelector<HTMLElement>(`main ${filter}`)
    if (found === null) continue
    found.focus()
    return
  }
}
