import type { ReactNode } from 'react'

type Props = {
  readonly value: number
  readonly max: number
  readonly look?: 'ink' | 'ok' | 'warn' | 'park' | 'hum' | 'full' | 'bad'
  readonly label?: string
}

/** A value of a limit as a length. */
export function Bar({ value, max, look, label }: Props): ReactNode {
  const share = max <= 0 ? 0 : Math.min(1, value / max)
  const read =
    label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label }
  return (
    <div className={look === undefined ? 'bar' : `bar ${look}`} {...read}>
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}

/** What a meter looks like: ochre near its limit, and grey again at it, for resting is no fault. */
export function lookOf(value: number, max: number): 'ink' | 'warn' | 'full' {
  if (value >= max) return 'full'
  return value > max * 0.83 ? 'warn' : 'ink'
}
