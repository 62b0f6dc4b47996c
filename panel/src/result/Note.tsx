import type { ReactNode } from 'react'

type Props = {
  readonly title: string
  readonly means: string
  readonly children?: ReactNode
}

/** One sentence in place of everything. */
export function Note({ title, means, children }: Props): ReactNode {
  return (
    <main className="note-page">
      <h1>{title}</h1>
      <p className="mid">{means}</p>
      {children}
    </main>
  )
}
