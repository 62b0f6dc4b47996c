import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { capital, numberIn } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { methodIn } from '../../../src/words/panel/methods.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { decimalIn, momentIn, percentIn } from '../../../src/words/panel/time.ts'
import { LifeTrack } from '../states/LifeTrack.tsx'
import { ageIn, comesNextIn, renewalOf } from '../states/renewal.ts'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { colourOf, Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useGivenBack } from '../ui/standing.ts'
import { useKey } from '../ui/use-key.ts'
import { useNow } from '../wire/now.ts'
import { type Account, sessionHistory } from '../wire/queries.ts'

type Props = {
  readonly account: Account
  /** What an account may ask in 24 hours; null without a limit. */
  readonly requestsMax: number | null
  readonly onClose: () => void
}

/** The first screen of an account's page, beside the list. */
export function Peek({ account, requestsMax: max, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  useGivenBack()
  useKey('Escape', onClose)
  const { state, requests: asked } = account
  const { data: history } = useQuery(sessionHistory({ days: 7, account: account.account }))
  const life = history?.lives[0]
  const next = renewalOf(account)
  const spans = life?.spans ?? []
  const deaths = spans.filter(({ diedAt }) => diedAt !== null).length
  const moment = (at: string | null): string =>
    at === null ? '—' : momentIn(language, new Date(at), now)
  return (
    <aside className="peek" aria-label={account.account}>
      <div className="row">
        <h2 className="grow cut">{account.account}</h2>
        <button className="icon-btn" type="button" aria-label={shell.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p className="row">
        <Glyph state={state} />
        <span className={colourOf(state)}>{words.state[state]}</span>
      </p>
      {history === undefined ? null : (
        <div className="peek-life">
          <LifeTrack
            history={history}
            spans={spans}
            throttles={life?.throttles ?? []}
            next={next}
            label={own.lives.read(account.account, Math.max(0, spans.length - 1), deaths)}
          />
        </div>
      )}
      <dl className="kv">
        <dt>{words.columns.session}</dt>
        <dd>
          {account.version === null
            ? '—'
            : words.session(account.version, methodIn(language, account.method ?? ''))}
        </dd>
        <dt>{words.columns.age}</dt>
        <dd>{ageIn(language, account, now)}</dd>
        <dt>{words.columns.verified}</dt>
        <dd>{moment(account.lastVerifiedAt)}</dd>
        <dt>{words.columns.next}</dt>
        <dd>{comesNextIn(language, own.lives, account, now)}</dd>
        {max === null ? null : (
          <>
            <dt>{words.columns.requests}</dt>
            <dd className="meter">
              <Bar value={asked} max={max} look={lookOf(asked, max)} />
              {numberIn(language, asked)} / {numberIn(language, max)}
            </dd>
          </>
        )}
        <dt>{words.columns.pace}</dt>
        <dd className={account.paceFactor > 1 ? 'throttled' : ''}>
          {account.paceFactor > 1
            ? words.slower(decimalIn(language, account.paceFactor, 1))
            : words.paceFull}
        </dd>
        <dt>{words.columns.success}</dt>
        <dd>{account.checkRate === null ? '—' : percentIn(language, account.checkRate)}</dd>
      </dl>
      {account.standingWhy === null ? null : <p className="mid">{account.standingWhy}</p>}
      {account.restingWhy === null ? null : <p className="mid">{account.restingWhy}</p>}
      <p>
        <Link className="btn" href={`/accounts/${account.account}`}>
          {capital(shell.keys.open)} <kbd className="kbd">↵</kbd>
        </Link>
      </p>
    </aside>
  )
}
