import { type ReactNode, useState } from 'react'
import type * as auth from '../../../src/contract/auth.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { signedIn } from '../frame/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Filled } from '../ui/Filled.tsx'
import { PasswordField, TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { call } from '../wire/call.ts'
import { digitsOf, isTotp } from '../wire/digits.ts'
import { knowsPasskeys, provePasskey } from '../wire/passkeys.ts'
import { answerAsked } from '../wire/prove.ts'

/** Asks again who one is, before what is dangerous. */
export function SudoQuestion(): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const isCode = isTotp(code)
  const byPassword = async (): Promise<void> => {
    const body = { kind: 'password', password, code: digitsOf(code) } as const
    signedIn(await call<typeof auth.askAgain>('askAgain', { body }))
    answerAsked(true)
  }
  const byPasskey = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const question = await call<typeof auth.askAgainForPasskey>('askAgainForPasskey')
      const response = await provePasskey(question)
      const body = { kind: 'passkey', challengeId: question.challengeId, response } as const
      signedIn(await call<typeof auth.askAgain>('askAgain', { body }))
      answerAsked(true)
    } catch (thrown) {
      setError(saidOf(thrown, words))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog label={words.sudo.title} onClose={() => answerAsked(false)}>
      <h2>{words.sudo.title}</h2>
      <p>{words.sudo.means}</p>
      {knowsPasskeys() ? (
        <Button icon="key" busy={busy} onClick={() => void byPasskey()}>
          {words.sudo.passkey}
        </Button>
      ) : null}
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <Filled
        ready={password !== '' && isCode}
        send={byPassword}
        ends={(sending) => (
          <div className="ends">
            <Button onClick={() => answerAsked(false)}>{words.cancel}</Button>
            <Button type="submit" look="primary" busy={sending}>
              {words.sudo.go}
            </Button>
          </div>
        )}
      >
        <PasswordField
          name="password"
          label={words.sudo.password}
          rule={words.wrong.empty}
          wrong={password === ''}
          value={password}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextField
          name="code"
          label={words.sudo.code}
          rule={words.wrong.code}
          wrong={!isCode}
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Filled>
    </Dialog>
  )
}
