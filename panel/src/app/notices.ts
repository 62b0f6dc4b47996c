import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { useWords } from '../ui/language.tsx'
import { leaveNow, notice } from '../ui/notice.ts'
import type { Dialogue } from '../wire/dialogue-queries.ts'
import { useLine } from '../wire/line.ts'

/** A hidden tab has no stream: whoever wants to be told there is told within this. */
const LOOK_MS = 30_000

/** How often the logins that wait are asked for in a hidden tab; never if nobody is told. */
export function useLookMs(): number | false {
  const line = useLine()
  // Asking the browser is slow: it is asked when it matters, and not while a page comes.
  return line.kind === 'resting' && leaveNow() === 'given' ? LOOK_MS : false
}

/** Says on the reader's desk that an account needs him, when he does not look at this tab. */
export function useNotices(waiting: readonly Dialogue[] | undefined): void {
  const logins = useWords(LOGIN_WORDS)
  const words = useWords(OVERVIEW_WORDS)
  const [, go] = useLocation()
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (waiting === undefined) return
    const before = known.current
    known.current = new Set([...(before ?? []), ...waiting.map(({ id }) => id)])
    // What was there when the page came was seen with the page.
    if (before === null || (!document.hidden && document.hasFocus())) return
    for (const { id, account, said } of waiting) {
      if (before.has(id)) continue
      const body = said ?? logins.waitsForYou
      notice(words.accountNeedsYou(account), { body, tag: id }, () => go(`/logins/${id}`))
    }
  }, [waiting, logins, words, go])
}
