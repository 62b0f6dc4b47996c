import type { ComponentProps, ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { useWords } from './language.tsx'

/**
 * The head of a column: what it is called, null for that of acts; how the column looks; and of how
 * many characters it mostly is, so that the heads stand where they will when the rows have come.
 */
export type Head = readonly [name: string | null, look: string, chars: number]

type Props = ComponentProps<'table'> & {
  readonly heads: readonly Head[]
  readonly slim?: boolean
}

/** Rows under their heads. */
export function Table({ heads, slim = false, children, ...table }: Props): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <table className={slim ? 'tbl slim' : 'tbl'} {...table}>
      <thead>
        <tr>
          {heads.map(([name, look]) => (
            <th key={name} className={look}>
              {name ?? <span className="vh">{words.actions}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

type WaitingProps = Pick<Props, 'heads' | 'slim'> & { readonly rows?: number }

/** The same before its rows come: the heads at once, grey bars after a moment; nothing moves. */
export function TableWaiting({ heads, slim = false, rows = 6 }: WaitingProps): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <div aria-busy="true">
      <span className="vh" role="status">
        {words.loading}
      </span>
      <Table heads={heads} slim={slim}>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
          <tr key={row}>
            {/* In a narrow window less: what waits is no wider than the window. */}
            {heads.map(([name, look, chars], at) => (
              <td key={name} className={at === 0 ? 'main-cell' : look}>
                <span style={{ width: `min(${chars}ch, ${chars * 0.8}vw)` }}>
                  <i className="sk" />
                </span>
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  )
}
