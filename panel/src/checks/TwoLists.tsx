import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { Bar } from '../ui/Bar.tsx'
import { Glyph, type State } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { CheckDetail } from '../wire/queries.ts'

const LOOKS: Readonly<
  Record<
    string,
    { readonly bar: 'ok' | 'warn' | 'park' | null; readonly state: State; readonly colour: string }
  >
> = {
  exact: { bar: 'ok', state: 'done', colour: 'healthy' },
  confirmed: { bar: 'ok', state: 'done', colour: 'healthy' },
  incomplete: { bar: 'warn', state: 'incomplete', colour: 'throttled' },
  unread: { bar: null, state: 'queued', colour: 'dim' },
  unfinished: { bar: 'warn', state: 'incomplete', colour: 'throttled' },
  standing: { bar: 'park', state: 'parked', colour: 'parked' },
  reading: { bar: null, state: 'running', colour: 'running' },
}

/** Both lists: how many were read of how many, and whether that can be believed. */
export function TwoLists({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(CHECK_WORDS)
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.lists}</h2>
        {check.finishedAt === null ? null : (
          <Link className="link end" href={`/checks/${check.id}/lists/not-following-back`}>
            {words.openLists}
          </Link>
        )}
      </div>
      <List check={check} name="followers" />
      <List check={check} name="following" />
      <p className="small dim means">{words.listMeans}</p>
    </section>
  )
}

type ListProps = { readonly check: CheckDetail; readonly name: 'followers' | 'following' }

function List({ check, name }: ListProps): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const { collected, expected, confidence, pass, pages, why, readAt, reusedFrom } = check[name]
  const known = confidence ?? (pages === 0 ? 'unread' : unfinished(check))
  const look = LOOKS[known] ?? LOOKS.unread
  return (
    <div className="lst">
      <div className="row base">
        <h3 className="row">
          <svg width="14" height="8" aria-hidden="true">
            <path className={name === 'followers' ? 'ln c1' : 'ln c2 whole'} d="M0 4H14" />
          </svg>
          {words.list[name]}
        </h3>
        <span className="push figure">
          {numberIn(language, collected)}{' '}
          {expected === null ? null : <small>{words.of(numberIn(language, expected))}</small>}
        </span>
      </div>
      <Bar
        value={collected}
        max={expected ?? collected}
        {...(look?.bar ? { look: look.bar } : {})}
      />
      <div className="row small mid">
        <span className="st">
          <Glyph state={look?.state ?? 'queued'} />
          <b className={look?.colour}>{words.confidence[known]}</b>
        </span>
        {pages === 0 ? null : <span className="push dim">{words.passes(pass, pages)}</span>}
      </div>
      {readAt === null || confidence === null ? null : (
        <p className="small dim">
          {words.readAt(momentIn(language, new Date(readAt), new Date()))}
          {reusedFrom === null ? null : (
            <>
              {', '}
              <Link href={`/checks/${reusedFrom}`}>{words.reusedFrom}</Link>
            </>
          )}
        </p>
      )}
      {why === null ? null : (
        <p className="small mid" dir="auto">
          {why}
        </p>
      )}
    </div>
  )
}

/** How a list stands that was begun and has not been judged. */
function unfinished(check: CheckDetail): 'reading' | 'standing' | 'unfinished' {
  if (check.finishedAt !== null) return 'unfinished'
  return check.state === 'running' ? 'reading' : 'standing'
}
