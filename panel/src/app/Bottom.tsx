import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { PAGES, pageAt } from './pages.ts'

const PLACES = ['overview', 'accounts', 'checks', 'alerts'] as const

/** The same five places under the thumb; the badge sits where the human is needed. */
export function Bottom(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [path] = useLocation()
  const here = pageAt(path)?.name ?? null
  const trouble = useQuery(waitingDialogues()).data?.items.length ?? 0
  return (
    <nav className="bottom" aria-label={words.pagesLabel}>
      {PAGES.filter(({ name }) => PLACES.some((place) => place === name)).map((page) => (
        <Link
          key={page.name}
          href={page.path}
          aria-current={here === page.name ? 'page' : undefined}
        >
          <Icon name={page.icon} />
          {words.pages[page.name]}
          {page.name === 'accounts' && trouble > 0 ? (
            <b>
              <span aria-hidden="true">{trouble}</span>
              <span className="vh">{words.trouble(trouble)}</span>
            </b>
          ) : null}
        </Link>
      ))}
      <Link href="/more" aria-current={path === '/more' ? 'page' : undefined}>
        <Icon name="grid" />
        {words.pages.more}
      </Link>
    </nav>
  )
}
