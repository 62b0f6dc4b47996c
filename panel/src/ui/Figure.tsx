import type { ReactNode } from 'react'

type FigureProps = { readonly name: string; readonly note: string; readonly children: ReactNode }

/** One number with its name above it and a note below, in a `dl` of figures. */
export function Figure({ name, note, children }: FigureProps): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{children}</b>
        <span title={note}>{note === '' ? '\u00a0' : note}</span>
      </dd>
    </div>
  )
}
