import type { ReactNode } from 'react'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { momentIn, spanIn } from '../../../src/words/panel/time.ts'
import { stateOfAccount } from '../states/account-state.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import type { Account } from '../wire/queries.ts'

const DAY_MS = 24 * 3_600_000
/** What does not renew by itself before somebody or something has changed it. */
const LEFT_OUT = new Set(['human', 'dead', 'failed', 'paused'])

type Props = { readonly accounts: readonly Account[]; readonly waiting: ReadonlySet<string> }

/** How many sessions are renewed next, from when to when, and how many are left out of it. */
export function Tonight({ accounts, waiting }: Props): ReactNode {
  const words = useWords(OVERVIEW_WORDS).tonight
  const { language } = useLanguage()
  const now = useNow()
  const leftOut = accounts.filter((account) => LEFT_OUT.has(stateOfAccount(account, waiting)))
  const times = accounts
    .filter(({ nextRefreshAt }) => nextRefreshAt !== null)
    .filter((account) => !leftOut.includes(account))
    .map(({ nextRefreshAt }) => new Date(nextRefreshAt ?? 0))
    .filter((at) => at.getTime() - now.getTime() < DAY_MS)
    .sort((one, other) => one.getTime() - other.getTime())
  const [first, last = first] = [times.at(0), times.at(-1)]
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.title}</h2>
        {first === undefined || first <= now ? null : (
          <span className="end">{words.in(spanIn(language, first.getTime() - now.getTime()))}</span>
        )}
      </div>
      <p className="mid">
        {first === undefined || last === undefined
          ? words.none
          : words.some(
              times.length,
              first <= now ? null : momentIn(language, first, now),
              momentIn(language, last <= now ? now : last, now),
            )}{' '}
        {leftOut.length === 0 ? null : words.leftOut(leftOut.length)}
      </p>
    </section>
  )
}
