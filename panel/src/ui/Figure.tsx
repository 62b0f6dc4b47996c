import type { ReactNode } from 'react'

type FigureProps = { readonly name: string; readonly note: string; readonly children: ReactNode }

/** The places of numbers that are on their way, as high as they will be. */
export function FigureFrames({ names }: { readonly names: readonly string[] }): ReactNode {
  const bar = <i className="sk" />
  return names.map((name) => (
    <div key={name}>
      <dt>{name}</dt>
      <dd aria-hidden="true">
        <b>{bar}</b>
        <span>{bar}</span>
      </dd>
    </div>
  ))
}

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
