import type { ReactNode } from 'react'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import type { Act } from '../wire/act.ts'
import { Button } from './Button.tsx'
import { Curl } from './Copy.tsx'
import { Dialog } from './Dialog.tsx'
import { Filled } from './Filled.tsx'
import { useWords } from './language.tsx'
import { stillFor, useWhyNot } from './why-not.ts'

type BodyProps<A> = {
  /** What it will do. */
  readonly means?: ReactNode
  readonly act: string
  /** Whether all is filled in as it has to be. */
  readonly ready: boolean
  /** The field that a refusal is about, by its code. */
  readonly blames?: Readonly<Record<string, string>>
  readonly onClose: () => void
  /** What it will do when it is sent. */
  readonly does: Act<A>
  /** What comes after it. What this throws is shown like a refusal. */
  readonly onDone: (answer: A) => Promise<void> | void
  readonly children: ReactNode
}

type Props<A> = BodyProps<A> & { readonly title: string }

/** A form over the page. What was typed stays when the server refuses it. */
export function Form<A>({ title, ...body }: Props<A>): ReactNode {
  return (
    <Dialog label={title} onClose={body.onClose}>
      <h2>{title}</h2>
      <FormBody {...body} />
    </Dialog>
  )
}

/** A form in a window that says itself what it is. */
export function FormBody<A>(props: BodyProps<A>): ReactNode {
  const { means, act, ready, blames, onClose, does, onDone, children } = props
  const words = useWords(SHELL_WORDS)
  const why = useWhyNot(does)
  const send = async (): Promise<void> => {
    await onDone(await does.run())
    onClose()
  }
  return (
    <>
      <Filled
        ready={ready}
        send={send}
        whyNot={why}
        {...(blames === undefined ? {} : { blames })}
        ends={(busy) => (
          <div className="ends">
            <Button onClick={onClose}>{words.cancel}</Button>
            <Button type="submit" look="primary" busy={busy} {...stillFor(why)}>
              {act}
            </Button>
          </div>
        )}
      >
        {means === undefined ? null : <p>{means}</p>}
        {children}
      </Filled>
      <Curl command={does.curl} />
    </>
  )
}
