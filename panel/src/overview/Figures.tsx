import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { momentIn, percentIn, spanIn } from '../../../src/words/panel/time.ts'
import { Figure, FigureFrames } from '../ui/Figure.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import type { Health } from '../wire/queries.ts'

type Tally = Health['total']['proactive']

/** The eight figures while they are on their way. */
export function FiguresFrame(): ReactNode {
  const words = useWords(OVERVIEW_WORDS).figures
  const { alive, oldest, verified, next, proactive, reactive, renewals, checks } = words
  return (
    <dl className="vitals eight">
      <FigureFrames
        names={[alive, oldest, verified, next, proactive, reactive, renewals, checks]}
      />
    </dl>
  )
}

/** The eight figures of all sessions together. */
export function Figures({ health }: { readonly health: Health }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).figures
  const { language } = useLanguage()
  const now = useNow()
  const { total } = health
  const count = (value: number): string => numberIn(language, value)
  const rate = (share: number | null): string =>
    share === null ? words.nothingYet : percentIn(language, share)
  const rateOf = ({ attempts, successes }: Tally): string =>
    rate(attempts === 0 ? null : successes / attempts)
  const verified = total.lastVerifiedAt === null ? null : new Date(total.lastVerifiedAt)
  const next = total.nextRefreshAt === null ? null : new Date(total.nextRefreshAt)
  // Sessions grow older while one looks.
  const agedIn = (ms: number): string =>
    spanIn(language, ms + now.getTime() - new Date(health.at).getTime())
  const { valid, invalid, none } = total.status
  return (
    <dl className="vitals eight">
      <Figure name={words.alive} note={words.aliveNote(invalid, none)}>
        {count(valid)} <small>{words.of(valid + invalid + none)}</small>
      </Figure>
      <Figure
        name={words.oldest}
        note={total.ageMs.median === null ? '' : words.oldestNote(agedIn(total.ageMs.median))}
      >
        {total.ageMs.oldest === null ? '—' : agedIn(total.ageMs.oldest)}
      </Figure>
      <Figure name={words.verified} note={words.verifiedNote}>
        {verified === null ? '—' : words.ago(spanIn(language, now.getTime() - verified.getTime()))}
      </Figure>
      <Figure
        name={words.next}
        note={
          next === null
            ? ''
            : next <= now
              ? words.due
              : words.nextNote(spanIn(language, next.getTime() - now.getTime()))
        }
      >
        {next === null ? '—' : momentIn(language, next, now)}
      </Figure>
      <Figure name={words.proactive} note={words.proactiveNote(rateOf(total.proactive))}>
        {count(total.proactive.successes)} <small>{words.of(total.proactive.attempts)}</small>
      </Figure>
      <Figure name={words.reactive} note={words.reactiveNote(rateOf(total.reactive))}>
        {count(total.reactive.successes)} <small>{words.of(total.reactive.attempts)}</small>
      </Figure>
      <Figure name={words.renewals} note={words.renewalsNote}>
        {total.refreshRate === null ? '—' : rate(total.refreshRate)}
      </Figure>
      <Figure name={words.checks} note={words.checksNote}>
        {total.checkRate === null ? '—' : rate(total.checkRate)}
      </Figure>
    </dl>
  )
}
