import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CHANGES_WORDS } from '../../../src/words/panel/changes.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { stampIn } from '../../../src/words/panel/time.ts'
import { stateOfCheck } from '../states/check-state.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { now } from '../wire/now.ts'
import { type CheckDetail, earlierChecks } from '../wire/queries.ts'
import { type ListName, type Result, resultOf } from '../wire/result-queries.ts'

const DIFFERENCES = ['lost', 'not-seen', 'gained', 'renamed'] as const

/** What is different from the last check of the same customer, and all earlier ones. */
export function Changes({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const { language } = useLanguage()
  const result = useQuery({ ...resultOf(check.id), enabled: check.finishedAt !== null })
  return (
    <section className="sec changes">
      {result.data === undefined ? null : (
        <>
          <div className="sec-h">
            <h2>{words.title}</h2>
            {result.data.comparedWith === null ? null : (
              <span className="end">
                {words.comparedWith(stampIn(language, new Date(result.data.comparedWith), now()))}
              </span>
            )}
          </div>
          {result.data.comparedWith === null ? (
            <p className="mid">{words.first}</p>
          ) : (
            <Differences check={check.id} result={result.data} />
          )}
        </>
      )}
      <Earlier check={check} />
    </section>
  )
}

function Differences(props: { readonly check: string; readonly result: Result }): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const names = useWords(RESULT_WORDS).lists
  return (
    <>
      <dl className="kv">
        {DIFFERENCES.filter((list) => props.result.counts[list] !== undefined).map((list) => (
          <Fragment key={list}>
            <dt>{names[list]}</dt>
            <dd>
              <Link className="link" href={`/checks/${props.check}/lists/${list}`}>
                <CountOf result={props.result} list={list} />
              </Link>
            </dd>
          </Fragment>
        ))}
      </dl>
      <p className="small dim means">{words.sure}</p>
    </>
  )
}

/** How many are in a list; that nobody is named, where one it rests on is not whole. */
export function CountOf(props: { readonly result: Result; readonly list: ListName }): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const { language } = useLanguage()
  const count = props.result.counts[props.list]
  if (count === undefined || count.omitted !== null) return words.notSaid
  if (count.count !== null) return numberIn(language, count.count)
  return count.atLeast === null ? words.notSaid : `≥ ${numberIn(language, count.atLeast)}`
}

function Earlier({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(CHANGES_WORDS)
  const own = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const query = useQuery(earlierChecks(check.target, check.customer))
  const others = (query.data?.items ?? []).filter(({ id, createdAt }) => {
    return id !== check.id && createdAt < check.createdAt
  })
  return (
    <>
      <div className="sec-h">
        <h2>{words.earlier}</h2>
      </div>
      {others.length === 0 ? <p className="mid">{words.none}</p> : null}
      <ul className="earlier">
        {others.map((one) => (
          <li key={one.id}>
            <Link className="row" href={`/checks/${one.id}`}>
              <Glyph state={stateOfCheck(one)} label={own.state[one.state]} />
              <span className="link">{stampIn(language, new Date(one.createdAt), now())}</span>
              <span className="push dim num">
                {numberIn(language, one.followers.collected)} /{' '}
                {numberIn(language, one.following.collected)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
