import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { useWords } from './language.tsx'

type Props = { readonly moved: number; readonly show: () => void }

/** How many rows would stand elsewhere, over the end of their table: it takes no place. */
export function Moved({ moved, show }: Props): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <div className="moved" role="status">
      {moved === 0 ? null : (
        <Button size="small" hint="." onClick={show}>
          {words.moved(moved)}
        </Button>
      )}
    </div>
  )
}
