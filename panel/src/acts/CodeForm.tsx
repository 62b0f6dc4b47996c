import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type * as contract from '../../../src/contract/dialogues.ts'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from '../ui/Button.tsx'
import { useWords } from '../ui/language.tsx'
import { useOffered } from '../ui/offered.ts'
import { saidOf } from '../ui/said-of.ts'
import { toast } from '../ui/toast.tsx'
import { act } from '../wire/act.ts'

/** The field for the code that Instagram has sent, wherever it stands. */
export function CodeForm({ dialogue }: { readonly dialogue: string }): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const shell = useWords(SHELL_WORDS)
  const id = useId()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const digits = code.replace(/[\s-]/g, '')
  const params = { id: dialogue }
  const answer = act<typeof contract.answerDialogue>(
    'answerDialogue',
    { params, body: { code: digits } },
    { shown: { params, body: { code: '…' } } },
  )
  useOffered(words.sendCode, answer)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await answer.run()
      setCode('')
      toast(words.codeSent, { state: 'running' })
    } catch (thrown) {
      setCode('')
      setError(saidOf(thrown, shell))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="code-form" onSubmit={(event) => void send(event)}>
      <label className="vh" htmlFor={id}>
        {words.codeFrom}
      </label>
      <input
        className="code-in"
        id={id}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={11}
        placeholder={words.digits}
        value={code}
        aria-invalid={error !== null}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button
        type="submit"
        look="human"
        size="tall"
        busy={busy}
        disabled={!/^\d{4,8}$/.test(digits)}
      >
        {words.sendCode}
      </Button>
      {error === null ? null : (
        <span className="field-error" role="alert">
          {error}
        </span>
      )}
    </form>
  )
}
