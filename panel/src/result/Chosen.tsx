import { type ReactNode, useEffect, useState } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { longDateIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { ask, type Proof } from './ask.ts'

type Page = AnswerOf<typeof checks.listChecks>

/** The checks of a customer who comes by Telegram: one of them is looked at. */
export function Chosen(props: {
  readonly proof: Proof
  readonly onChoose: (check: string) => void
}): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const [page, setPage] = useState<Page | null>(null)
  const { proof } = props
  useEffect(() => {
    const control = new AbortController()
    ask<Page>(proof, '/checks?limit=50', { signal: control.signal })
      .then(setPage)
      .catch(() => setPage({ items: [], next: null }))
    return () => control.abort()
  }, [proof])
  if (page === null) return null
  return (
    <main className="note-page">
      <h1>{words.tabs.all}</h1>
      {page.items.length === 0 ? <p className="mid">{words.empty.means}</p> : null}
      <ul className="chosen">
        {page.items.map((check) => (
          <li key={check.id}>
            <button className="btn" type="button" onClick={() => props.onChoose(check.id)}>
              <b dir="ltr">@{check.targetNow ?? check.target}</b>
              <span className="push dim">{longDateIn(language, new Date(check.createdAt))}</span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  )
}
