import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Icon } from './Icon.tsx'
import { useWords } from './language.tsx'
import { switchTheme } from './theme.ts'

/** From light to dark and back. The style shows what it is now: who draws this need not know. */
export function ThemeButton(): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <button
      className="icon-btn"
      type="button"
      aria-label={words.theme.label}
      onClick={() => switchTheme()}
    >
      <span className="sun">
        <Icon name="sun" />
      </span>
      <span className="moon">
        <Icon name="moon" />
      </span>
    </button>
  )
}
