import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as sessions from '../../../src/contract/sessions.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { Form } from '../ui/Form.tsx'
import { PasswordField, TextField, Tick } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { toast } from '../ui/toast.tsx'
import { act } from '../wire/act.ts'

type Props = {
  /** The account whose password is set; a new one without it. */
  readonly account?: string
  readonly onClose: () => void
}

/** Stores what an account logs in with. It is never shown again. */
export function AddAccount({ account, onClose }: Props): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const client = useQueryClient()
  const [, go] = useLocation()
  const [username, setUsername] = useState(account ?? '')
  const [password, setPassword] = useState('')
  const [totpSecret, setTotpSecret] = useState('')
  const [owned, setOwned] = useState(account !== undefined)
  const name = username.trim().replace(/^@/, '').toLowerCase()
  const body = {
    username: name,
    password,
    ...(totpSecret.trim() === '' ? {} : { totpSecret: totpSecret.trim() }),
  }
  const hidden = {
    username: name,
    password: '…',
    ...(totpSecret === '' ? {} : { totpSecret: '…' }),
  }
  const stored = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['sessions'] })
    await client.invalidateQueries({ queryKey: ['accounts'] })
    toast(account === undefined ? words.added(name) : words.passwordSet(name))
    if (account === undefined) go(`/accounts/${name}`)
  }
  return (
    <Form
      title={account === undefined ? words.add : words.setPassword}
      means={account === undefined ? words.addMeans : words.setPasswordMeans}
      act={account === undefined ? words.add : words.setPassword}
      ready={/^[a-z0-9._]{1,30}$/.test(name) && password !== '' && owned}
      onClose={onClose}
      does={act<typeof sessions.setCredentials>(
        'setCredentials',
        { body },
        { shown: { body: hidden } },
      )}
      onDone={stored}
    >
      <TextField
        label={words.username}
        value={username}
        disabled={account !== undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={31}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordField
        label={words.password}
        value={password}
        autoComplete="new-password"
        maxLength={200}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordField
        label={words.totp}
        description={words.totpHint}
        value={totpSecret}
        autoComplete="off"
        maxLength={500}
        onChange={(event) => setTotpSecret(event.currentTarget.value)}
      />
      {account === undefined ? (
        <div className="field-row">
          <Tick checked={owned} onChange={(event) => setOwned(event.currentTarget.checked)}>
            {words.own}
          </Tick>
        </div>
      ) : null}
    </Form>
  )
}
