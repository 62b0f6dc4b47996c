import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { SHELL_WORDS, type ShellWords } from '../../../src/words/panel/shell.ts'
import { clockIn } from '../../../src/words/panel/time.ts'
import { Refused, Unreachable } from '../wire/refused.ts'
import { Button } from './Button.tsx'
import { Glyph } from './Glyph.tsx'
import { useWords } from './language.tsx'
import { refusalOn } from './said-of.ts'

/** What went wrong, what happens by itself, the remedy, and small print to be copied. */
export function Trouble({
  error,
  retry,
}: {
  readonly error: unknown
  readonly retry?: () => void
}): ReactNode {
  const words = useWords(SHELL_WORDS)
  const [path] = useLocation()
  const { title, means } = troubleOf(error, words)
  const refused = error instanceof Refused ? error : null
  const isNowhere = refused !== null && (refused.status === 404 || isMistyped(refused))
  return (
    <section className="sec mt" role="alert">
      <h2 className="row">
        <Glyph state="failed" />
        {title}
      </h2>
      <p className="mid">{means}</p>
      {refused === null ? null : (
        <p className="small dim">
          <span className="mono">{refused.code}</span>, {clockIn(refused.at, true)},{' '}
          {words.error.request(refused.problem.errorId)}
        </p>
      )}
      {refused !== null || error instanceof Unreachable ? null : (
        <pre className="small dim mono">{String(error)}</pre>
      )}
      <div className="row wrap">
        {isNowhere ? (
          <Link className="btn primary" href="/">
            {words.pages.overview}
          </Link>
        ) : /^\/(doctor|setup)/.test(path) ? null : (
          <Link className="btn primary" href="/doctor">
            {words.openDoctor}
          </Link>
        )}
        {retry === undefined ? null : <Button onClick={retry}>{words.tryAgain}</Button>}
      </div>
    </section>
  )
}

function troubleOf(
  error: unknown,
  words: ShellWords,
): { readonly title: string; readonly means: string } {
  const said = words.error
  if (error instanceof Unreachable) return { title: said.unreachable, means: said.unreachableMeans }
  if (!(error instanceof Refused)) return { title: said.broken, means: said.brokenMeans }
  if (isMistyped(error)) return { title: said.noPage, means: said.noPageMeans }
  const { title, detail } = error.problem
  const means = refusalOn(error, words) ?? detail ?? said.brokenMeans
  // What stands above it is not said again.
  const again = `${title.replace(/\.$/, '')}. `
  return { title, means: means.startsWith(again) ? means.slice(again.length) : means }
}

/** Whether what the address of the page names is no such name at all. */
function isMistyped({ problem }: Refused): boolean {
  return problem.issues?.some(({ path }) => path.startsWith('params/')) === true
}
