import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type * as contract from '../../../src/contract/practice.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { countdown } from '../../../src/words/panel/time.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Copy } from '../ui/Copy.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import { waitingDialogues } from '../wire/dialogue-queries.ts'
import { useNow } from '../wire/now.ts'
import { usePractising } from '../wire/practice.ts'
import { practiceNow } from '../wire/setup-queries.ts'

/** Says on every page that nothing here is real, and how that ends. */
export function PracticeBanner(): ReactNode {
  return usePractising() ? <Banner /> : null
}

function Banner(): ReactNode {
  const words = useWords(SETUP_WORDS).practice
  const now = useNow()
  const { data } = useQuery(practiceNow())
  const waiting = useQuery(waitingDialogues()).data?.items[0]
  const left = data?.endsAt ? new Date(data.endsAt).getTime() - now.getTime() : null
  return (
    <section className="practice" aria-label={words.title}>
      <p>
        <b>{words.title}.</b> {words.means}
      </p>
      {waiting === undefined ? null : (
        <Link className="link" href={`/logins/${waiting.id}`}>
          {words.wantsYou(waiting.account)}
        </Link>
      )}
      {data?.mail ? (
        <p className="mail">
          {words.mail} <b className="mono">{data.mail}</b> <Copy text={data.mail} />
        </p>
      ) : null}
      <span className="grow" />
      {left === null ? null : <span className="small dim num">{countdown(left)}</span>}
      <ActButton
        size="small"
        name={words.end}
        does={act<typeof contract.endPractice>('endPractice')}
        onDone={() => {
          // Everything that was read belongs to what is gone.
          location.assign('/setup/account')
          return null
        }}
      />
    </section>
  )
}
