import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Top } from '../frame/Top.tsx'
import { Empty } from '../ui/Empty.tsx'
import { useWords } from '../ui/language.tsx'

/** Where nothing is. */
export function NoPage(): ReactNode {
  const words = useWords(SHELL_WORDS)
  return (
    <>
      <Top title={words.error.noPage} />
      <Empty title={words.error.noPage} means={words.error.noPageMeans}>
        <Link className="btn primary" href="/">
          {words.pages.overview}
        </Link>
      </Empty>
    </>
  )
}
