import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type * as checks from '../../../src/contract/checks.ts'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { isTarget, TARGET_BLAMES, TARGET_MAX } from '../acts/target.ts'
import type { NameDraft } from '../acts/use-name.ts'
import { Button } from '../ui/Button.tsx'
import { Curl } from '../ui/Copy.tsx'
import { Filled, textRule } from '../ui/Filled.tsx'
import { TextField } from '../ui/fields.tsx'
import { useWords } from '../ui/language.tsx'
import { useOnce } from '../wire/use-once.ts'

/** The first check, which is watched live. */
export function FirstCheck({ target }: { readonly target: NameDraft }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  return (
    <>
      <h1>{words.first}</h1>
      <p className="lead">{words.firstMeans}</p>
      <Order target={target} />
    </>
  )
}

function Order({ target: { typed: target, type } }: { readonly target: NameDraft }): ReactNode {
  const words = useWords(ACCESS_WORDS).setup
  const shell = useWords(SHELL_WORDS)
  const own = useWords(CHECK_WORDS)
  const [, go] = useLocation()
  const body = { target: target.trim() }
  const order = useOnce<typeof checks.orderCheck>('orderCheck', { body })
  const send = async (): Promise<void> => {
    const { id } = await order.run()
    go(`/checks/${id}?first=1`)
  }
  return (
    <Filled
      ready={isTarget(target)}
      send={send}
      blames={TARGET_BLAMES}
      ends={(busy) => (
        <div className="act">
          <div className="row wrap">
            <Button type="submit" look="primary" size="tall" busy={busy}>
              {own.order}
            </Button>
            <a className="btn quiet" href="/">
              {words.done}
            </a>
          </div>
          <Curl command={order.curl} />
        </div>
      )}
    >
      <TextField
        name="target"
        label={own.target}
        description={own.targetHint}
        {...textRule(shell, target, TARGET_MAX)}
        value={target}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </Filled>
  )
}
