import type { ReactNode } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { useWords } from '../ui/language.tsx'
import { Note } from './Note.tsx'
import type { CheckDetail } from './Running.tsx'

type Props = { readonly check: CheckDetail; readonly isCustomer: boolean }

/** Endings whose reason is about the profile, and not about the operator's accounts. */
const SAID: ReadonlySet<string> = new Set(['target-closed', 'incomplete'])

/** A check that came to nothing: why, and what that means for whoever has ordered it. */
export function Failed({ check, isCustomer }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { ending, charge, target, targetNow } = check
  const said = words.failed[kindOf(ending?.kind)]
  // What it has cost is no business of whoever was shown a link.
  const isBack = isCustomer && charge?.credits === 0
  return (
    <Note title={said.title} means={said.means}>
      <p className="mid">
        <b dir="ltr">@{targetNow ?? target}</b>
        {ending?.why && SAID.has(ending.kind) ? <>: {ending.why}</> : null}
      </p>
      {isBack ? <p className="mid">{words.nothingCharged}</p> : null}
    </Note>
  )
}

function kindOf(ending: string | undefined): 'closed' | 'cancelled' | 'merged' | 'unread' {
  if (ending === 'target-closed') return 'closed'
  return ending === 'cancelled' || ending === 'merged' ? ending : 'unread'
}
