import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
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
  const away = error instanceof Unreachable
  const refused = error instanceof Refused ? error : null
  const title = away ? words.error.unreachable : (refused?.problem.title ?? words.error.broken)
  const means = away
    ? words.error.unreachableMeans
    : ((refused && refusalOn(refused, words)) ?? refused?.problem.detail ?? words.error.brokenMeans)
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
      {!away && refused === null ? <pre className="small dim mono">{String(error)}</pre> : null}
      <div className="row wrap">
        {refused?.status === 404 ? (
          <Link className="btn primary" href="/">
            {words.pages.overview}
          </Link>
        ) : path === '/doctor' ? null : (
          <Link className="btn primary" href="/doctor">
            {words.openDoctor}
          </Link>
        )}
        {retry === undefined ? null : <Button onClick={retry}>{words.tryAgain}</Button>}
      </div>
    </section>
  )
}
