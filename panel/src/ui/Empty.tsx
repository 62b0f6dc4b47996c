import type { ReactNode } from 'react'

type Props = { readonly title: string; readonly means: string; readonly children?: ReactNode }

/** What is missing, what happens meanwhile, and one or two ways on. */
export function Empty({ title, means, children }: Props): ReactNode {
  return (
    <section className="sec mt">
      <h2>{title}</h2>
      <p className="mid">{means}</p>
      {children === undefined ? null : <div className="row wrap">{children}</div>}
    </section>
  )
}
