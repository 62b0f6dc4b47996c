import { type FormEvent, type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { messageOf, Unreachable } from '../wire/refused.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { useWords } from './language.tsx'

type Props = {
  readonly title: string
  /** What it will do. */
  readonly means?: ReactNode
  readonly act: string
  readonly ready: boolean
  readonly onClose: () => void
  readonly onAct: () => Promise<unknown>
  readonly children: ReactNode
  /** What stands below: the act as a command. */
  readonly below?: ReactNode
  readonly wide?: boolean
}

/** A form over the page. What was typed stays when the server refuses it. */
export function Form(props: Props): ReactNode {
  const { title, means, act, ready, onClose, onAct, children, below, wide } = props
  const words = useWords(SHELL_WORDS)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onAct()
      onClose()
    } catch (thrown) {
      setError(thrown instanceof Unreachable ? words.error.unreachable : messageOf(thrown))
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
          <Button type="submit" look="primary" busy={busy} disabled={!ready}>
            {act}
          </Button>
        </div>
      </form>
      {below}
    </Dialog>
  )
}
