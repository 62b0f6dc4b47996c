import { useQueryClient } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { Button } from './Button.tsx'
import { useWords } from './language.tsx'
import { useOffered } from './offered.ts'
import { saidOf } from './said-of.ts'
import { type Said, toast } from './toast.ts'
import { stillFor, useWhyNot } from './why-not.ts'

type Props<A> = Omit<ComponentProps<typeof Button>, 'onClick' | 'busy' | 'children' | 'name'> & {
  readonly name: string
  readonly does: Act<A>
  /** What it makes old, by the first words of the keys of what was read. */
  readonly renews?: readonly string[]
  /** Hears what it came to, and gives what is said of it. */
  readonly onDone?: (answer: A) => Said | Promise<Said>
}

/** A button that does something at once. What comes of it is said where it can be undone. */
export function ActButton<A>({ name, does, renews, onDone, ...button }: Props<A>): ReactNode {
  const words = useWords(SHELL_WORDS)
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const why = useWhyNot(does)
  useOffered(name, does)
  const go = async (): Promise<void> => {
    setBusy(true)
    try {
      const said = (await onDone?.(await does.run())) ?? null
      if (typeof said === 'string') toast(said)
      else if (said !== null) toast(said.text, said)
    } catch (error) {
      toast(saidOf(error, words), { state: 'failed' })
    } finally {
      setBusy(false)
      for (const key of renews ?? []) void client.invalidateQueries({ queryKey: [key] })
    }
  }
  return (
    <Button {...button} {...stillFor(why)} busy={busy} onClick={() => void go()}>
      {name}
    </Button>
  )
}
