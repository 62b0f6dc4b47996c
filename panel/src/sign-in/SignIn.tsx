import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type * as auth from '../../../src/contract/auth.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SHELL_WORDS, type ShellWords } from '../../../src/words/panel/shell.ts'
import { useArrival } from '../frame/arrival.ts'
import { signedIn, useSession } from '../frame/session.ts'
import { setPageTitle } from '../frame/title.ts'
import '../style/page-sign-in.css'
import { Button } from '../ui/Button.tsx'
import { Filled } from '../ui/Filled.tsx'
import { PasswordField, TextField } from '../ui/fields.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/language.tsx'
import { refusalOn, saidOf } from '../ui/said-of.ts'
import { call } from '../wire/call.ts'
import { digitsOf, isTotp } from '../wire/digits.ts'
import { knowsPasskeys, provePasskey } from '../wire/passkeys.ts'
import type { Me } from '../wire/reader.ts'
import { Refused } from '../wire/refused.ts'

/** Signing in: a passkey first, a password and a code beside it. */
export function SignIn(): ReactNode {
  const words = useWords(ACCESS_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [, go] = useLocation()
  const session = useSession()
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => setPageTitle(words.title), [words.title])
  useArrival()
  useEffect(() => {
    if (session.kind === 'operator') go(wantedPage(), { replace: true })
  }, [session.kind, go])
  const byPasskey = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      signedIn(await provedByPasskey())
    } catch (thrown) {
      setError(saidHere(thrown, shell))
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
              onClick={() => void byPasskey()}
            >
              {words.withPasskey}
            </Button>
            {error === null ? null : (
              <p className="field-error" role="alert">
                {error}
              </p>
            )}
            <p className="or small dim">{words.or}</p>
          </>
        ) : null}
        <ByPassword />
        <p className="small dim">{words.lockedOut}</p>
        <LanguageSwitch />
      </div>
    </main>
  )
}

function ByPassword(): ReactNode {
  const words = useWords(ACCESS_WORDS)
  const shell = useWords(SHELL_WORDS)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const isCode = isTotp(code)
  const go = async (): Promise<void> => {
    const body = { name: name.trim(), password, code: digitsOf(code) }
    try {
      signedIn(await call<typeof auth.signInByPassword>('signInByPassword', { body }))
    } catch (thrown) {
      throw new Error(saidHere(thrown, shell), { cause: thrown })
    }
  }
  return (
    <Filled
      ready={name.trim() !== '' && password !== '' && isCode}
      send={go}
      ends={(busy) => (
        <Button type="submit" size="tall" busy={busy}>
          {words.withPassword}
        </Button>
      )}
    >
      <TextField
        name="name"
        label={words.name}
        rule={shell.wrong.empty}
        wrong={name.trim() === ''}
        value={name}
        autoComplete="username webauthn"
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordField
        name="password"
        label={words.password}
        rule={shell.wrong.empty}
        wrong={password === ''}
        value={password}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextField
        name="code"
        label={words.code}
        description={words.codeHint}
        rule={shell.wrong.code}
        wrong={!isCode}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </Filled>
  )
}

/** Whoever is refused here is no stranger who has been signed out: he is told why. */
function saidHere(thrown: unknown, words: ShellWords): string {
  if (!(thrown instanceof Refused)) return saidOf(thrown, words)
  return refusalOn(thrown, words) ?? thrown.message
}

async function provedByPasskey(): Promise<Me> {
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
