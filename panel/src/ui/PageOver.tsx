import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'
import { useWords } from './language.tsx'

/** Stands where a later page of a list has become empty, and leads back to the first. */
export function PageOver({ onStart }: { readonly onStart: () => void }): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <Empty title={words.nothingFound} means={words.pageOver}>
      <Button onClick={onStart}>{words.fromStart}</Button>
    </Empty>
  )
}
