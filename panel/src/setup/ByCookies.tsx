import type { FormEvent, ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { CookieFields } from '../acts/CookieFields.tsx'
import { useCookies } from '../acts/use-cookies.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { useWords } from '../ui/language.tsx'
import type { Attempt } from './attempt.ts'

/** A session of the operator's own browser, taken over once it has answered. */
export function ByCookies({
  onBegun,
}: {
  readonly onBegun: (attempt: Attempt) => void
}): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const own = useWords(ACCOUNT_WORDS)
  const draft = useCookies('')
  const begin = (event: FormEvent): void => {
    event.preventDefault()
    const done = draft.take.run().then(({ outcome, why }) => {
      return outcome === 'imported' ? null : (why ?? own.imported[outcome])
    })
    onBegun({ account: draft.account, done })
  }
  return (
    <form onSubmit={begin}>
      <p className="mid">{words.cookiesMeans}</p>
      <CookieFields draft={draft} known={false} />
      <div className="act">
        <Button type="submit" look="primary" size="tall" disabled={!draft.ready}>
          {words.take}
        </Button>
        <Curl command={draft.take.curl} />
      </div>
    </form>
  )
}
