import type { ReactElement } from 'react'

/** What a state looks like: its shape tells it apart without colour. */
const SHAPES = {
  healthy: {
    colour: 'healthy',
    shape: (
      <>
        <circle cx="7" cy="7" r="4.5" fill="currentColor" />
      </>
    ),
  },
  running: {
    colour: 'running',
    shape: (
      <>
        <circle
          cx="7"
          cy="7"
          r="4.8"
          fill="none"
          stroke="currentColor"
          strokeOpacity=".25"
          strokeWidth="2"
        />
        <path
          className="spin"
          d="M7 2.2A4.8 4.8 0 0 1 11.8 7"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
      </>
    ),
  },
  resting: {
    colour: 'resting',
    shape: (
      <>
        <path d="M11.5 8.6A5 5 0 0 1 5.4 2.5a5 5 0 1 0 6.1 6.1Z" fill="currentColor" />
      </>
    ),
  },
  human: {
    colour: 'human-c',
    shape: (
      <>
        <path d="M7 .6 13.4 7 7 13.4.6 7z" fill="currentColor" />
        <path
          d="M7 3.8v3.6M7 9.6v.2"
          stroke="var(--g-in,var(--ec-surface))"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </>
    ),
  },
  throttled: {
    colour: 'throttled',
    shape: (
      <>
        <path d="M3 1.5h8M3 12.5h8" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
        <path d="M4 2c0 3 3 3.5 3 5s-3 2-3 5h6c0-3-3-3.5-3-5s3-2 3-5z" fill="currentColor" />
      </>
    ),
  },
  parked: {
    colour: 'parked',
    shape: (
      <>
        <rect x="3" y="2" width="2.8" height="10" rx=".8" fill="currentColor" />
        <rect x="8.2" y="2" width="2.8" height="10" rx=".8" fill="currentColor" />
      </>
    ),
  },
  dead: {
    colour: 'dead',
    shape: (
      <>
        <circle cx="7" cy="7" r="6" fill="currentColor" />
        <path
          d="m4.8 4.8 4.4 4.4M9.2 4.8 4.8 9.2"
          stroke="var(--g-in,var(--ec-surface))"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </>
    ),
  },
  done: {
    colour: 'done',
    shape: (
      <>
        <path
          d="m2 7.5 3.3 3.3L12 3.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    ),
  },
  incomplete: {
    colour: 'throttled',
    shape: (
      <>
        <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M7 2a5 5 0 0 1 0 10z" fill="currentColor" />
      </>
    ),
  },
  failed: {
    colour: 'failed',
    shape: (
      <>
        <path
          d="M7 1 13.3 12.5H.7z"
          fill="currentColor"
          stroke="currentColor"
          strokeLinejoin="round"
        />
        <path
          d="M7 5v3.5M7 10.6v.1"
          stroke="var(--ec-surface)"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      </>
    ),
  },
  paused: {
    colour: 'resting',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M5.5 5v4M8.5 5v4" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </>
    ),
  },
  queued: {
    colour: 'dim',
    shape: (
      <>
        <circle
          cx="7"
          cy="7"
          r="5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="2 2"
        />
      </>
    ),
  },
  takeover: {
    colour: 'parked',
    shape: (
      <>
        <circle cx="7" cy="7" r="6" fill="currentColor" />
        <path
          d="M4 7h5.6M7.4 4.8 9.7 7 7.4 9.2"
          fill="none"
          stroke="var(--ec-surface)"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    ),
  },
} satisfies Readonly<Record<string, { colour: string; shape: ReactElement }>>

export type State = keyof typeof SHAPES

/** The class that gives text the colour of a state. */
export function colourOf(state: State): string {
  return SHAPES[state].colour
}

/** The glyph of a state. With a label it is read out; without, a word beside it says the same. */
export function Glyph({
  state,
  label,
}: {
  readonly state: State
  readonly label?: string
}): ReactElement {
  const { colour, shape } = SHAPES[state]
  const read =
    label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is named by its label, or by a word beside it
    <svg className={`g ${colour}`} viewBox="0 0 14 14" {...read}>
      {shape}
    </svg>
  )
}
