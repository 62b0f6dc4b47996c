import { type FormEvent, type ReactNode, useState } from 'react'
import type * as sessions from '../../../src/contract/sessions.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { TotpNow } from '../acts/TotpNow.tsx'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { PasswordField, TextField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { act } from '../wire/act.ts'
import { messageOf } from '../wire/refused.ts'
import type { Practice } from '../wire/setup-queries.ts'
import { type Attempt, accountName, isAccountName } from './attempt.ts'

type Props = {
  /** The practice account, which is filled in. */
  readonly filled: Practice['account']
  readonly onBegun: (attempt: Attempt) => void
}

/** Name, password and secret: stored sealed, then used for a first login. */
export function ByPassword({ filled, onBegun }: Props): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const own = useWords(ACCOUNT_WORDS)
  const [username, setUsername] = useState(filled?.username ?? '')
  const [password, setPassword] = useState(filled?.password ?? '')
  const [totpSecret, setTotpSecret] = useState(filled?.totpSecret ?? '')
  const [owned, setOwned] = useState(filled !== null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const account = accountName(username)
  const secret = totpSecret.trim()
  const store = act<typeof sessions.setCredentials>(
    'setCredentials',
    { body: { username: account, password, ...(secret === '' ? {} : { totpSecret: secret }) } },
    {
      shown: {
        body: { username: account, password: '…', ...(secret === '' ? {} : { totpSecret: '…' }) },
      },
    },
  )
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await store.run()
      const renew = act<typeof sessions.refreshSession>('refreshSession', { body: { account } })
      const done = renew.run().then(({ refreshed: [first] }) => {
        const good = first?.outcome === 'renewed' || first?.outcome === 'under-way'
        return good ? null : (first?.why ?? own.renewed[first?.outcome ?? 'unable'])
      })
      onBegun({ account, done })
    } catch (thrown) {
      setError(messageOf(thrown))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void begin(event)}>
      <p className="mid">{words.passwordMeans}</p>
      <div className="pair">
        <TextField
          label={own.username}
          value={username}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={31}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordField
          label={own.password}
          value={password}
          autoComplete="new-password"
          maxLength={200}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </div>
      <div className="pair">
        <PasswordField
          label={own.totp}
          description={own.totpHint}
          value={totpSecret}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => setTotpSecret(event.currentTarget.value)}
        />
        <TotpNow secret={totpSecret} />
      </div>
      <div className="own">
        <Tick checked={owned} onChange={(event) => setOwned(event.currentTarget.checked)}>
          {own.own}
        </Tick>
      </div>
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="act">
        <Button
          type="submit"
          look="primary"
          size="tall"
          busy={busy}
          disabled={!isAccountName(account) || password === '' || !owned}
        >
          {words.logIn}
        </Button>
        <Curl command={store.curl} />
      </div>
    </form>
  )
}
