import type { ReactNode } from 'react'
import { LANGUAGES } from '../../../src/words/language.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from './Button.tsx'
import { useLanguage, useWords } from './language.tsx'

/** Chooses the language. */
export function LanguageSwitch(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const { language, speak } = useLanguage()
  return (
    <fieldset className="row languages">
      <legend className="vh">{words.language.label}</legend>
      {LANGUAGES.map((name) => (
        <Button key={name} lang={name} aria-pressed={language === name} onClick={() => speak(name)}>
          {words.language[name]}
        </Button>
      ))}
    </fieldset>
  )
}
