import { useEffect, useRef, useState } from 'react'
import type { Language } from '../../../src/words/language.ts'
import { ask, type Figures, type Proof, type Shared, Unread } from './ask.ts'
import { type ChecksPage, checksOf } from './Chosen.tsx'
import type { CheckDetail } from './Running.tsx'

/** What there is to see. */
export type Seen =
  | { readonly kind: 'loading' }
  /** Nobody answered, or had no time for it. */
  | { readonly kind: 'away' }
  /** What the address proves does not hold, or does not hold for that. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'running'; readonly check: CheckDetail }
  /** It came to nothing. */
  | { readonly kind: 'failed'; readonly check: CheckDetail }
  /** A customer in a Mini App has several checks to choose from. */
  | { readonly kind: 'customer'; readonly checks: ChecksPage }
  | { readonly kind: 'result'; readonly check: string; readonly figures: Figures }

/** What may change is looked at again after so long, unless nobody sees it. */
const AGAIN_MS = 5000

/**
 * What a reader may see, looked at again while it may change, and for as long as nobody answers:
 * what was seen before stays meanwhile, and is `isStale`. `look` looks at once.
 */
export function useSeen(proof: Proof, chosen: string | null, language: Language) {
  const [seen, setSeen] = useState<Seen>({ kind: 'loading' })
  const [isStale, setStale] = useState(false)
  const now = useRef<() => void>(() => undefined)
  useEffect(() => {
    const control = new AbortController()
    let check = chosen
    let again: number | undefined
    let isLooking = false
    const look = async (): Promise<void> => {
      if (isLooking) return
      isLooking = true
      window.clearTimeout(again)
      again = undefined
      const next = await read(proof, check, control.signal)
      isLooking = false
      if (control.signal.aborted) return
      const isAway = next.kind === 'away'
      setStale(isAway)
      setSeen((before) => (isAway && before.kind !== 'loading' ? before : next))
      if (next.kind === 'running') check = next.check.id
      if (isAway || next.kind === 'running') again = window.setTimeout(wake, AGAIN_MS)
    }
    // Whoever comes back to the page, or to the net, does not wait for the clock.
    const wake = (): void => {
      if (again !== undefined && !document.hidden) void look()
    }
    now.current = () => void look()
    setSeen({ kind: 'loading' })
    void look()
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('online', wake)
    return () => {
      control.abort()
      window.clearTimeout(again)
      document.removeEventListener('visibilitychange', wake)
      window.removeEventListener('online', wake)
    }
  }, [proof, chosen])
  // The server says in words why a list is short, or a check came to nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another answer
  useEffect(() => now.current(), [language])
  return {
    seen,
    isStale: isStale && seen.kind !== 'away' && seen.kind !== 'loading',
    look: () => now.current(),
  }
}

async function read(by: Proof, chosen: string | null, signal: AbortSignal): Promise<Seen> {
  try {
    const shared = chosen === null ? await ask<Shared>(by, '/shared', { signal }) : null
    const id = chosen ?? shared?.check ?? null
    if (id === null) return { kind: 'customer', checks: await checksOf(by, null, signal) }
    if (shared?.state !== 'completed') {
      const check = await ask<CheckDetail>(by, `/checks/${id}`, { signal })
      if (check.finishedAt === null) return { kind: 'running', check }
      if (check.state !== 'completed') return { kind: 'failed', check }
    }
    const figures = await ask<Figures>(by, `/checks/${id}/result`, { signal })
    return { kind: 'result', check: id, figures }
  } catch (error) {
    const { status, code } = error instanceof Unread ? error : new Unread(null)
    if (code === 'LISTS_DELETED') return { kind: 'deleted' }
    return { kind: status === null || status >= 500 || status === 429 ? 'away' : 'refused' }
  }
}
