import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'wouter'
import { Button } from './Button.tsx'
import { stillFor, useMayNot } from './why-not.ts'

type Props = ComponentProps<typeof Button> & {
  /** The act that the form is for, by its endpoint. */
  readonly opens: string
}

/**
 * A button that opens the form for an act: it does nothing, and says why, for whoever may not do
 * that. While the line is lost it opens it: what is typed stays until the line is back.
 */
export function Opener({ opens, ...button }: Props): ReactNode {
  const why = useMayNot(opens)
  return <Button {...button} {...stillFor(why)} />
}

type LinkProps = Pick<Props, 'opens' | 'children'> & { readonly href: string }

/** The same, of a form that another page opens: a link there, or a button that says why not. */
export function OpenerLink({ opens, href, children }: LinkProps): ReactNode {
  const why = useMayNot(opens)
  if (why !== null) return <Opener {...{ opens, children }} look="primary" />
  return (
    <Link className="btn primary" href={href}>
      {children}
    </Link>
  )
}
