import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { useWords } from './language.tsx'

type Props = {
  readonly rows?: number
  /** What takes so long, where it may. */
  readonly long?: string
}

/** Grey bars of the height of rows, after a moment: nothing moves when the data come. */
export function Waiting({ rows = 6, long }: Props): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <div className="sec waiting" aria-busy="true">
      <span className="vh" role="status">
        {words.loading}
      </span>
      {long === undefined ? null : <p className="mid takes-long">{long}</p>}
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <div className="skr" key={row} aria-hidden="true">
          <span className="sk narrow" />
          <span className="sk wide" style={{ width: `${52 - ((row * 17) % 24)}%` }} />
          <span className="sk end" />
        </div>
      ))}
    </div>
  )
}
