import { type ReactNode, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { clockIn, longDateIn } from '../../../src/words/panel/time.ts'
import { type LoadPage, usePeople } from '../people/people-source.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { EVERYBODY, findsSome } from '../wire/people-query.ts'
import { Acts } from './Acts.tsx'
import { goTo, useAddress } from './address.ts'
import { endOf, type Figures, isCustomer, type ListName, type Proof, peopleOf } from './ask.ts'
import { Downloads } from './Downloads.tsx'
import { Lists } from './Lists.tsx'
import { ListTabs } from './ListTabs.tsx'
import { Summary } from './Summary.tsx'

type Props = {
  readonly proof: Proof
  readonly check: string
  readonly figures: Figures
  /** The figures are not what they were. */
  readonly onChange: () => void
}

const FIVE = ['not-following-back', 'fans', 'mutual', 'gained', 'lost'] as const
/** What stands behind them where there is something. */
const MORE = ['not-seen', 'renamed', 'followers', 'following'] as const

/** A check's result, made for the phone: how complete it is, and who is in its lists. */
export function Result({ proof, check, figures, onChange }: Props): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const asked = useAddress('list')
  const lists: readonly ListName[] = [...FIVE, ...MORE.filter((name) => hasSomebody(figures, name))]
  const list = lists.find((name) => name === asked) ?? 'not-following-back'
  const [sought, seek] = useState({ list, filter: EVERYBODY })
  // What was sought in another list is not sought in this one.
  const filter = sought.list === list ? sought.filter : EVERYBODY
  const wanted = { check, name: list, filter }
  const load: LoadPage = (place, signal) => peopleOf(proof, wanted, place, signal)
  const count = findsSome(filter) ? null : knownIn(figures, list)
  const source = usePeople(JSON.stringify(wanted), load, count)
  const when = (at: string): string => {
    const moment = new Date(at)
    return `${longDateIn(language, moment)}, ${clockIn(moment)}`
  }
  const { target, finishedAt, comparedWith } = figures
  const end = endOf(proof)
  const downloads = <Downloads proof={proof} {...{ check, list, filter, figures, source }} />
  return (
    <main className="cols2">
      <section className="sumr">
        <h1 dir="ltr">@{target.username}</h1>
        {finishedAt === null ? null : <p className="mid">{words.checked(when(finishedAt))}</p>}
        <Summary figures={figures} />
        {isCustomer(proof) ? <Acts proof={proof} target={target.username} /> : null}
        <div className="side-only">{downloads}</div>
        <p className="small dim fine">
          {comparedWith === null ? words.firstTime : words.since(when(comparedWith))}{' '}
          {end === null ? null : words.linkUntil(longDateIn(language, end))}
        </p>
      </section>
      {/* At the foot of a phone; keys come by here before a list that may not end. */}
      <div className="dock">{downloads}</div>
      <section className="lists">
        <ListTabs
          figures={figures}
          lists={lists}
          chosen={list}
          onChoose={(name) => goTo('list', name, 'replace')}
        />
        {hasSomebody(figures, list) ? <p className="on-paper">{words.onPaper}</p> : null}
        <div id="people" role="tabpanel" aria-labelledby={`tab-${list}`}>
          <Lists
            key={list}
            proof={proof}
            list={list}
            figures={figures}
            source={source}
            filter={filter}
            onFilter={(changed) => seek({ list, filter: changed })}
            onChange={onChange}
          />
        </div>
      </section>
    </main>
  )
}

function hasSomebody(figures: Figures, name: ListName): boolean {
  return (knownIn(figures, name) ?? 0) > 0
}

function knownIn({ counts }: Figures, name: ListName): number | null {
  return counts[name]?.count ?? counts[name]?.atLeast ?? null
}
