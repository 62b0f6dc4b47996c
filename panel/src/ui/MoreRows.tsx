import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { useWords } from './language.tsx'

type Props = {
  /** Where the next rows begin; null after the last. */
  readonly next: string | null
  readonly onMore: (next: string) => void
}

/** Leads to the next rows of a table. */
export function MoreRows({ next, onMore }: Props): ReactNode {
  const words = useWords(SHELL_WORDS)
  if (next === null) return null
  return (
    <div className="foot">
      <Button repeats onClick={() => onMore(next)}>
        {words.moreRows}
      </Button>
    </div>
  )
}
