import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Counts, useCounts } from './counts.ts'
import { PAGES, type Page, pageAt } from './pages.ts'

/** The pages at the left, with how much there is of each; orange only where a human is needed. */
export function Side(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const counts = useCounts()
  const group = (name: Page['group']): ReactNode => (
    <ul>
      {PAGES.filter((page) => page.group === name).map((page) => (
        <Place key={page.name} page={page} counts={counts} />
      ))}
    </ul>
  )
  return (
    <nav className="side" aria-label={words.pagesLabel}>
      <Link className="brand" href="/">
        <Icon name="brand" />
        <span className="t">Evercheck</span>
      </Link>
      {group('work')}
      <h2>{words.groups.money}</h2>
      {group('money')}
      <h2>{words.groups.system}</h2>
      {group('system')}
      <footer>
        {counts.workers === null ? null : (
          <div className="row">
            <Glyph state={counts.workers.workers > 0 ? 'healthy' : 'failed'} />
            {words.workers(counts.workers.workers, counts.workers.machines)}
          </div>
        )}
        {counts.version === null ? null : <div>Evercheck {counts.version}</div>}
      </footer>
    </nav>
  )
}

function Place({ page, counts }: { readonly page: Page; readonly counts: Counts }): ReactNode {
  const words = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const [path] = useLocation()
  const here = pageAt(path)?.name === page.name
  const count = counts.of[page.name] ?? null
  const human = page.name === 'logins' && count !== null && count > 0
  return (
    <li>
      <Link href={page.path} aria-current={here ? 'page' : undefined}>
        <Icon name={page.icon} />
        <span className="t">{words.pages[page.name]}</span>
        {count === null || (count === 0 && page.name !== 'accounts') ? null : (
          <span className={human ? 'n human' : 'n'}>
            {numberIn(language, count)}
            {counts.atLeast.has(page.name) ? '+' : null}
          </span>
        )}
      </Link>
    </li>
  )
}
