import { type FormEvent, type ReactNode, useState } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { call } from '../wire/call.ts'
import { messageOf } from '../wire/refused.ts'

type Props = { readonly step: number; readonly onStep: (step: number) => void }

/** Who is told, which the environment says; then the first check, which is watched live. */
export function FirstCheck({ step, onStep }: Props): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const own = useWords(CHECK_WORDS)
  const [target, setTarget] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  if (step === 3) {
    return (
      <>
        <h1>{words.messages}</h1>
        <p className="lead">{words.messagesMeans}</p>
        <Button look="primary" size="tall" onClick={() => onStep(4)}>
          {words.next}
        </Button>
      </>
    )
  }
  const order = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const body = { target: target.trim() }
      const { id } = await call<typeof checks.orderCheck>('orderCheck', { body })
      location.assign(`/checks/${id}`)
    } catch (thrown) {
      setError(messageOf(thrown))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void order(event)}>
      <h1>{words.first}</h1>
      <p className="lead">{words.firstMeans}</p>
      <TextField
        label={own.target}
        description={own.targetHint}
        value={target}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="row wrap act">
        <Button
          type="submit"
          look="primary"
          size="tall"
          busy={busy}
          disabled={target.trim() === ''}
        >
          {own.order}
        </Button>
        <a className="btn quiet" href="/">
          {words.done}
        </a>
      </div>
    </form>
  )
}
