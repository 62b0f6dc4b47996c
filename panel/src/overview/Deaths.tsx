import type { ReactNode } from 'react'
import { deathWords } from '../../../src/words/deaths.ts'
import { capital, numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { Bar } from '../ui/Bar.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { History } from '../wire/queries.ts'

/** What sessions died of. */
export function Deaths({ history }: { readonly history: History }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).deaths
  const { language } = useLanguage()
  const most = Math.max(1, ...history.deaths.map(({ deaths }) => deaths))
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.title}</h2>
        <span className="end">{words.note}</span>
      </div>
      {history.deaths.length === 0 ? <p className="mid">{words.none}</p> : null}
      <ul className="ranked">
        {history.deaths.slice(0, 6).map(({ cause, deaths }) => (
          <li key={cause}>
            <span dir="auto">
              {capital(deathWords(cause, language))} <span className="mono small dim">{cause}</span>
            </span>
            <Bar value={deaths} max={most} look="ink" />
            <span className="num">{numberIn(language, deaths)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
