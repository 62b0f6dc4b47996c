import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { weekdayIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { History } from '../wire/queries.ts'

type LifeMap = NonNullable<History['map']>

const DAY_MS = 24 * 3_600_000

type Props = {
  readonly map: LifeMap
  /** When the last slot ends. */
  readonly at: string
}

/** Too many accounts for a line each: one row for each standing, a cell for every six hours. */
export function HeatMap({ map: { rows, slotMs }, at }: Props): ReactNode {
  const words = useWords(OVERVIEW_WORDS).lives
  const { language } = useLanguage()
  const end = new Date(at).getTime()
  const slotCount = rows[0]?.slots.length ?? 0
  const slotsADay = Math.round(DAY_MS / slotMs)
  const slots = Array.from(
    { length: slotCount },
    (_, slot) => new Date(end - (slotCount - slot) * slotMs),
  )
  return (
    <div className="heat">
      {rows.map(({ group, accounts: count, slots: cells }) => {
        const deaths = cells.reduce((sum, cell) => sum + cell.deaths, 0)
        return (
          <div className="heat-row" key={group}>
            <Link className="row" href={`/accounts?group=${group}`}>
              <span className="grow">{words.groups[group]}</span>
              <b className="num">{numberIn(language, count)}</b>
            </Link>
            <div role="img" aria-label={words.mapRead(words.groups[group], count, deaths)}>
              {slots.map((from, slot) => {
                const { alive = 0, deaths: died = 0 } = cells[slot] ?? {}
                return (
                  <i key={from.getTime()} className={`a${shade(alive, count)}`}>
                    {died === 0 ? null : <em className={`d${Math.min(3, died)}`} />}
                  </i>
                )
              })}
            </div>
          </div>
        )
      })}
      <div className="heat-row" aria-hidden="true">
        <span />
        <div>
          {slots.map((from, slot) => (
            <span key={from.getTime()} className="small dim">
              {slot % slotsADay === 0 ? weekdayIn(language, from) : ''}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}

/** None, some, or which quarter of them: five steps that can be told apart. */
function shade(alive: number, count: number): number {
  return alive === 0 ? 0 : Math.min(4, 1 + Math.floor((alive / count) * 3.999))
}
