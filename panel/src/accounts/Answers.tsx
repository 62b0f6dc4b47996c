import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { Loaded } from '../ui/Loaded.tsx'
import { useWords } from '../ui/language.tsx'
import { type Activity, activityOf } from '../wire/account-queries.ts'

const DAY_MS = 24 * 3_600_000

/** The last 24 hours, a bar a quarter of an hour: low is good, tall is a throttle or a death. */
export function Answers({ account }: { readonly account: string }): ReactNode {
  const words = useWords(ACCOUNT_WORDS).answers
  const query = useQuery(activityOf(account))
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.title}</h2>
        <span className="note only-wide">{words.note}</span>
      </div>
      <Loaded query={query} rows={1}>
        {(activity) =>
          activity.slots.length === 0 ? (
            <p className="mid">{words.none}</p>
          ) : (
            <Strip activity={activity} />
          )
        }
      </Loaded>
    </section>
  )
}

function Strip({ activity }: { readonly activity: Activity }): ReactNode {
  const words = useWords(ACCOUNT_WORDS).answers
  const { slots, slotMs } = activity
  const sum = (of: 'requests' | 'throttles' | 'deaths'): number =>
    slots.reduce((all, slot) => all + slot[of], 0)
  const fromMs = new Date(activity.at).getTime() - DAY_MS
  const most = Math.max(1, ...slots.map(({ requests }) => requests))
  return (
    <>
      <div
        className="answers"
        role="img"
        aria-label={words.read(sum('requests'), sum('throttles'), sum('deaths'))}
      >
        {slots.map(({ from, requests, throttles, deaths }) => {
          const at = new Date(from)
          const left = Math.max(0, ((at.getTime() - fromMs) / DAY_MS) * 100)
          // The quarter under way is as long as it has been so far.
          const wide = Math.min(100 - left, (slotMs / DAY_MS) * 100)
          const bad = deaths > 0 || throttles > 0
          return (
            <i
              key={from}
              className={deaths > 0 ? 'died' : throttles > 0 ? 'thr' : ''}
              title={`${clockIn(at)}: ${words.read(requests, throttles, deaths)}`}
              style={{
                left: `${left.toFixed(2)}%`,
                width: `calc(${wide.toFixed(2)}% - 1px)`,
                height: bad ? '100%' : `${Math.round(12 + (requests / most) * 48)}%`,
              }}
            />
          )
        })}
      </div>
      <p className="row small dim answers-axis" aria-hidden="true">
        <span>{clockIn(new Date(fromMs))}</span>
        <span className="push">{clockIn(new Date(activity.at))}</span>
      </p>
      <p className="small mid">{words.read(sum('requests'), sum('throttles'), sum('deaths'))}</p>
    </>
  )
}
