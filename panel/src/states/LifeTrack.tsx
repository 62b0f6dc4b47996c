import type { ReactNode } from 'react'
import { Glyph } from '../ui/Glyph.tsx'

const DAY_MS = 24 * 3_600_000
/** How far the axis reaches beyond now, for what is planned; and the hour that divides its days. */
const AHEAD_SHARE = 0.19
const NIGHT_HOUR = 3

type Window = { readonly at: string; readonly windowMs: number }
type Span = {
  readonly version: number
  readonly from: string
  readonly to: string | null
  readonly isCurrent: boolean
  readonly diedAt: string | null
}

/** The axis of life lines: where an instant stands on it, from 0 to 1, and where its days begin. */
export function trackOf({ at, windowMs }: Window): {
  readonly now: Date
  readonly days: readonly Date[]
  readonly place: (instant: Date) => number
} {
  const now = new Date(at)
  const fromMs = now.getTime() - windowMs
  const toMs = now.getTime() + windowMs * AHEAD_SHARE
  const place = (instant: Date): number => {
    return Math.min(1, Math.max(0, (instant.getTime() - fromMs) / (toMs - fromMs)))
  }
  const first = new Date(fromMs)
  first.setUTCHours(NIGHT_HOUR, 0, 0, 0)
  if (first.getTime() < fromMs) first.setTime(first.getTime() + DAY_MS)
  const days: Date[] = []
  for (let day = first.getTime(); day < toMs; day += DAY_MS) days.push(new Date(day))
  return { now, days, place }
}

type Props = {
  readonly history: Window
  readonly spans: readonly Span[]
  readonly throttles: readonly { readonly from: string; readonly to: string }[]
  readonly next: Date | null
  readonly label: string
}

/** A session's days: pale earlier versions, full the current one, and what happened between. */
export function LifeTrack({ history, spans, throttles, next, label }: Props): ReactNode {
  const { now, days, place } = trackOf(history)
  const percent = (instant: Date): string => `${(place(instant) * 100).toFixed(2)}%`
  const bar = (from: string, to: string | null): { left: string; width: string } => {
    const left = place(new Date(from))
    const right = place(to === null ? now : new Date(to))
    return {
      left: `${(left * 100).toFixed(2)}%`,
      width: `${(Math.max(0, right - left) * 100).toFixed(2)}%`,
    }
  }
  const first = spans[0]
  const last = spans.at(-1)
  return (
    <div className="track" role="img" aria-label={label}>
      {(days.length > 12 ? days.filter((_, at) => at % 7 === 0) : days).map((day) => (
        <span key={day.getTime()} className="day" style={{ left: percent(day) }} />
      ))}
      {spans.map((span) => (
        <span
          key={span.version}
          className={span.isCurrent && span.diedAt === null ? 'seg cur' : 'seg'}
          style={bar(span.from, span.to)}
        />
      ))}
      {last?.diedAt && last.isCurrent ? (
        <span className="seg ded" style={bar(last.diedAt, null)} />
      ) : null}
      {throttles.map(({ from, to }) => (
        <span key={from} className="seg thr" style={bar(from, to)} />
      ))}
      {spans.map((span) =>
        span === first || place(new Date(span.from)) === 0 ? null : (
          <span
            key={span.version}
            className="pt renew"
            style={{ left: percent(new Date(span.from)) }}
          />
        ),
      )}
      {spans.map(({ version, diedAt }) =>
        diedAt === null || place(new Date(diedAt)) === 0 ? null : (
          <span key={version} className="pt x" style={{ left: percent(new Date(diedAt)) }}>
            <Glyph state="dead" />
          </span>
        ),
      )}
      {next === null || next < now ? null : (
        <span className="pt next" style={{ left: percent(next) }} />
      )}
      <span className="nowline" style={{ left: percent(now) }} />
    </div>
  )
}
