import { type ReactNode, useEffect, useState } from 'react'
import type * as auth from '../../../src/contract/auth.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { signedIn } from '../frame/session.ts'
import { Button } from '../ui/Button.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Filled } from '../ui/Filled.tsx'
import { PasswordField, TextField } from '../ui/fields.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { type AnswerOf, call } from '../wire/call.ts'
import { digitsOf, isTotp } from '../wire/digits.ts'
import { knowsPasskeys, makePasskey } from '../wire/passkeys.ts'
import { Refused } from '../wire/refused.ts'

type Props = {
  readonly secret: string
  readonly invitation: AnswerOf<typeof auth.readInvitation>
  readonly step: number
  /** On to the second step; both keep the name, for whoever loads one anew. */
  readonly onNext: (name: string) => void
  readonly onBack: () => void
  readonly onDone: () => void
}

type Totp = AnswerOf<typeof auth.offerTotp>

/** As the server takes it, in any script. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u

/** The fewest characters that the server takes. */
const PASSWORD_MIN = 15

/** Who one is, and how one signs in from now on. */
export function ChooseMeans(props: Props): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const shell = useWords(SHELL_WORDS)
  const { operator } = props.invitation
  const [name, setName] = useState(keptName)
  const draft = useMeans()
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const given = { secret: props.secret, ...(operator === null ? { name: name.trim() } : {}) }
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await act()
    } catch (thrown) {
      setError(saidOf(thrown, shell))
    } finally {
      setBusy(false)
    }
  }
  const byPasskey = async (): Promise<void> => {
    const question = await call<typeof auth.offerPasskey>('offerPasskey', { body: given })
    const response = await makePasskey(question)
    const body = { ...given, challengeId: question.challengeId, response }
    signedIn(await call<typeof auth.registerPasskey>('registerPasskey', { body }))
    props.onDone()
  }
  const isName = operator !== null || NAME.test(name.trim())
  const lacksName = props.step > 0 && !isName
  const { onBack } = props
  useEffect(() => {
    if (lacksName) onBack()
  }, [lacksName, onBack])
  if (props.step === 0) {
    return (
      <Filled
        ready={isName}
        send={async () => props.onNext(name)}
        ends={() => (
          <p className="act">
            <Button type="submit" look="primary" size="tall">
              {words.next}
            </Button>
          </p>
        )}
      >
        <h1>{operator === null ? words.hello : words.helloAgain(operator)}</h1>
        <p className="lead">{operator === null ? words.helloMeans : words.helloAgainMeans}</p>
        <p className="label">{words.language}</p>
        <LanguageSwitch />
        {operator === null ? (
          <TextField
            name="name"
            label={words.name}
            description={words.nameHint}
            rule={words.nameRule}
            wrong={!isName}
            value={name}
            autoComplete="username"
            spellCheck={false}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
      </Filled>
    )
  }
  return (
    <>
      <h1>{words.how}</h1>
      <div className="pick">
        {knowsPasskeys() ? (
          <div className="card">
            <h2>{words.passkey}</h2>
            <p className="mid">{words.passkeyMeans}</p>
            <p>
              <Button look="primary" icon="key" busy={busy} onClick={() => void attempt(byPasskey)}>
                {words.makePasskey}
              </Button>
            </p>
          </div>
        ) : null}
        <div className="card">
          <h2>{words.password}</h2>
          <p className="mid">{words.passwordMeans}</p>
          <ByPassword
            given={given}
            draft={draft}
            busy={busy}
            attempt={attempt}
            onDone={props.onDone}
          />
        </div>
      </div>
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <p>
        <Button look="quiet" icon="back" onClick={onBack}>
          {words.hello}
        </Button>
      </p>
    </>
  )
}

/** The name that was typed before this page was loaded. */
export function keptName(): string {
  return new URLSearchParams(location.search).get('name') ?? ''
}

/** A password and a code that are being typed; they stay in memory, whichever step one looks at. */
function useMeans() {
  const [totp, setTotp] = useState<{ readonly offer: Totp; readonly name: string } | null>(null)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  return { totp, setTotp, password, setPassword, code, setCode }
}

type ByPasswordProps = {
  readonly given: { readonly secret: string; readonly name?: string }
  readonly draft: ReturnType<typeof useMeans>
  readonly busy: boolean
  readonly attempt: (act: () => Promise<void>) => Promise<void>
  readonly onDone: () => void
}

function ByPassword({ given, draft, busy, attempt, onDone }: ByPasswordProps): ReactNode {
  const words = useWords(ACCESS_WORDS)
  const shell = useWords(SHELL_WORDS)
  const { password, setPassword, code, setCode } = draft
  const { name = '' } = given
  const offer = async (): Promise<void> => {
    const made = await call<typeof auth.offerTotp>('offerTotp', { body: given })
    draft.setTotp({ offer: made, name })
  }
  // It bears the name that it was made for.
  const totp = draft.totp?.name === name ? draft.totp.offer : null
  if (totp === null) {
    return (
      <p>
        <Button busy={busy} onClick={() => void attempt(offer)}>
          {words.setup.beginTotp}
        </Button>
      </p>
    )
  }
  const secret = new URL(totp.address).searchParams.get('secret') ?? totp.address
  const register = async (): Promise<void> => {
    const body = { ...given, challengeId: totp.challengeId, password, code: digitsOf(code) }
    try {
      signedIn(await call<typeof auth.registerPassword>('registerPassword', { body }))
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'CHALLENGE_OVER') throw error
      await offer()
      setCode('')
      throw new Error(words.setup.anotherSecret)
    }
    onDone()
  }
  // Counted as people count, who know nothing of pairs.
  const isPassword = [...password].length >= PASSWORD_MIN
  return (
    <Filled
      ready={isPassword && isTotp(code)}
      send={register}
      blames={{ PASSWORD_WEAK: 'password', CODE_WRONG: 'code' }}
      ends={(sending) => (
        <p>
          <Button type="submit" look="primary" busy={sending}>
            {words.setup.finish}
          </Button>
        </p>
      )}
    >
      <PasswordField
        name="password"
        label={words.password}
        rule={words.setup.passwordRule}
        wrong={!isPassword}
        value={password}
        autoComplete="new-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <p className="mid">{words.setup.scan}</p>
      <p className="row wrap">
        <a className="link" href={totp.address}>
          {words.setup.secret}
        </a>
        <code className="mono totp-secret">{secret}</code>
        <Copy text={secret} />
      </p>
      <TextField
        name="code"
        label={words.code}
        description={words.codeHint}
        rule={shell.wrong.code}
        wrong={!isTotp(code)}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </Filled>
  )
}
