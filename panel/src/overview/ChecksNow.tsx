import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { OVERVIEW_WORDS } from '../../../src/words/panel/overview.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { percentIn } from '../../../src/words/panel/time.ts'
import { barOf, happensIn, readOf, stateOfCheck } from '../states/check-state.ts'
import { Bar } from '../ui/Bar.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { useNow } from '../wire/now.ts'
import { type CheckSummary, checkCounts, openChecks, useWithRunning } from '../wire/queries.ts'

const SHOWN_MAX = 5
const ORDER = ['running', 'parked', 'queued'] as const

/** The checks that are open, and what happens in them. */
export function ChecksNow(): ReactNode {
  const words = useWords(OVERVIEW_WORDS)
  const shell = useWords(SHELL_WORDS)
  const checkWords = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const query = useQuery(openChecks())
  const open = useWithRunning(query.data)
  const counts = useQuery(checkCounts())
  return (
    <section className="sec">
      <div className="sec-h">
        <h2>{words.checksNow}</h2>
        {counts.data === undefined ? null : (
          <span className="note only-wide">
            {words.checksNowNote(counts.data.running, counts.data.parked, counts.data.queued)}
          </span>
        )}
        <Link className="link end" href="/checks">
          {shell.all}
        </Link>
      </div>
      <Loaded query={{ ...query, data: open }} rows={5}>
        {({ items }) => (
          <>
            {items.length === 0 ? <p className="mid">{words.noChecks}</p> : null}
            <div className="live-list">
              {inOrder(items).map((check) => {
                const { collected, expected } = readOf(check)
                const share = expected === 0 ? null : Math.min(1, collected / expected)
                return (
                  <Link key={check.id} href={`/checks/${check.id}`}>
                    <span className="row">
                      <Glyph state={stateOfCheck(check)} />
                      <b className="cut" dir="ltr">
                        @{check.targetNow ?? check.target}
                      </b>
                      <span className="push nowrap">
                        {share === null
                          ? numberIn(language, collected)
                          : percentIn(language, share, 0)}
                      </span>
                    </span>
                    <span className="row small mid">
                      <span className="cut">{happening(check)}</span>
                    </span>
                    <Bar value={collected} max={expected} {...barOf(check)} />
                  </Link>
                )
              })}
            </div>
          </>
        )}
      </Loaded>
    </section>
  )

  /** What is read, and how much of it, or why nothing is. */
  function happening(check: CheckSummary): string {
    const list = check.followers.confidence === null ? 'followers' : 'following'
    const { collected, expected, pages } = check[list]
    if (check.state !== 'running' || pages === 0 || expected === null) {
      return happensIn(language, checkWords, check, now)
    }
    return checkWords.reading(list, numberIn(language, collected), numberIn(language, expected))
  }
}

/** What runs stands before what stands still, and that before what waits. */
function inOrder(checks: readonly CheckSummary[]): readonly CheckSummary[] {
  return ORDER.flatMap((state) => checks.filter((check) => check.state === state)).slice(
    0,
    SHOWN_MAX,
  )
}
