import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type * as auth from '../../../src/contract/auth.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { useArrival } from '../frame/arrival.ts'
import { type Me, signedIn, useSession } from '../frame/session.ts'
import { setPageTitle } from '../frame/title.ts'
import '../style/page-sign-in.css'
import { Button } from '../ui/Button.tsx'
import { PasswordField, TextField } from '../ui/fields.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/language.tsx'
import { call } from '../wire/call.ts'
import { knowsPasskeys, provePasskey } from '../wire/passkeys.ts'
import { Refused } from '../wire/refused.ts'

/** Signing in: a passkey first, a password and a code beside it. */
export function SignIn(): ReactNode {
  const words = useWords(ACCESS_WORDS)
  const [, go] = useLocation()
  const session = useSession()
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => setPageTitle(words.title), [words.title])
  useArrival()
  useEffect(() => {
    if (session.kind === 'operator') go(wantedPage(), { replace: true })
  }, [session.kind, go])
  const attempt = async (act: () => Promise<Me>): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      signedIn(await act())
    } catch (thrown) {
      setError(thrown instanceof Refused ? thrown.message : words.noPasskey)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="page-sign-in">
      <div className="sign-in">
        <p className="brand">
          <Icon name="brand" />
          Evercheck
        </p>
        <h1>{words.title}</h1>
        {knowsPasskeys() ? (
          <>
            <Button
              look="primary"
              size="tall"
              icon="key"
              busy={busy}
              onClick={() => void attempt(byPasskey)}
            >
              {words.withPasskey}
            </Button>
            <p className="or small dim">{words.or}</p>
          </>
        ) : null}
        <ByPassword busy={busy} onGo={attempt} />
        {error === null ? null : (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <p className="small dim">{words.lockedOut}</p>
        <LanguageSwitch />
      </div>
    </main>
  )
}

type ByPasswordProps = {
  readonly busy: boolean
  readonly onGo: (act: () => Promise<Me>) => Promise<void>
}

function ByPassword({ busy, onGo }: ByPasswordProps): ReactNode {
  const words = useWords(ACCESS_WORDS)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const go = (event: FormEvent): void => {
    event.preventDefault()
    const body = { name: name.trim(), password, code: code.replace(/\s/g, '') }
    void onGo(() => call<typeof auth.signInByPassword>('signInByPassword', { body }))
  }
  return (
    <form onSubmit={go}>
      <TextField
        label={words.name}
        value={name}
        autoComplete="username webauthn"
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordField
        label={words.password}
        value={password}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextField
        label={words.code}
        description={words.codeHint}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="tall"
        busy={busy}
        disabled={name === '' || password === '' || code === ''}
      >
        {words.withPassword}
      </Button>
    </form>
  )
}

async function byPasskey(): Promise<Me> {
  const question = await call<typeof auth.askPasskey>('askPasskey')
  const response = await provePasskey(question)
  return call<typeof auth.signInByPasskey>('signInByPasskey', {
    body: {
      challengeId: question.challengeId,
      response,
    },
  })
}

/** The page that was wanted before signing in: one of ours, never an address elsewhere. */
function wantedPage(): string {
  const to = new URLSearchParams(location.search).get('to') ?? '/'
  return /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/'
}
