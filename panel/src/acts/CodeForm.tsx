import { type ReactNode, useId, useState } from 'react'
import type * as contract from '../../../src/contract/dialogues.ts'
import { LOGIN_WORDS } from '../../../src/words/panel/logins.ts'
import { Button } from '../ui/Button.tsx'
import { Filled, useFault } from '../ui/Filled.tsx'
import { useWords } from '../ui/language.tsx'
import { useOffered } from '../ui/offered.ts'
import { toast } from '../ui/toast.ts'
import { stillFor, useMayNot, useWhyNot } from '../ui/why-not.ts'
import { act } from '../wire/act.ts'
import { digitsOf } from '../wire/digits.ts'
import { Refused } from '../wire/refused.ts'

type Props = { readonly dialogue: string }

/** The field for the code that Instagram has sent, wherever it stands, for whoever may send it. */
export function CodeForm({ dialogue }: Props): ReactNode {
  const why = useMayNot('answerDialogue')
  return why === null ? <Sendable dialogue={dialogue} /> : <p className="mid">{why}</p>
}

function Sendable({ dialogue }: Props): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const [code, setCode] = useState('')
  const digits = digitsOf(code)
  const params = { id: dialogue }
  const answer = act<typeof contract.answerDialogue>(
    'answerDialogue',
    { params, body: { code: digits } },
    { shown: { params, body: { code: '…' } } },
  )
  useOffered(words.sendCode, answer)
  const why = useWhyNot(answer)
  const isCode = /^\d{4,8}$/.test(digits)
  const send = async (): Promise<void> => {
    try {
      await answer.run()
      setCode('')
      toast(words.codeSent, { state: 'running' })
    } catch (thrown) {
      // What was refused is of no use any more; what did not arrive is.
      if (thrown instanceof Refused && thrown.code === 'CODE_REFUSED') setCode('')
      throw thrown
    }
  }
  return (
    <Filled
      className="code-form"
      ready={isCode}
      send={send}
      blames={{ CODE_REFUSED: 'code' }}
      ends={(busy) => (
        <Button type="submit" look="human" size="tall" busy={busy} {...stillFor(why)}>
          {words.sendCode}
        </Button>
      )}
    >
      <Code typed={code} isCode={isCode} onType={setCode} />
    </Filled>
  )
}

type CodeProps = {
  readonly typed: string
  readonly isCode: boolean
  readonly onType: (code: string) => void
}

/** The field itself, on a first page: nothing of Mantine's comes with it. */
function Code({ typed, isCode, onType }: CodeProps): ReactNode {
  const words = useWords(LOGIN_WORDS)
  const id = useId()
  const error = useFault('code', { rule: words.codeRule, wrong: !isCode })
  return (
    <>
      <label className="vh" htmlFor={id}>
        {words.codeFrom}
      </label>
      <input
        className="code-in"
        id={id}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        placeholder={words.digits}
        value={typed}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => onType(event.target.value)}
      />
      {error === null ? null : (
        <span className="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </>
  )
}
