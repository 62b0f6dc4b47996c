import { type ReactNode, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { ACCESS_WORDS } from '../../../src/words/panel/access.ts'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { SETUP_WORDS } from '../../../src/words/panel/setup.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { CodeForm } from '../acts/CodeForm.tsx'
import { Button } from '../ui/Button.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import { saidOf } from '../ui/said-of.ts'
import { useNow } from '../wire/now.ts'
import { Unreachable } from '../wire/refused.ts'
import type { Attempt } from './attempt.ts'
import { useProgress } from './use-progress.ts'

const STEPS = ['logging-in', 'proving', 'in-use'] as const
const SLOW_MS = 60_000

type Props = {
  readonly attempt: Attempt
  readonly onAgain: () => void
  readonly onNext: () => void
}

/** Logging in, proving, in use: each is said when it is so. */
export function OnItsWay({ attempt, onAgain, onNext }: Props): ReactNode {
  const words = useWords(SETUP_WORDS).account
  const { next } = useWords(ACCESS_WORDS).setup
  const now = useNow()
  const [began] = useState(now)
  const shell = useWords(SHELL_WORDS)
  const { outcomes } = useWords(ACCOUNT_WORDS)
  const { progress, dialogue, failed: last } = useProgress(attempt.account)
  const [heard, setHeard] = useState<string | null>(null)
  const [hears, setHears] = useState(true)
  useEffect(() => {
    let left = false
    const said = attempt.done.catch((error: unknown) => {
      // The question was lost, and not the login.
      return error instanceof Unreachable ? null : saidOf(error, shell)
    })
    void said.then((why) => {
      if (left) return
      setHeard(why)
      setHears(false)
    })
    return () => {
      left = true
    }
  }, [attempt, shell])
  // Of a login that nobody here waits for is known what its account shows.
  const seen =
    last === null || hears ? null : (last.detail ?? outcomes[last.outcome] ?? last.outcome)
  const why = heard ?? seen
  const at = STEPS.indexOf(progress)
  const done = progress === 'in-use'
  const failed = why !== null && !done && dialogue === null
  const isSlow = !done && !failed && dialogue === null && now.getTime() - began.getTime() > SLOW_MS
  return (
    <>
      <h1>{attempt.account}</h1>
      <ol className="way" aria-live="polite">
        {STEPS.map((step, place) => {
          const reached = place < at || done
          const here = place === at && !done
          const state = reached ? 'done' : !here ? 'queued' : failed ? 'failed' : 'running'
          return (
            <li key={step} className={reached || here ? '' : 'dim'}>
              <Glyph state={here && dialogue !== null ? 'human' : state} />
              {words.steps[step]}
            </li>
          )
        })}
      </ol>
      {dialogue === null ? null : (
        <div className="asks">
          <h2>{words.wantsYou}</h2>
          {dialogue.said === null ? null : <p dir="auto">{dialogue.said}</p>}
          {dialogue.asks === 'code' ? <CodeForm dialogue={dialogue.id} /> : null}
          <Link className="link" href={`/logins/${dialogue.id}?setup=1`}>
            {words.openLogin}
          </Link>
        </div>
      )}
      {failed ? (
        <p className="field-error" role="alert">
          {words.failed} <span dir="auto">{why}</span>
        </p>
      ) : null}
      {isSlow ? <p className="mid">{words.slow}</p> : null}
      {done ? <p role="status">{words.inUse(attempt.account)}</p> : null}
      <div className="row wrap act">
        {done ? (
          <Button look="primary" size="tall" onClick={onNext}>
            {next}
          </Button>
        ) : null}
        {failed || isSlow ? <Button onClick={onAgain}>{words.again}</Button> : null}
      </div>
    </>
  )
}
