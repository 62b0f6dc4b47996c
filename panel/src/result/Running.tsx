import type { ReactNode } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import { numberIn } from '../../../src/words/language.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { Bar } from '../ui/Bar.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'

/** A check as its reader sees it while it is being read. */
export type CheckDetail = AnswerOf<typeof checks.getCheck>

const LISTS = ['followers', 'following'] as const

/** How far a check is that is being read: what was saved, of how many. It never falls. */
export function Running({ check }: { readonly check: CheckDetail }): ReactNode {
  const words = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const number = (count: number): string => numberIn(language, count)
  const people = check.followers.collected + check.following.collected
  const until = check.parkedUntil === null ? null : new Date(check.parkedUntil)
  const waits =
    check.state === 'queued'
      ? words.inLine(check.place)
      : check.state === 'parked'
        ? words.parked(until && momentIn(language, until, new Date()))
        : null
  return (
    <main className="note-page">
      <p className="mid">
        <b dir="ltr">@{check.targetNow ?? check.target}</b>
      </p>
      <h1 aria-live="polite">{words.running(number(people), people)}</h1>
      <dl className="whole so-far">
        {LISTS.map((name) => {
          const { collected, expected } = check[name]
          return (
            <div key={name}>
              <dt>{words.lists[name]}</dt>
              <dd>
                {number(collected)}{' '}
                {expected === null ? null : <small>{words.of(number(expected))}</small>}
              </dd>
              {expected === null ? null : (
                <dd className="way">
                  <Bar value={collected} max={expected} />
                </dd>
              )}
            </div>
          )
        })}
      </dl>
      {waits === null ? null : <p className="mid">{waits}</p>}
      <p className="mid">{words.runningMeans}</p>
    </main>
  )
}
