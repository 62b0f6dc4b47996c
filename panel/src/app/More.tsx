import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { LANGUAGES } from '../../../src/words/language.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { signOut } from '../frame/session.ts'
import { Top } from '../frame/Top.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { chooseTheme, useTheme } from '../ui/theme.ts'
import { PAGES } from './pages.ts'

const THEMES = ['light', 'dark', 'system'] as const

/** Everything that has no place at the bottom of a phone. */
export function More(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const { language, speak } = useLanguage()
  const theme = useTheme()
  return (
    <>
      <Top title={words.pages.more} />
      <ul className="more-list">
        {PAGES.map((page) => (
          <li key={page.name}>
            <Link href={page.path}>
              <Icon name={page.icon} />
              {words.pages[page.name]}
            </Link>
          </li>
        ))}
      </ul>
      <section className="sec">
        <div className="row wrap">
          {THEMES.map((name) => (
            <Button key={name} aria-pressed={theme === name} onClick={() => chooseTheme(name)}>
              {words.theme[name]}
            </Button>
          ))}
        </div>
        <div className="row wrap">
          {LANGUAGES.map((name) => (
            <Button
              key={name}
              lang={name}
              aria-pressed={language === name}
              onClick={() => speak(name)}
            >
              {words.language[name]}
            </Button>
          ))}
        </div>
        <Button look="quiet" onClick={() => void signOut()}>
          {words.signOut}
        </Button>
      </section>
    </>
  )
}
