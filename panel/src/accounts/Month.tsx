import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { dateIn } from '../../../src/words/panel/time.ts'
import { LifeTrack, trackOf } from '../states/LifeTrack.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { activityOf } from '../wire/account-queries.ts'
import { sessionHistory } from '../wire/queries.ts'
import { RequestDays } from './RequestDays.tsx'

/** A date that would begin behind this has no room left. */
const LAST_SHARE = 0.95

type Props = { readonly account: string; readonly next: Date | null }

/** Thirty days of one account: its session, and what it has asked. */
export function Month({ account, next }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const own = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const query = useQuery(sessionHistory({ days: 30, account }))
  const activity = useQuery(activityOf(account))
  return (
    <Loaded query={query} rows={2}>
      {(history) => {
        const life = history.lives.find((one) => one.account === account)
        const spans = life?.spans ?? []
        const deaths = spans.filter(({ diedAt }) => diedAt !== null).length
        const renewals = Math.max(0, spans.length - 1)
        const { days, place } = trackOf(history)
        return (
          <section className="sec big">
            <div className="sec-h">
              <h2>{words.month}</h2>
              <span className="note">{words.monthNote(renewals, deaths)}</span>
            </div>
            <div className="lane">
              <span className="ll">{words.lanes.session}</span>
              <LifeTrack
                history={history}
                spans={spans}
                throttles={life?.throttles ?? []}
                next={next}
                label={own.lives.read(account, renewals, deaths)}
              />
            </div>
            <div className="lane">
              <span className="ll">{words.lanes.requests}</span>
              {activity.data === undefined ? (
                <span />
              ) : (
                <RequestDays days={activity.data.days} max={history.requestsMax} place={place} />
              )}
            </div>
            <div className="lane ax" aria-hidden="true">
              <span />
              <div className="track">
                {days
                  .filter((day, at) => at % 7 === 0 && place(day) < LAST_SHARE)
                  .map((day) => (
                    <span
                      key={day.getTime()}
                      className={place(day) > 0.85 ? 'xt2 end-x' : 'xt2'}
                      style={{ left: `${place(day) * 100}%` }}
                    >
                      {dateIn(language, day)}
                    </span>
                  ))}
              </div>
            </div>
          </section>
        )
      }}
    </Loaded>
  )
}
