import { type FormEvent, type ReactNode, useState } from 'react'
import type * as auth from '../../../src/contract/auth.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { signedIn } from '../frame/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { PasswordField, TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { call } from '../wire/call.ts'
import { knowsPasskeys, provePasskey } from '../wire/passkeys.ts'
import { answerAsked } from '../wire/prove.ts'

/** Asks again who one is, before what is dangerous. */
export function SudoQuestion(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const prove = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await act()
      answerAsked(true)
    } catch (thrown) {
      setError(saidOf(thrown, words))
    } finally {
      setBusy(false)
    }
  }
  const byPassword = (event: FormEvent): void => {
    event.preventDefault()
    const body = { kind: 'password', password, code } as const
    void prove(async () => signedIn(await call<typeof auth.askAgain>('askAgain', { body })))
  }
  const byPasskey = async (): Promise<void> => {
    const question = await call<typeof auth.askAgainForPasskey>('askAgainForPasskey')
    const response = await provePasskey(question)
    const body = {
      kind: 'passkey',
      challengeId: question.challengeId,
      response,
    } as const
    signedIn(await call<typeof auth.askAgain>('askAgain', { body }))
  }
  return (
    <Dialog label={words.sudo.title} onClose={() => answerAsked(false)}>
      <form onSubmit={byPassword}>
        <h2>{words.sudo.title}</h2>
        <p>{words.sudo.means}</p>
        {knowsPasskeys() ? (
          <Button icon="key" busy={busy} onClick={() => void prove(byPasskey)}>
            {words.sudo.passkey}
          </Button>
        ) : null}
        <PasswordField
          label={words.sudo.password}
          value={password}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextField
          label={words.sudo.code}
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {error === null ? null : (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <div className="ends">
          <Button onClick={() => answerAsked(false)}>{words.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={password === '' || code.length !== 6}
          >
            {words.sudo.go}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
