import type { ReactNode } from 'react'
import type * as accounts from '../../../src/contract/accounts.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { PasswordFields } from '../acts/PasswordFields.tsx'
import { PASSWORD_BLAMES, type PasswordDraft } from '../acts/use-password.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { Filled } from '../ui/Filled.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import type { Attempt } from './attempt.ts'

type Props = {
  readonly draft: PasswordDraft
  readonly onBegun: (attempt: Attempt) => void
}

/** Name, password and secret: stored sealed, then used for a first login. */
export function ByPassword({ draft, onBegun }: Props): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const own = useWords(ACCOUNT_WORDS)
  const { account } = draft
  const begin = async (): Promise<void> => {
    await draft.store.run()
    const renew = act<typeof accounts.renewAccount>('renewAccount', { params: { account } })
    const done = renew.run().then(({ outcome, why }) => {
      return outcome === 'renewed' || outcome === 'under-way' ? null : (why ?? own.renewed[outcome])
    })
    onBegun({ account, done })
  }
  return (
    <Filled
      ready={draft.ready}
      send={begin}
      blames={PASSWORD_BLAMES}
      ends={(busy) => (
        <div className="act">
          <Button type="submit" look="primary" size="tall" busy={busy}>
            {words.logIn}
          </Button>
          <Curl command={draft.store.curl} />
        </div>
      )}
    >
      <p className="mid">{words.passwordMeans}</p>
      <PasswordFields draft={draft} known={false} />
    </Filled>
  )
}
