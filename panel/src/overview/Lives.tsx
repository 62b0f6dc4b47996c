import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { weekdayIn } from '../../../src/words/panel/time.ts'
import { inAll } from '../states/account-state.ts'
import { LifeTrack, trackOf } from '../states/LifeTrack.tsx'
import { ageIn, comesNextIn, renewalOf } from '../states/renewal.ts'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { useNow } from '../wire/now.ts'
import type { Account, Health, History } from '../wire/queries.ts'
import { HeatMap } from './HeatMap.tsx'

/** Below a map of all, the lines of those that need something first. */
const BELOW_MAP_MAX = 8

type Props = { readonly history: History; readonly health: Health }

/** As many lines as will stand there, while they are on their way. */
export function LivesFrame({ rows }: { readonly rows: number }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  return (
    <section className="sec lives">
      <div className="sec-h">
        <h2>{words.title}</h2>
        <span className="note only-wide">{words.note}</span>
        <Legend />
      </div>
      <div className="lf h" aria-hidden="true">
        <span>{words.account}</span>
        <div />
        <span className="num">{words.age}</span>
        <span className="num">{words.next}</span>
        <span className="num">{words.requests}</span>
      </div>
      <Waiting rows={rows} />
    </section>
  )
}

/** One strip of life per account on one axis: those that need something first, then by name. */
export function Lives({ history, health }: Props): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  const { map } = history
  const shown = map === null ? health.accounts : health.accounts.slice(0, BELOW_MAP_MAX)
  const count = inAll(health.groups)
  return (
    <section className="sec lives">
      <div className="sec-h">
        <h2>{words.title}</h2>
        <span className="note only-wide">{map === null ? words.note : words.mapNote(count)}</span>
        <Legend />
      </div>
      {map === null ? null : <HeatMap map={map} at={history.at} />}
      <Axis history={history} />
      {shown.map((account) => (
        <Life key={account.account} account={account} history={history} />
      ))}
      {count > shown.length ? (
        <p className="small dim more-lives">
          <Link className="link" href="/accounts">
            {words.more(count - shown.length)}
          </Link>
        </p>
      ) : null}
    </section>
  )
}

function Legend(): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  return (
    <div className="legend end only-wide">
      <span>
        <i className="key-alive" />
        {words.alive}
      </span>
      <span>
        <i className="key-renewed" />
        {words.renewed}
      </span>
      <span>
        <Glyph state="dead" />
        {words.died}
      </span>
      <span>
        <i className="seg thr key-throttled" />
        {words.throttled}
      </span>
      <span>
        <i className="key-planned" />
        {words.planned}
      </span>
    </div>
  )
}

function Axis({ history }: { readonly history: History }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  const { language } = useLanguage()
  const { place, days, now } = trackOf(history)
  return (
    <div className="lf h" aria-hidden="true">
      <span>{words.account}</span>
      <div className="axis">
        {days
          .filter((day) => isApart(place(day) - place(now)))
          .map((day) => (
            <span key={day.getTime()} style={{ left: `${place(day) * 100}%` }}>
              {weekdayIn(language, day)}
            </span>
          ))}
        <span className="now" style={{ left: `${place(now) * 100}%` }}>
          {words.now}
        </span>
      </div>
      <span className="num">{words.age}</span>
      <span className="num">{words.next}</span>
      <span className="num">{words.requests}</span>
    </div>
  )
}

/** A name on the axis begins at its place: what stands before needs less room than `now` itself. */
function isApart(share: number): boolean {
  return share < -0.05 || share > 0.13
}

type LifeProps = {
  readonly account: Account
  readonly history: History
}

function Life({ account, history }: LifeProps): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  const { language } = useLanguage()
  const { state, requests: asked } = account
  const life = history.lives.find((one) => one.account === account.account)
  const next = renewalOf(account)
  const spans = life?.spans ?? []
  const deaths = spans.filter(({ diedAt }) => diedAt !== null).length
  return (
    <div className={state === 'human' ? 'lf hot' : 'lf'}>
      <Link href={`/accounts/${account.account}`}>
        <Glyph state={state} />
        <span className={state === 'human' ? 'cut strong' : 'cut'}>{account.account}</span>
      </Link>
      <LifeTrack
        history={history}
        spans={spans}
        throttles={life?.throttles ?? []}
        next={next}
        label={words.read(account.account, Math.max(0, spans.length - 1), deaths)}
      />
      <Age account={account} />
      <span className={`num ${state === 'healthy' ? '' : colourOf(state)}`}>
        {comesNextIn(language, words, account, new Date(history.at))}
      </span>
      <span className="num meter">
        {history.requestsMax === null ? (
          <span />
        ) : (
          <Bar value={asked} max={history.requestsMax} look={lookOf(asked, history.requestsMax)} />
        )}
        {numberIn(language, asked)}
      </span>
    </div>
  )
}

/** By itself: what grows older every second does not draw the life of everybody anew. */
function Age({ account }: { readonly account: Account }): ReactNode {
  const { language } = useLanguage()
  return <span className="num">{ageIn(language, account, useNow())}</span>
}
