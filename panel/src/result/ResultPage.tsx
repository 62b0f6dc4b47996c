import { type ReactNode, useEffect, useState } from 'react'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { chooseTheme, useDark } from '../ui/theme.ts'
import { ask, type Figures, type Proof, proofIn, type Shared, Unread } from './ask.ts'
import { type Choosable, Chosen, listChoosable } from './Chosen.tsx'
import { Result } from './Result.tsx'
import { type CheckDetail, Running } from './Running.tsx'

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'over' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'running'; readonly check: CheckDetail }
  /** It came to nothing. */
  | { readonly kind: 'failed' }
  /** A customer in a Mini App has several checks to choose from. */
  | { readonly kind: 'customer'; readonly checks: readonly Choosable[] }
  | { readonly kind: 'result'; readonly check: string; readonly figures: Figures }

const proof = proofIn(location)
/** While it is being read, it is looked at again after so long. */
const AGAIN_MS = 5000

/** Who does not follow back, and can I believe it? */
export function ResultPage(): ReactNode {
  const words = useWords(RESULT_WORDS)
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [check, setCheck] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another look
  useEffect(() => {
    const control = new AbortController()
    let again: number | undefined
    const look = async (): Promise<void> => {
      const next = await read(check, control.signal)
      if (control.signal.aborted) return
      setState(next)
      if (next.kind === 'running') {
        document.title = `@${next.check.targetNow ?? next.check.target} · Evercheck`
        again = window.setTimeout(look, AGAIN_MS)
      }
      if (next.kind !== 'result') return
      document.title = `@${next.figures.target.username} · Evercheck`
      if (next.figures.finishedAt === null) again = window.setTimeout(look, AGAIN_MS)
    }
    void look()
    return () => {
      control.abort()
      window.clearTimeout(again)
    }
  }, [check, tries])
  return (
    <div className="pg">
      <Head />
      {state.kind === 'loading' ? (
        <div className="sec dim" role="status">
          <p>{words.loading}</p>
          <p className="takes-long">{words.longCounts}</p>
        </div>
      ) : null}
      {state.kind === 'over' ? <Note title={words.expired} means={words.expiredMeans} /> : null}
      {state.kind === 'offline' ? (
        <Note title={words.offline} means="">
          <Button look="primary" onClick={() => setTries(tries + 1)}>
            {words.tryAgain}
          </Button>
        </Note>
      ) : null}
      {state.kind === 'running' ? <Running check={state.check} /> : null}
      {state.kind === 'failed' ? (
        <Note title={words.failed.title} means={words.failed.means} />
      ) : null}
      {state.kind === 'customer' ? <Chosen checks={state.checks} onChoose={setCheck} /> : null}
      {state.kind === 'result' && proof !== null ? (
        <Result proof={proof} check={state.check} figures={state.figures} />
      ) : null}
    </div>
  )
}

async function read(chosen: string | null, signal: AbortSignal): Promise<State> {
  if (proof === null) return { kind: 'over' }
  let check: string | null = null
  try {
    check = chosen ?? (await whatIsShared(proof, signal))
    if (check === null) return { kind: 'customer', checks: await listChoosable(proof, signal) }
    const figures = await ask<Figures>(proof, `/checks/${check}/result`, { signal })
    return { kind: 'result', check, figures }
  } catch (error) {
    if (error instanceof Unread && error.code === 'RESULT_NOT_THERE' && check !== null) {
      return await undelivered(proof, check, signal)
    }
    if (error instanceof Unread && error.status !== null && error.status < 500) {
      return { kind: 'over' }
    }
    return { kind: 'offline' }
  }
}

/** How far it is while it is being read, or that it has ended without a result. */
async function undelivered(by: Proof, id: string, signal: AbortSignal): Promise<State> {
  try {
    const check = await ask<CheckDetail>(by, `/checks/${id}`, { signal })
    return check.finishedAt === null ? { kind: 'running', check } : { kind: 'failed' }
  } catch {
    return { kind: 'offline' }
  }
}

async function whatIsShared(by: Proof, signal: AbortSignal): Promise<string | null> {
  return (await ask<Shared>(by, '/shared', { signal })).check
}

function Head(): ReactNode {
  const shell = useWords(SHELL_WORDS)
  const { language, speak } = useLanguage()
  const dark = useDark()
  const other = language === 'ru' ? 'en' : 'ru'
  return (
    <header>
      <span className="brand">
        <Icon name="brand" />
        Evercheck
      </span>
      <span className="grow" />
      <Button look="quiet" size="small" lang={other} onClick={() => speak(other)}>
        {shell.language[other]}
      </Button>
      <button
        className="icon-btn"
        type="button"
        aria-label={shell.theme.label}
        onClick={() => chooseTheme(dark ? 'light' : 'dark')}
      >
        <Icon name={dark ? 'moon' : 'sun'} />
      </button>
    </header>
  )
}

type NoteProps = {
  readonly title: string
  readonly means: string
  readonly children?: ReactNode
}

/** One sentence in place of everything. */
export function Note({ title, means, children }: NoteProps): ReactNode {
  return (
    <main className="note-page">
      <h1>{title}</h1>
      <p className="mid">{means}</p>
      {children}
    </main>
  )
}
