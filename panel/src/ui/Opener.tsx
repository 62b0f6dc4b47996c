import type { ComponentProps, ReactNode } from 'react'
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
