import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { dateIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { Activity } from '../wire/account-queries.ts'

const DAY_MS = 24 * 3_600_000
/** Of a limit: from here on it is shown as being near. */
const NEAR = 0.83

type Props = {
  readonly days: Activity['days']
  /** What it may ask in 24 hours; null without a limit. */
  readonly max: number | null
  readonly place: (instant: Date) => number
}

/** How much an account has asked on each day, on the axis of its life. */
export function RequestDays({ days, max, place }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { language } = useLanguage()
  const most = Math.max(1, max ?? 0, ...days.map(({ requests }) => requests))
  const total = days.reduce((sum, { requests }) => sum + requests, 0)
  return (
    <div className="track req" role="img" aria-label={words.requestsRead(total)}>
      {days.map(({ day, requests }) => {
        if (requests === 0) return null
        const from = new Date(`${day}T00:00:00Z`)
        const left = place(from)
        const wide = place(new Date(from.getTime() + DAY_MS)) - left
        return (
          <i
            key={day}
            className={max !== null && requests >= max * NEAR && requests < max ? 'hi' : ''}
            title={`${dateIn(language, from)}: ${numberIn(language, requests)}`}
            style={{
              left: `${(left * 100).toFixed(2)}%`,
              width: `calc(${(wide * 100).toFixed(2)}% - 2px)`,
              height: `${Math.max(4, (requests / most) * 100).toFixed(1)}%`,
            }}
          />
        )
      })}
    </div>
  )
}
