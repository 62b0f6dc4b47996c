import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { dateIn, decimalIn } from '../../../src/words/panel/time.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Mark, Plot } from '../ui/Plot.tsx'
import { ticksUpTo } from '../ui/scale.ts'
import type { History } from '../wire/queries.ts'

const HEIGHT = 92
/** Logins of one account on one day: the goal of the design. */
const LOGINS_GOAL = 0.6
const GLYPHS_MAX = 3
const GLYPH_PX = 13

/** Logins by day, stacked by what led to them, beside the goal. */
export function LoginsPerDay({ history }: { readonly history: History }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).logins
  const { language } = useLanguage()
  const { logins: days } = history
  const goal = history.lives.length * LOGINS_GOAL
  const ticks = ticksUpTo(Math.max(goal, ...days.map(sum)), 2)
  const top = ticks.at(-1) ?? 1
  const y = (count: number): number => (count / top) * HEIGHT
  return (
    <Plot
      title={words.title}
      legend={
        <>
          <span>
            <i className="k3" />
            {words.planned}
          </span>
          <span>
            <i className="k2" />
            {words.afterDeath}
          </span>
          <span>
            <i className="k4" />
            {words.byHand}
          </span>
        </>
      }
      read={words.read}
      heightPx={HEIGHT}
      left={26}
      x={useDayMarks(days)}
      y={ticks.map((count) => ({ at: count / top, text: numberIn(language, count) }))}
      table={{
        head: [words.day, words.planned, words.afterDeath, words.byHand],
        rows: days.map((day) => [day.day, ...parts(day).map((count) => numberIn(language, count))]),
      }}
      over={
        goal === 0 ? null : (
          <span
            className="nt goal"
            style={{ left: 0, top: `calc(${(1 - goal / top) * 100}% - 17px)` }}
          >
            {words.goal(decimalIn(language, LOGINS_GOAL, 1))}
          </span>
        )
      }
    >
      {days.map((day, at) => {
        let below = 0
        return parts(day).map((count, part) => {
          if (count === 0) return null
          below += count
          return (
            <rect
              key={`${day.day}-${KINDS[part]}`}
              className={KINDS[part]}
              x={left(at, days.length)}
              width={width(days.length)}
              y={HEIGHT - y(below)}
              height={Math.max(1, y(count) - (below > count ? 1 : 0))}
            />
          )
        })
      })}
      {goal === 0 ? null : <path className="lim" d={`M0 ${HEIGHT - y(goal)}H1000`} />}
    </Plot>
  )
}

const KINDS = ['f3', 'f2', 'f4']

/** Complete checks as bars; each other outcome is a glyph on top, so that one in 200 is seen. */
export function ChecksPerDay({ history }: { readonly history: History }): ReactNode {
  const words = useWords(OVERVIEW_WORDS).outcomes
  const { day: dayWord } = useWords(OVERVIEW_WORDS).logins
  const { language } = useLanguage()
  const { checks: days } = history
  // Every bar leaves room for the glyphs that stand on it.
  const most = Math.max(
    1,
    ...days.map((day) => day.complete / (1 - (glyphsOf(day).length * GLYPH_PX) / HEIGHT)),
  )
  const ticks = ticksUpTo(most, 3)
  const top = ticks.at(-1) ?? 1
  // The highest leaves its place to glyphs, unless it is the only one beside zero.
  const marked = ticks.length > 2 ? ticks.slice(0, -1) : ticks
  return (
    <Plot
      title={words.title}
      legend={
        <>
          <span>
            <i className="k5" />
            {words.complete}
          </span>
          <span>
            <Glyph state="incomplete" />
            {words.incomplete}
          </span>
          <span>
            <Glyph state="dead" />
            {words.failed}
          </span>
        </>
      }
      read={words.read}
      heightPx={HEIGHT}
      left={32}
      x={useDayMarks(days)}
      y={marked.map((count) => ({ at: count / top, text: numberIn(language, count) }))}
      table={{
        head: [dayWord, words.complete, words.incomplete, words.failed],
        rows: days.map((day) => [
          day.day,
          ...[day.complete, day.incomplete, day.failed].map((count) => numberIn(language, count)),
        ]),
      }}
      over={days.flatMap((day, at) =>
        glyphsOf(day).map((state, place) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: they are alike and stand in their order
            key={`${day.day}-${place}`}
            className="mk"
            style={{
              left: `${((at + 0.5) / days.length) * 100}%`,
              top: `calc(${(1 - day.complete / top) * 100}% - ${8 + place * 12}px)`,
            }}
          >
            <Glyph state={state} />
          </span>
        )),
      )}
    >
      {days.map(({ day, complete }, at) => (
        <rect
          key={day}
          className="f5"
          x={left(at, days.length)}
          width={width(days.length)}
          y={HEIGHT * (1 - complete / top)}
          height={HEIGHT * (complete / top)}
        />
      ))}
    </Plot>
  )
}

type LoginDay = History['logins'][number]

function parts({ planned, afterDeath, byHand }: LoginDay): readonly number[] {
  return [planned, afterDeath, byHand]
}

function sum(day: LoginDay): number {
  return parts(day).reduce((all, count) => all + count, 0)
}

function glyphsOf({
  failed,
  incomplete,
}: History['checks'][number]): readonly ('dead' | 'incomplete')[] {
  return [
    ...Array<'dead'>(failed).fill('dead'),
    ...Array<'incomplete'>(incomplete).fill('incomplete'),
  ].slice(0, GLYPHS_MAX)
}

function left(at: number, count: number): number {
  return ((at + 0.18) / count) * 1000
}

function width(count: number): number {
  return (0.64 / count) * 1000
}

function useDayMarks(days: readonly { readonly day: string }[]): readonly Mark[] {
  const { today } = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  return days.flatMap(({ day }, at) => {
    const place = (at + 0.5) / days.length
    if (at === days.length - 1) return [{ at: place, text: today }]
    if (at !== 0 && at !== Math.floor(days.length / 2)) return []
    return [{ at: place, text: dateIn(language, new Date(`${day}T12:00:00Z`)) }]
  })
}
