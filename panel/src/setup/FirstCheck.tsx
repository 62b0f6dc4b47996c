import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import type * as checks from '../../../src/contract/checks.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { act } from '../wire/act.ts'
import { practiceNow } from '../wire/setup-queries.ts'

/** The first check, which is watched live. */
export function FirstCheck(): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const practice = useQuery(practiceNow())
  const target = practice.data?.target ?? ''
  return (
    <>
      <h1>{words.first}</h1>
      <p className="lead">{words.firstMeans}</p>
      <Order key={target} filled={target} />
    </>
  )
}

function Order({ filled }: { readonly filled: string }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const shell = useWords(SHELL_WORDS)
  const own = useWords(CHECK_WORDS)
  const [, go] = useLocation()
  const [target, setTarget] = useState(filled)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const order = act<typeof checks.orderCheck>('orderCheck', { body: { target: target.trim() } })
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const { id } = await order.run()
      go(`/checks/${id}?first=1`)
    } catch (thrown) {
      setError(saidOf(thrown, shell))
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void send(event)}>
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
      <div className="act">
        <div className="row wrap">
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
        <Curl command={order.curl} />
      </div>
    </form>
  )
}
