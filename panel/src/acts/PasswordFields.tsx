import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { PasswordField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { AccountField } from './AccountField.tsx'
import { TotpNow } from './TotpNow.tsx'
import type { PasswordDraft } from './use-password.ts'

type Props = {
  readonly draft: PasswordDraft
  /** The account is known already: neither its name nor whose it is is asked. */
  readonly known: boolean
}

/** What an account logs in with. It is never shown again. */
export function PasswordFields({ draft, known }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { typed, change } = draft
  return (
    <>
      <div className="pair">
        <AccountField
          value={typed.username}
          fixed={known}
          onChange={(username) => change({ username })}
        />
        <PasswordField
          label={words.password}
          value={typed.password}
          autoComplete="new-password"
          maxLength={200}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      </div>
      <div className="pair">
        <PasswordField
          label={words.totp}
          description={words.totpHint}
          value={typed.totpSecret}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => change({ totpSecret: event.currentTarget.value })}
        />
        <TotpNow secret={typed.totpSecret} />
      </div>
      {known ? null : (
        <div className="own field-row">
          <Tick
            checked={typed.owned}
            onChange={(event) => change({ owned: event.currentTarget.checked })}
          >
            {words.own}
          </Tick>
        </div>
      )}
    </>
  )
}
