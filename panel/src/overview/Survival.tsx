import type { ReactNode } from 'react'
import { numberIn } from '../../../src/words/language.ts'
import { methodIn } from '../../../src/words/panel/methods.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { percentIn, spanIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Plot } from '../ui/Plot.tsx'
import type { History } from '../wire/queries.ts'

const HEIGHT = 92
const DAY_MS = 24 * 3_600_000
const SHOWN_DAYS = 14
/** The last is written out: its words need the room of the twelfth. */
const AXIS_DAYS = [0, 2, 4, 6, 8, 10, SHOWN_DAYS]
/** A line ends where fewer than this many are left, and is not begun with fewer than `FIRST_MIN`. */
const LEFT_MIN = 5
const FIRST_MIN = 10

type Step = History['survival'][number]

/** What share of logins outlives an age, by login method. */
export function Survival({ history }: { readonly history: History }): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  const { language } = useLanguage()
  const methods = [...new Set(history.survival.map(({ method }) => method))].map((method) => {
    const steps = history.survival.filter((step) => step.method === method)
    return { method, steps, logins: steps[0]?.atRisk ?? 0 }
  })
  const shown = methods
    .filter(({ logins }) => logins >= FIRST_MIN)
    .sort((one, other) => other.logins - one.logins)
    .slice(0, 3)
  const renewed = placeOf(history.refreshAfterMs)
  return (
    <Plot
      title={words.survival.title}
      legend={shown.map(({ method, logins }, at) => (
        <span key={method}>
          <svg width="18" height="8" aria-hidden="true">
            <path className={`ln c${at + 1}`} d="M0 4H18" />
          </svg>
          {methodIn(language, method)} {numberIn(language, logins)}
        </span>
      ))}
      read={words.survival.read}
      heightPx={HEIGHT}
      left={40}
      x={AXIS_DAYS.map((day) => ({
        at: day / SHOWN_DAYS,
        text: day === SHOWN_DAYS ? words.survival.days(day) : String(day),
      }))}
      y={[0, 0.5, 1].map((at) => ({
        at,
        text: at === 1 ? percentIn(language, 1) : String(at * 100),
      }))}
      table={{
        head: [words.survival.age, ...methods.map(({ method }) => methodIn(language, method))],
        rows: rowsOf(
          methods,
          (ms) => spanIn(language, ms),
          (share) => percentIn(language, share),
        ),
      }}
      over={
        <>
          <span className="nt" style={{ left: `${renewed / 10 + 1}%`, top: '84%' }}>
            {words.survival.renewedAt(spanIn(language, history.refreshAfterMs))}
          </span>
          {shown.length === 0 ? (
            <span className="nt dim whole" style={{ left: '30%', top: '40%' }}>
              {words.survival.few}
            </span>
          ) : null}
        </>
      }
    >
      <rect x="0" y="0" width={renewed} height={HEIGHT} className="safe" />
      <path className="lim" d={`M${renewed} 0V${HEIGHT}`} />
      {shown.map(({ method, steps }, at) => (
        <path key={method} className={`ln c${at + 1}`} d={pathOf(steps)} />
      ))}
    </Plot>
  )
}

function placeOf(ms: number): number {
  return Math.min(1000, (ms / (SHOWN_DAYS * DAY_MS)) * 1000)
}

function pathOf(steps: readonly Step[]): string {
  const parts = ['M0 0']
  for (const step of steps) {
    if (step.atRisk < LEFT_MIN) break
    const to = step.toMs ?? step.fromMs + DAY_MS
    if (step.fromMs >= SHOWN_DAYS * DAY_MS) break
    parts.push(`H${placeOf(to).toFixed(1)}V${(HEIGHT * (1 - step.survival)).toFixed(1)}`)
  }
  return parts.join('')
}

function rowsOf(
  methods: readonly { readonly steps: readonly Step[] }[],
  age: (ms: number) => string,
  share: (value: number) => string,
): readonly (readonly string[])[] {
  const ages = [...new Set(methods.flatMap(({ steps }) => steps.map(({ fromMs }) => fromMs)))]
  return ages
    .sort((one, other) => one - other)
    .map((fromMs) => [
      age(fromMs),
      ...methods.map(({ steps }) => {
        const step = steps.find((each) => each.fromMs === fromMs)
        return step === undefined ? '' : share(step.survival)
      }),
    ])
}
