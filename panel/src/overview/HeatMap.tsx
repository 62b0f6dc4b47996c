import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { weekdayIn } from '../../../src/words/panel/time.ts'
import { GROUPS, groupOf } from '../states/account-state.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { Account, History } from '../wire/queries.ts'

const HOUR_MS = 3_600_000
const SLOT_MS = 6 * HOUR_MS

type Props = {
  readonly history: History
  readonly accounts: readonly Account[]
  readonly waiting: ReadonlySet<string>
}

type Slot = { readonly from: number; readonly alive: number; readonly deaths: number }

/** Too many accounts for a line each: one row for each standing, a cell for every six hours. */
export function HeatMap({ history, accounts, waiting }: Props): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  const { language } = useLanguage()
  const rows = GROUPS.map((group) => {
    const names = accounts.filter((one) => groupOf(one, waiting) === group)
    return { group, count: names.length, slots: slotsOf(history, new Set(names.map(nameOf))) }
  }).filter(({ count }) => count > 0)
  const slots = rows[0]?.slots ?? []
  return (
    <div className="heat">
      {rows.map(({ group, count, slots: cells }) => {
        const deaths = cells.reduce((sum, cell) => sum + cell.deaths, 0)
        return (
          <div className="heat-row" key={group}>
            <Link className="row" href={`/accounts?group=${group}`}>
              <span className="grow">{words.groups[group]}</span>
              <b className="num">{numberIn(language, count)}</b>
            </Link>
            <div role="img" aria-label={words.mapRead(words.groups[group], count, deaths)}>
              {cells.map((cell) => (
                <i key={cell.from} className={`a${shade(cell.alive, count)}`}>
                  {cell.deaths === 0 ? null : <em className={`d${Math.min(3, cell.deaths)}`} />}
                </i>
              ))}
            </div>
          </div>
        )
      })}
      <div className="heat-row" aria-hidden="true">
        <span />
        <div>
          {slots.map(({ from }, at) => (
            <span key={from} className="small dim">
              {at % 4 === 0 ? weekdayIn(language, new Date(from)) : ''}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}

function nameOf({ account }: Account): string {
  return account
}

/** None, some, or which quarter of them: five steps that can be told apart. */
function shade(alive: number, count: number): number {
  return alive === 0 ? 0 : Math.min(4, 1 + Math.floor((alive / count) * 3.999))
}

/** How many of these accounts had a living session in each slot, and how many died. */
function slotsOf(history: History, names: ReadonlySet<string>): readonly Slot[] {
  const end = new Date(history.at).getTime()
  const lives = history.lives.filter(({ account }) => names.has(account))
  const slots: Slot[] = []
  for (let from = end - history.windowMs; from < end; from += SLOT_MS) {
    const to = from + SLOT_MS
    let alive = 0
    let deaths = 0
    for (const { spans } of lives) {
      const over = (span: (typeof spans)[number]): number => {
        const ended = span.diedAt ?? span.to
        return ended === null ? end : new Date(ended).getTime()
      }
      if (spans.some((span) => new Date(span.from).getTime() < to && over(span) > from)) alive += 1
      deaths += spans.filter(({ diedAt }) => {
        const at = diedAt === null ? Number.NaN : new Date(diedAt).getTime()
        return at >= from && at < to
      }).length
    }
    slots.push({ from, alive, deaths })
  }
  return slots
}
