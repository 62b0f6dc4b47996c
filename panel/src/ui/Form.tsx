import { type FormEvent, type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { useLost } from '../wire/line.ts'
import { Button } from './Button.tsx'
import { Curl } from './Copy.tsx'
import { Dialog } from './Dialog.tsx'
import { useWords } from './language.tsx'
import { saidOf } from './said-of.ts'

type Props<A> = {
  readonly title: string
  /** What it will do. */
  readonly means?: ReactNode
  readonly act: string
  readonly ready: boolean
  readonly onClose: () => void
  /** What it will do when it is sent. */
  readonly does: Act<A>
  /** What comes after it. What this throws is shown like a refusal. */
  readonly onDone: (answer: A) => Promise<void> | void
  readonly children: ReactNode
  readonly wide?: boolean
}

/** A form over the page. What was typed stays when the server refuses it. */
export function Form<A>(props: Props<A>): ReactNode {
  const { title, means, act, ready, onClose, does, onDone, children, wide } = props
  const words = useWords(SHELL_WORDS)
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
    <Dialog label={title} onClose={onClose} className={wide === true ? 'dlg wide' : 'dlg'}>
      <form onSubmit={(event) => void go(event)}>
        <h2>{title}</h2>
        {means === undefined ? null : <p>{means}</p>}
        {children}
        {error === null ? null : (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <div className="ends">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!ready || lost}>
            {act}
          </Button>
        </div>
      </form>
      <Curl command={does.curl} />
    </Dialog>
  )
}
