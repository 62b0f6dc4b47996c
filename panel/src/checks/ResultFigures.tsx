import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { CHANGES_WORDS } from '../../../src/words/panel/changes.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { useWords } from '../ui/language.tsx'
import { resultOf } from '../wire/result-queries.ts'
import { CountOf } from './Changes.tsx'

const FIVE = ['not-following-back', 'fans', 'mutual', 'gained', 'lost'] as const

/** What a check that is done came to, each figure a way to its rows. */
export function ResultFigures({ check }: { readonly check: string }): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const names = useWords(RESULT_WORDS).lists
  const { data, isLoading } = useQuery(resultOf(check))
  return (
    <nav className="vitals five" aria-label={words.figures} aria-busy={isLoading}>
      {FIVE.map((list) => (
        <div key={list}>
          <Link href={`/checks/${check}/lists/${list}`}>
            <small>{names[list]}</small>
            <b>
              {data === undefined ? '\u00a0' : null}
              {data?.counts[list] === undefined ? null : <CountOf result={data} list={list} />}
              {data !== undefined && data.counts[list] === undefined ? '—' : null}
            </b>
          </Link>
        </div>
      ))}
    </nav>
  )
}
