import type { ReactNode } from 'react'
import { EVENT_WORDS } from '../../../src/words/panel/events.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import type { CheckDetail, Course } from '../wire/queries.ts'
import type { CourseAxis } from './CourseChart.tsx'

type Props = { readonly check: CheckDetail; readonly course: Course; readonly axis: CourseAxis }

/** Which session read when, below the chart and on its axis. */
export function CourseLanes({ check, course, axis }: Props): ReactNode {
  const words = useWords(EVENT_WORDS)
  const accounts = [...new Set(course.sessions.map(({ account }) => account))]
  if (accounts.length === 0) return null
  const percent = (ms: number): string => `${(axis.place(ms) * 100).toFixed(2)}%`
  return (
    <div className="lanes">
      {accounts.slice(0, 6).map((account, lane) => (
        <div className="lane" key={account}>
          <span className="ll cut">{lane === 0 ? words.session : null}</span>
          <div className="track" role="img" aria-label={words.lane(account)}>
            {course.sessions
              .filter((session) => session.account === account)
              .map(({ version, from, to, diedAt }) => {
                const left = new Date(from).getTime()
                const right = to === null ? axis.endMs : new Date(to).getTime()
                const wide = axis.place(right) - axis.place(left)
                return (
                  <span key={version}>
                    <span
                      className="bx"
                      style={{
                        left: percent(left),
                        width: `calc(${(wide * 100).toFixed(2)}% - 2px)`,
                      }}
                    >
                      {words.version(version, account)}
                    </span>
                    {diedAt === null || axis.place(new Date(diedAt).getTime()) >= 1 ? null : (
                      <span className="pt x" style={{ left: percent(new Date(diedAt).getTime()) }}>
                        <Glyph state="dead" />
                      </span>
                    )}
                  </span>
                )
              })}
            {check.finishedAt === null ? (
              <span className="nowline" style={{ left: percent(axis.endMs) }} />
            ) : null}
          </div>
        </div>
      ))}
    </div>
  )
}
