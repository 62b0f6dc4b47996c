import { type FormEvent, type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { useLost } from '../wire/line.ts'
import { Button } from './Button.tsx'
import { Curl } from './Copy.tsx'
import { Dialog } from './Dialog.tsx'
import { TextField } from './fields.tsx'
import { useWords } from './language.tsx'
import { saidOf } from './said-of.ts'

type Props<A> = {
  readonly title: string
  /** What happens to whom. */
  readonly means: ReactNode
  /** The verb, again. */
  readonly act: string
  /** The way out. */
  readonly keep?: string
  /** What has to be typed, for what cannot be undone at all. */
  readonly typed?: string
  readonly onClose: () => void
  readonly does: Act<A>
  /** What comes after it. What this throws is shown like a refusal. */
  readonly onDone: (answer: A) => Promise<void> | void
}

/** Asked before what cannot be undone. */
export function Confirm<A>(props: Props<A>): ReactNode {
  const { title, means, act, keep, typed, onClose, does, onDone } = props
  const words = useWords(SHELL_WORDS)
  const [text, setText] = useState('')
  const lost = useLost()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onDone(await does.run())
      onClose()
    } catch (thrown) {
      setError(saidOf(thrown, words))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <form onSubmit={(event) => void go(event)}>
        <h2>{title}</h2>
        <p>{means}</p>
        {typed === undefined ? null : (
          <TextField
            label={words.typeName(typed)}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {error === null ? null : (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <div className="ends">
          <Button onClick={onClose}>{keep ?? words.cancel}</Button>
          <Button
            type="submit"
            look="danger"
            busy={busy}
            disabled={lost || (typed !== undefined && text.trim() !== typed)}
          >
            {act}
          </Button>
        </div>
      </form>
      <Curl command={does.curl} />
    </Dialog>
  )
}
