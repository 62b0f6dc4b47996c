import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import type * as contract from '../../../src/contract/watching.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { WATCHES_WORDS } from '../../../src/words/panel/watches.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Opener } from '../ui/Opener.tsx'
import { act } from '../wire/act.ts'
import { type Watch, watchesOf } from '../wire/money-queries.ts'
import { useNow } from '../wire/now.ts'
import { SetWatch } from './SetWatch.tsx'

/** What a customer watches, and when nothing is told of it. */
export function Watches({ customer }: { readonly customer: string }): ReactNode {
  const words = useWords(WATCHES_WORDS)
  const query = useQuery(watchesOf(customer))
  const [asked, setAsked] = useState<Watch | 'new' | null>(null)
  const items = query.data?.items ?? []
  return (
    <section className="sec watches">
      <div className="sec-h">
        <h2>{words.title}</h2>
        <span className="end">
          <Opener opens="watchTarget" size="small" icon="plus" onClick={() => setAsked('new')}>
            {words.add}
          </Opener>
        </span>
      </div>
      {items.length === 0 ? <p className="mid">{words.none}</p> : null}
      <ul>
        {items.map((watch) => (
          <One key={watch.id} watch={watch} onChange={() => setAsked(watch)} />
        ))}
      </ul>
      {asked === null ? null : (
        <SetWatch
          customer={customer}
          watch={asked === 'new' ? null : asked}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}

type OneProps = { readonly watch: Watch; readonly onChange: () => void }

function One({ watch, onChange }: OneProps): ReactNode {
  const words = useWords(WATCHES_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const request = { params: { id: watch.id }, query: { customer: watch.customer } }
  return (
    <li className="row wrap">
      <b dir="ltr">@{watch.target}</b>
      <span className="mid">
        {words.every(watch.everyDays)},{' '}
        {watch.pausedFor === null
          ? words.next(momentIn(language, new Date(watch.nextAt), now))
          : words.paused[watch.pausedFor]}
        , {watch.quietHours === null ? words.noQuiet : words.quiet(watch.quietHours)}
      </span>
      <span className="grow" />
      {watch.lastCheck === null ? null : (
        <Link className="link" href={`/checks/${watch.lastCheck}`}>
          {words.last}
        </Link>
      )}
      <Opener opens="watchTarget" size="small" onClick={onChange}>
        {words.change}
      </Opener>
      <ActButton
        size="small"
        look="quiet"
        name={words.end}
        does={act<typeof contract.endWatch>('endWatch', request)}
        renews={['customers']}
        onDone={() => words.ended(watch.target)}
      />
    </li>
  )
}
