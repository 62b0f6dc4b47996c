import { Fragment, type ReactNode, useMemo } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { EVENT_WORDS } from '../../../src/words/panel/events.ts'
import { clockIn, spanIn, weekdayIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Plot } from '../ui/Plot.tsx'
import { apart, ticksUpTo } from '../ui/scale.ts'
import { useNow } from '../wire/now.ts'
import type { CheckDetail, Course } from '../wire/queries.ts'
import { CourseLanes } from './CourseLanes.tsx'

type Props = { readonly check: CheckDetail; readonly course: Course }

/** Of the 1000 that the chart is wide: a wait that has room for its words. */
const WORDY = 120
/** Per cent of its width after which the end of a line stands among what is written at its edge. */
const FULL = 88
const LISTS = ['followers', 'following'] as const

/** The axis of a check, from its begin to now or its end. */
export type CourseAxis = {
  readonly fromMs: number
  readonly toMs: number
  readonly endMs: number
  readonly place: (ms: number) => number
}

/** People saved over time, with what made the check wait; the line never falls. */
export function CourseChart({ check, course }: Props): ReactNode {
  const words = useWords(CHECK_WORDS)
  const said = useWords(EVENT_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const height = check.finishedAt === null ? 196 : 132
  const axis = useMemo(() => axisOf(check, course, now), [check, course, now])
  const most = Math.max(
    1,
    ...LISTS.flatMap((list) => [check[list].expected ?? 0, check[list].collected]),
  )
  const ticks = ticksUpTo(most * 1.02, 4)
  const top = Math.max(most * 1.08, 1)
  const y = (people: number): number => height * (1 - people / top)
  const x = (ms: number): number => axis.place(ms) * 1000
  const limits = LISTS.flatMap((list) => {
    const { expected, collected } = check[list]
    return expected === null || collected >= expected ? [] : [{ list, people: expected }]
  })
  const lasts = LISTS.flatMap((list) => {
    const last = course[list].at(-1)
    if (last === undefined) return []
    return [{ list, people: last.people, left: x(new Date(last.at).getTime()) / 10 }]
  })
  /** The lines run to where their limits are written. */
  const isFull = lasts.some(({ left }) => left > FULL)
  const wanted = [
    ...limits.map(({ people }) => y(people) - 16),
    ...lasts.map(({ people }) => y(people) - 20),
  ]
  const tops = isFull ? apart(wanted, height) : wanted
  const isLong = axis.toMs - axis.fromMs > DAY_MS
  const say = (at: Date, seconds = false): string => {
    return `${isLong ? `${weekdayIn(language, at)} ` : ''}${clockIn(at, seconds)}`
  }
  return (
    <div className="tl">
      <Plot
        title={
          <>
            {words.what} <span className="note only-wide">{words.whatNote}</span>
          </>
        }
        legend={<span>{words.requests(check.requests ?? 0, check.logins ?? 0)}</span>}
        read={words.chartRead}
        heightPx={height}
        left={58}
        x={timeMarks(axis, say, check.finishedAt === null ? words.now : null)}
        y={ticks
          .filter((tick) => tick <= top)
          .map((tick) => ({ at: tick / top, text: numberIn(language, tick) }))}
        table={{
          head: ['', words.list.followers, words.list.following],
          rows: tableOf(course).map(({ at, followers, following }) => [
            say(at, true),
            numberIn(language, followers),
            numberIn(language, following),
          ]),
        }}
        over={
          <>
            {course.waits.map((wait) => {
              const from = new Date(wait.from).getTime()
              const to = wait.to === null ? axis.endMs : new Date(wait.to).getTime()
              const wide = x(to) - x(from)
              return (
                <span
                  key={`${wait.kind}-${wait.from}`}
                  className={wide > WORDY ? 'nt wait within' : 'nt wait'}
                  style={{
                    left: `${wide > WORDY ? x(from) / 10 : x(to) / 10 + 0.6}%`,
                    width: wide > WORDY ? `${wide / 10}%` : undefined,
                    top: `calc(${Math.min(72, (y(savedAt(course, from)) / height) * 100)}% + 6px)`,
                  }}
                >
                  <b className={wait.kind === 'died' ? 'dead' : 'throttled'}>
                    {said.wait[wait.kind]}
                  </b>
                  <br />
                  {spanIn(language, to - from)}
                </span>
              )
            })}
            {course.passes.map(({ list, pass, at, people }) => (
              <span
                key={`${list}-${pass}`}
                className={x(new Date(at).getTime()) > 900 ? 'nt pass end-x' : 'nt pass'}
                style={{
                  left: `${x(new Date(at).getTime()) / 10}%`,
                  top: `${(y(people) / height) * 100}%`,
                }}
              >
                <i className={list === 'followers' ? 'k1' : 'k2'} />
                <span>{said.pass(pass)}</span>
              </span>
            ))}
            {limits.map(({ list, people }, at) => (
              <span
                key={`of ${list}`}
                className={isFull ? 'nt lim-at beside' : 'nt lim-at'}
                style={{ top: tops[at] }}
              >
                {numberIn(language, people)}
              </span>
            ))}
            {lasts.map(({ list, people, left }, at) => {
              const colour = list === 'followers' ? 'k1' : 'k2'
              return (
                <Fragment key={list}>
                  <span
                    className={`dot ${colour}`}
                    style={{ left: `${left}%`, top: `${(y(people) / height) * 100}%` }}
                  />
                  <span
                    className={`nt now-at ${colour} ${left > 60 ? 'end-x' : ''}`}
                    style={{ left: `${left}%`, top: tops[limits.length + at] }}
                  >
                    {words.list[list]} {numberIn(language, people)}
                  </span>
                </Fragment>
              )
            })}
          </>
        }
      >
        {course.waits.map((wait) => {
          const from = x(new Date(wait.from).getTime())
          const to = x(wait.to === null ? axis.endMs : new Date(wait.to).getTime())
          return (
            <rect
              key={`${wait.kind}-${wait.from}`}
              className={`band ${wait.kind}`}
              x={from}
              width={Math.max(3, to - from)}
              y={0}
              height={height}
            />
          )
        })}
        {LISTS.map((list) => {
          const { expected } = check[list]
          return expected === null ? null : (
            <path key={list} className="lim" d={`M0 ${y(expected)}H1000`} />
          )
        })}
        <path
          className="ln c2 course whole"
          d={pathOf(course.following, x, y, axis, check, 'following')}
        />
        <path
          className="ln c1 course"
          d={pathOf(course.followers, x, y, axis, check, 'followers')}
        />
        {check.finishedAt === null ? (
          <path className="now-path" d={`M${x(axis.endMs)} 0V${height}`} />
        ) : null}
      </Plot>
      <CourseLanes check={check} course={course} axis={axis} />
    </div>
  )
}

function axisOf(check: CheckDetail, course: Course, now: Date): CourseAxis {
  const fromMs = new Date(check.startedAt ?? check.createdAt).getTime()
  const points = [...course.followers, ...course.following]
  const lastMs = Math.max(fromMs, ...points.map(({ at }) => new Date(at).getTime()))
  const endMs =
    check.finishedAt === null
      ? Math.max(lastMs, now.getTime())
      : new Date(check.finishedAt).getTime()
  const spanMs = Math.max(1000, endMs - fromMs)
  // Some room for what is to come, while there is something to come.
  const toMs = fromMs + spanMs * (check.finishedAt === null ? 1.12 : 1.02)
  const place = (ms: number): number => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs)))
  return { fromMs, toMs, endMs, place }
}

function pathOf(
  points: Course['followers'],
  x: (ms: number) => number,
  y: (people: number) => number,
  axis: CourseAxis,
  check: CheckDetail,
  list: 'followers' | 'following',
): string {
  const [first] = points
  if (first === undefined) return ''
  const start = x(new Date(first.at).getTime())
  let best = 0
  const steps = points.map(({ at, people }) => {
    best = Math.max(best, people)
    return `H${x(new Date(at).getTime()).toFixed(1)}V${y(best).toFixed(1)}`
  })
  const goesOn = check.finishedAt === null && check[list].confidence === null
  return `M${start.toFixed(1)} ${y(0)}${steps.join('')}${goesOn ? `H${x(axis.endMs).toFixed(1)}` : ''}`
}

const MARKS = 5
const DAY_MS = 24 * 3_600_000

/** Moments on the axis; the present one is called so, and stands in place of what is near it. */
function timeMarks(axis: CourseAxis, say: (at: Date) => string, now: string | null) {
  const marks = Array.from({ length: MARKS }, (_, at) => {
    const ms = axis.fromMs + ((axis.toMs - axis.fromMs) * at) / (MARKS - 1)
    return { at: at / (MARKS - 1), text: say(new Date(ms)) }
  }).filter(({ text }, at, all) => all.findIndex((mark) => mark.text === text) === at)
  if (now === null) return marks
  const present = axis.place(axis.endMs)
  return [...marks.filter(({ at }) => Math.abs(at - present) > 0.11), { at: present, text: now }]
}

function tableOf(course: Course) {
  const moments = [
    ...new Set([...course.followers, ...course.following].map(({ at }) => at)),
  ].sort()
  const upTo = (list: Course['followers'], at: string): number =>
    list.filter((point) => point.at <= at).at(-1)?.people ?? 0
  return moments.slice(-200).map((at) => ({
    at: new Date(at),
    followers: upTo(course.followers, at),
    following: upTo(course.following, at),
  }))
}

/** How many the list had that was being read at a moment: what is said stands under its line. */
function savedAt(course: Course, atMs: number): number {
  const before = (points: Course['followers']): number | undefined =>
    points.findLast(({ at }) => new Date(at).getTime() <= atMs)?.people
  return before(course.following) ?? before(course.followers) ?? 0
}
