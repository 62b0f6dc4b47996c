import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { CookieFields } from '../acts/CookieFields.tsx'
import type { CookiesDraft } from '../acts/use-cookies.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { Filled } from '../ui/Filled.tsx'
import { useWords } from '../ui/language.tsx'
import type { Attempt } from './attempt.ts'

type Props = {
  readonly draft: CookiesDraft
  readonly onBegun: (attempt: Attempt) => void
}

/** A session of the operator's own browser, taken over once it has answered. */
export function ByCookies({ draft, onBegun }: Props): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const own = useWords(ACCOUNT_WORDS)
  const begin = async (): Promise<void> => {
    const done = draft.take.run().then(({ outcome, why }) => {
      return outcome === 'imported' ? null : (why ?? own.imported[outcome])
    })
    onBegun({ account: draft.account, done })
  }
  return (
    <Filled
      ready={draft.ready}
      send={begin}
      ends={() => (
        <div className="act">
          <Button type="submit" look="primary" size="tall">
            {words.take}
          </Button>
          <Curl command={draft.take.curl} />
        </div>
      )}
    >
      <p className="mid">{words.cookiesMeans}</p>
      <CookieFields draft={draft} known={false} />
    </Filled>
  )
}
