import { type ReactNode, useState } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { Button } from './Button.tsx'
import { Curl } from './Copy.tsx'
import { Dialog } from './Dialog.tsx'
import { Filled } from './Filled.tsx'
import { TextField } from './fields.tsx'
import { useWords } from './language.tsx'
import { stillFor, useWhyNot } from './why-not.ts'

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
  const why = useWhyNot(does)
  const send = async (): Promise<void> => {
    await onDone(await does.run())
    onClose()
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <h2>{title}</h2>
      <Filled
        ready={typed === undefined || text.trim() === typed}
        send={send}
        whyNot={why}
        ends={(busy) => (
          <div className="ends">
            <Button onClick={onClose}>{keep ?? words.cancel}</Button>
            <Button type="submit" look="danger" busy={busy} {...stillFor(why)}>
              {act}
            </Button>
          </div>
        )}
      >
        <p>{means}</p>
        {typed === undefined ? null : (
          <TextField
            label={words.typeName(typed)}
            rule={words.wrong.exactly(typed)}
            wrong={text.trim() !== typed}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Filled>
      <Curl command={does.curl} />
    </Dialog>
  )
}
