import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useAddress } from '../ui/use-search.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import { type CheckDetail, sessionHealth } from '../wire/queries.ts'

/** What comes after the first check of a new installation. */
export function FirstStrip({ check }: { readonly check: CheckDetail }): ReactNode {
  const [address] = useAddress()
  return address.has('first') ? <Strip check={check} /> : null
}

function Strip({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(SETUP_WORDS).check
  const { language } = useLanguage()
  const now = useNow()
  const next = useQuery(sessionHealth()).data?.total.nextRefreshAt ?? null
  const waiting = useQuery(waitingDialogues()).data?.items[0]
  const open = check.finishedAt === null
  const says = next === null ? null : momentIn(language, new Date(next), now)
  return (
    <section className="strip calm-strip" aria-live="polite">
      <span>
        <b>{open ? words.watch : words.done}</b> {open ? words.watchMeans : words.doneMeans(says)}
      </span>
      {open && waiting !== undefined ? (
        <Link className="btn human" href={`/logins/${waiting.id}`}>
          {words.wantsYou(waiting.account)}
        </Link>
      ) : null}
      {open ? null : (
        <>
          <Link className="btn primary" href={`/checks/${check.id}/lists/not-following-back`}>
            {words.lists}
          </Link>
          <Link className="btn" href="/">
            {words.overview}
          </Link>
        </>
      )}
    </section>
  )
}
