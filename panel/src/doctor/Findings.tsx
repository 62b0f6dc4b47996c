import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { Button } from '../ui/Button.tsx'
import { Copy } from '../ui/Copy.tsx'
import { Glyph, type State } from '../ui/Glyph.tsx'
import { useWords } from '../ui/language.tsx'
import { Trouble } from '../ui/Trouble.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { examination } from '../wire/system-queries.ts'

const GLYPHS = {
  well: 'healthy',
  careful: 'throttled',
  broken: 'failed',
} as const satisfies Record<string, State>
const ORDER = ['broken', 'careful', 'well'] as const

/**
 * Line by line: what was looked at, the finding, and what mends it; what is broken first. `quiet`
 * where the page says elsewhere that nothing answers.
 */
export function Findings({ quiet }: { readonly quiet: boolean }): ReactNode {
  const words = useWords(SYSTEM_WORDS).doctor
  const query = useQuery(examination())
  const findings = query.data?.findings ?? []
  const looking = query.data === undefined && query.error === null
  const broken = findings.filter(({ state }) => state === 'broken').length
  return (
    <section className="sec findings">
      <div className="sec-h">
        <h2>{words.findings}</h2>
        <span className="note" role="status">
          {query.data === undefined
            ? null
            : broken === 0
              ? words.allFine
              : words.brokenCount(broken)}
        </span>
        <span className="end">
          <Button size="small" busy={query.isFetching} onClick={() => void query.refetch()}>
            {words.again}
          </Button>
        </span>
      </div>
      {looking ? (
        <>
          <p className="mid">{words.looking}</p>
          <Waiting rows={8} />
        </>
      ) : null}
      {query.data === undefined && query.error !== null && !quiet ? (
        <Trouble error={query.error} />
      ) : null}
      <dl>
        {ORDER.flatMap((state) => findings.filter((one) => one.state === state)).map((one) => (
          <div key={`${one.what} ${one.says}`}>
            <dt>
              <Glyph state={GLYPHS[one.state]} label={words.states[one.state]} />
              {words.looks[one.what] ?? one.what}
            </dt>
            <dd>{one.says}</dd>
          </div>
        ))}
      </dl>
      {looking ? null : (
        <p className="mid command">
          {words.command} <code className="mono">evercheck doctor</code>
          <Copy text="evercheck doctor" />
        </p>
      )}
    </section>
  )
}
