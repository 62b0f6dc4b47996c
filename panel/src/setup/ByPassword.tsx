import { type FormEvent, type ReactNode, useState } from 'react'
import type * as sessions from '../../../src/contract/sessions.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { PasswordFields } from '../acts/PasswordFields.tsx'
import { usePassword } from '../acts/use-password.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { act } from '../wire/act.ts'
import type { Practice } from '../wire/setup-queries.ts'
import type { Attempt } from './attempt.ts'

type Props = {
  /** The practice account, which is filled in. */
  readonly filled: Practice['account']
  readonly onBegun: (attempt: Attempt) => void
}

/** Name, password and secret: stored sealed, then used for a first login. */
export function ByPassword({ filled, onBegun }: Props): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const shell = useWords(SHELL_WORDS)
  const own = useWords(ACCOUNT_WORDS)
  const { username = '', password = '', totpSecret } = filled ?? {}
  const draft = usePassword({
    username,
    password,
    totpSecret: totpSecret ?? '',
    owned: filled !== null,
  })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const { account } = draft
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await draft.store.run()
      const renew = act<typeof sessions.refreshSession>('refreshSession', { body: { account } })
      const done = renew.run().then(({ refreshed: [first] }) => {
        const good = first?.outcome === 'renewed' || first?.outcome === 'under-way'
        return good ? null : (first?.why ?? own.renewed[first?.outcome ?? 'unable'])
      })
      onBegun({ account, done })
    } catch (thrown) {
      setError(saidOf(thrown, shell))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void begin(event)}>
      <p className="mid">{words.passwordMeans}</p>
      <PasswordFields draft={draft} known={false} />
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="act">
        <Button type="submit" look="primary" size="tall" busy={busy} disabled={!draft.ready}>
          {words.logIn}
        </Button>
        <Curl command={draft.store.curl} />
      </div>
    </form>
  )
}
