import type { ReactNode } from 'react'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import type { Health } from '../wire/queries.ts'

/** How many sessions are renewed next, from when to when, and how many are left out of it. */
export function Tonight({ nextDay }: Pick<Health, 'nextDay'>): ReactNode {
  const words = useWords(OVERVIEW_WORDS).tonight
  const { language } = useLanguage()
  const now = useNow()
  const { renewals, leftOut } = nextDay
  const first = nextDay.firstAt === null ? null : new Date(nextDay.firstAt)
  const last = nextDay.lastAt === null ? null : new Date(nextDay.lastAt)
  const from = first === null ? null : momentIn(language, first, now)
  const to = last === null ? null : momentIn(language, last <= now ? now : last, now)
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.title}</h2>
        {first === null || first <= now ? null : (
          <span className="end">{words.in(spanIn(language, first.getTime() - now.getTime()))}</span>
        )}
      </div>
      <p className="mid">
        {first === null || last === null || to === null
          ? words.none
          : first <= now
            ? words.some(renewals, null, to)
            : // The day is said once.
              words.some(renewals, from, from === to ? to : momentIn(language, last, first))}{' '}
        {leftOut === 0 ? null : words.leftOut(leftOut)}
      </p>
    </section>
  )
}
