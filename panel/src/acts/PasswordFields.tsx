import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { shortRule } from '../ui/Filled.tsx'
import { PasswordField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { AccountField } from './AccountField.tsx'
import { TotpNow } from './TotpNow.tsx'
import { PASSWORD_MAX, type PasswordDraft, SECRET_MAX } from './use-password.ts'

type Props = {
  readonly draft: PasswordDraft
  /** The account is known already: neither its name nor whose it is is asked. */
  readonly known: boolean
}

/** What an account logs in with. It is never shown again. */
export function PasswordFields({ draft, known }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const shell = useWords(SHELL_WORDS)
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
          name="password"
          label={words.password}
          rule={typed.password === '' ? shell.wrong.empty : shell.wrong.atMost(PASSWORD_MAX)}
          wrong={typed.password === '' || typed.password.length > PASSWORD_MAX}
          value={typed.password}
          autoComplete="new-password"
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      </div>
      <div className="pair">
        <PasswordField
          name="totpSecret"
          label={words.totp}
          {...shortRule(shell, typed.totpSecret, SECRET_MAX)}
          description={words.totpHint}
          value={typed.totpSecret}
          autoComplete="off"
          onChange={(event) => change({ totpSecret: event.currentTarget.value })}
        />
        <TotpNow secret={typed.totpSecret} />
      </div>
      {known ? null : (
        <div className="own field-row">
          <Tick
            rule={words.ownRule}
            wrong={!typed.owned}
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
