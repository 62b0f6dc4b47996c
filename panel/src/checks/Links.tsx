import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type * as contract from '../../../src/contract/auth-links.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { PageOver } from '../ui/PageOver.tsx'
import { act } from '../wire/act.ts'
import { useNow } from '../wire/now.ts'
import { linksOf } from '../wire/queries.ts'

/** The links that show this check to whoever has them, while they do. */
export function Links({ check }: { readonly check: string }): ReactNode {
  const words = useWords(CHECK_WORDS).links
  const { language } = useLanguage()
  const now = useNow()
  const [after, setAfter] = useState<string | null>(null)
  const { data } = useQuery(linksOf(check, after))
  const open = (data?.items ?? []).filter(({ expiresAt }) => new Date(expiresAt) > now)
  const next = data?.next ?? null
  if (open.length === 0 && next === null && after === null) return null
  return (
    <div className="links">
      <h2>{words.title}</h2>
      {data && open.length === 0 && next === null ? (
        <PageOver onStart={() => setAfter(null)} />
      ) : null}
      <ul>
        {open.map((link) => (
          <li key={link.id} className="row">
            <span className="grow">
              {words.until(momentIn(language, new Date(link.expiresAt), now))}
            </span>
            <ActButton
              size="small"
              name={words.end}
              does={act<typeof contract.revokeLink>('revokeLink', {
                params: { id: check, link: link.id },
              })}
              renews={['links']}
              onDone={() => words.ended}
            />
          </li>
        ))}
      </ul>
      <MoreRows next={next} onMore={setAfter} />
    </div>
  )
}
