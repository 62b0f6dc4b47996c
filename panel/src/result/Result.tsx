import { type ReactNode, useState } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { clockIn, longDateIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Acts } from './Acts.tsx'
import { type Figures, isCustomer, type ListName, type Proof } from './ask.ts'
import { Downloads } from './Downloads.tsx'
import { Lists } from './Lists.tsx'
import { Summary } from './Summary.tsx'

type Props = { readonly proof: Proof; readonly check: string; readonly figures: Figures }

const FIVE = ['not-following-back', 'fans', 'mutual', 'gained', 'lost'] as const
/** What stands behind them where there is something. */
const MORE = ['not-seen', 'renamed', 'followers', 'following'] as const

/** A check's result, made for the phone: how complete it is, and who is in its lists. */
export function Result({ proof, check, figures }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const [list, setList] = useState<ListName>('not-following-back')
  const { finishedAt } = figures
  const at = finishedAt === null ? null : new Date(finishedAt)
  const tabs: readonly ListName[] = [
    ...FIVE,
    ...MORE.filter((name) => (figures.counts[name]?.count ?? 0) > 0),
  ]
  const since = figures.comparedWith === null ? null : new Date(figures.comparedWith)
  return (
    <main className="cols2">
      <section className="sumr">
        <h1 dir="ltr">@{figures.target.username}</h1>
        <p className="mid">
          {at === null
            ? words.running(
                numberIn(language, figures.followers.collected + figures.following.collected),
                figures.followers.collected + figures.following.collected,
              )
            : words.checked(`${longDateIn(language, at)}, ${clockIn(at)}`)}
        </p>
        {at === null ? <p className="mid">{words.runningMeans}</p> : null}
        <Summary figures={figures} />
        {isCustomer(proof) && at !== null ? (
          <Acts proof={proof} target={figures.target.username} />
        ) : null}
        <div className="side-only">
          <Downloads proof={proof} check={check} list={list} />
          <p className="small dim">
            {since === null
              ? words.firstTime
              : words.since(`${longDateIn(language, since)}, ${clockIn(since)}`)}
          </p>
        </div>
      </section>
      {/* At the foot of a phone; keys come by here before a list that may not end. */}
      <div className="dock">
        <Downloads proof={proof} check={check} list={list} />
      </div>
      <section className="lists">
        <div
          className={tabs.length > 5 ? 'five more' : 'five'}
          role="tablist"
          aria-label={words.listsLabel}
        >
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-controls="people"
              aria-selected={name === list}
              onClick={() => setList(name)}
            >
              <b>{count(name)}</b>
              <span>{words.lists[name]}</span>
            </button>
          ))}
        </div>
        <div id="people" role="tabpanel" aria-labelledby={`tab-${list}`}>
          <Lists key={list} proof={proof} check={check} list={list} figures={figures} />
        </div>
      </section>
    </main>
  )

  function count(name: ListName): string {
    const known = figures.counts[name]
    if (known === undefined) return '0'
    if (known.omitted !== null) return '—'
    if (known.count !== null) return numberIn(language, known.count)
    return known.atLeast === null ? '—' : `≥ ${numberIn(language, known.atLeast)}`
  }
}
