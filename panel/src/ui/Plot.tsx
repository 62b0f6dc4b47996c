import { type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { useWords } from './language.tsx'

/** A mark on an axis: its place from 0 to 1, and what stands there. */
export type Mark = { readonly at: number; readonly text: string }

type Props = {
  readonly title: ReactNode
  readonly legend?: ReactNode
  /** What the chart shows, as a sentence. */
  readonly read: string
  readonly heightPx: number
  readonly left: number
  readonly x: readonly Mark[]
  readonly y: readonly Mark[]
  /** The strokes, in a field of 1000 by `heightPx`. */
  readonly children: ReactNode
  /** What lies over the strokes and keeps its shape. */
  readonly over?: ReactNode
  readonly table: {
    readonly head: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }
}

/** A chart with its axes, a sentence for those who do not see it, and its numbers as a table. */
export function Plot(props: Props): ReactNode {
  const { title, legend, read, heightPx, left, x, y, children, over, table } = props
  const words = useWords(SHELL_WORDS)
  const [asTable, setAsTable] = useState(false)
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{title}</h2>
        <div className="legend end">{legend}</div>
        <button
          className="as-table"
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? words.showChart : words.showTable}
        </button>
      </div>
      {asTable ? (
        <Numbers {...table} heightPx={heightPx} />
      ) : (
        <div
          className="plot"
          style={{ height: heightPx, marginLeft: left }}
          role="img"
          aria-label={read}
        >
          <svg viewBox={`0 0 1000 ${heightPx}`} preserveAspectRatio="none" aria-hidden="true">
            <path className="ax" d={`M0 ${heightPx}H1000`} />
            {y.map(({ at }) =>
              at === 0 ? null : (
                <path key={at} className="gl" d={`M0 ${heightPx * (1 - at)}H1000`} />
              ),
            )}
            {children}
          </svg>
          {x.map(({ at, text }) => (
            <span key={text} className={`xt ${edge(at)}`} style={{ left: `${at * 100}%` }}>
              {text}
            </span>
          ))}
          {y.map(({ at, text }) => (
            <span key={text} className="yt" style={{ top: `${(1 - at) * 100}%` }}>
              {text}
            </span>
          ))}
          {over}
        </div>
      )}
    </section>
  )
}

function edge(at: number): string {
  if (at <= 0.001) return 'l'
  return at >= 0.999 ? 'r' : ''
}

function Numbers({ head, rows, heightPx }: Props['table'] & { heightPx: number }): ReactNode {
  return (
    <section
      className="numbers"
      style={{ height: heightPx + 20 }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a pointer
      tabIndex={0}
      aria-label={head[0]}
    >
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, at) => (
                <td key={head[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
