import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type * as sessions from '../../../src/contract/sessions.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Button } from '../ui/Button.tsx'
import { PasswordField, TextField, Tick } from '../ui/fields.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useWords } from '../ui/language.tsx'
import { call } from '../wire/call.ts'
import { messageOf } from '../wire/refused.ts'

type Outcome = { readonly good: boolean; readonly text: string }

/** The account that Evercheck reads with: stored, logged in, proved. */
export function Reader({ onNext }: { readonly onNext: () => void }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const own = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [totpSecret, setTotpSecret] = useState('')
  const [owned, setOwned] = useState(false)
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const name = username.trim().replace(/^@/, '').toLowerCase()
  const store = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setOutcome(null)
    try {
      const secret = totpSecret.trim() === '' ? {} : { totpSecret: totpSecret.trim() }
      const body = { username: name, password, ...secret }
      await call<typeof sessions.setCredentials>('setCredentials', { body })
      const { refreshed } = await call<typeof sessions.refreshSession>('refreshSession', {
        body: { account: name },
      })
      const [first] = refreshed
      const good = first?.outcome === 'renewed' || first?.outcome === 'under-way'
      setOutcome({ good, text: first?.why ?? own.renewed[first?.outcome ?? 'unable'] })
      await client.invalidateQueries({ queryKey: ['sessions'] })
    } catch (error) {
      setOutcome({ good: false, text: messageOf(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <h1>{words.reader}</h1>
      <p className="lead">{words.ownMeans}</p>
      <ul className="facts">
        <li>
          <Icon name="lock" />
          {words.sealed}
        </li>
        <li>
          <Icon name="clock" />
          {words.paced}
        </li>
        <li>
          <Icon name="hand" />
          {words.human}
        </li>
      </ul>
      <form onSubmit={(event) => void store(event)}>
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
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordField
          label={own.totp}
          description={own.totpHint}
          value={totpSecret}
          autoComplete="off"
          onChange={(event) => setTotpSecret(event.currentTarget.value)}
        />
        <div className="own">
          <Tick checked={owned} onChange={(event) => setOwned(event.currentTarget.checked)}>
            {own.own}
          </Tick>
        </div>
        {outcome === null ? null : (
          <p className={outcome.good ? 'mid' : 'field-error'} role="status">
            {outcome.text}
          </p>
        )}
        <div className="row wrap act">
          {outcome?.good ? (
            <Button look="primary" size="tall" onClick={onNext}>
              {words.next}
            </Button>
          ) : (
            <Button
              type="submit"
              look="primary"
              size="tall"
              busy={busy}
              disabled={!/^[a-z0-9._]{1,30}$/.test(name) || password === '' || !owned}
            >
              {own.add}
            </Button>
          )}
          <Button look="quiet" onClick={onNext}>
            {words.later}
          </Button>
        </div>
      </form>
    </>
  )
}
