import { type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { usePractising } from '../wire/practice.ts'
import { Button } from './Button.tsx'
import { useWords } from './language.tsx'

/** Puts a text on the clipboard. */
export function Copy({
  text,
  children,
}: {
  readonly text: string
  readonly children?: ReactNode
}): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [said, setSaid] = useState<string | null>(null)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid(words.copied)
    } catch {
      // A browser may keep its clipboard to itself.
      setSaid(words.copyByHand)
    }
  }
  return (
    <Button look="quiet" size="small" icon="copy" onClick={() => void copy()}>
      {said ?? children ?? words.copy}
    </Button>
  )
}

/**
 * The same act for a terminal, ready to be copied. Not of a practice: a token leads past it, and
 * what is practised would be done for real.
 */
export function Curl({ command }: { readonly command: string }): ReactNode {
  const words = useWords(SHELL_WORDS)
  if (usePractising()) return null
  return (
    <details className="curl">
      <summary>{words.asCurl}</summary>
      <pre className="mono">{command}</pre>
      {command.includes('$EVERCHECK_SESSION') ? <p className="small">{words.sessionIs}</p> : null}
      <Copy text={command} />
    </details>
  )
}
