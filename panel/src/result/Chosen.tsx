import type { ReactNode } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { longDateIn } from '../../../src/words/panel/time.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { ask, type Proof } from './ask.ts'

type Page = AnswerOf<typeof checks.listChecks>
/** A check that a customer can look at. */
export type Choosable = Page['items'][number]

/** The latest checks of whoever asks. Throws `Unread`. */
export async function listChoosable(by: Proof, signal: AbortSignal): Promise<readonly Choosable[]> {
  return (await ask<Page>(by, '/checks?limit=50', { signal })).items
}

/** The checks of a customer who comes by Telegram: one of them is looked at. */
export function Chosen(props: {
  readonly checks: readonly Choosable[]
  readonly onChoose: (check: string) => void
}): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  return (
    <main className="note-page">
      <h1>{words.tabs.all}</h1>
      {props.checks.length === 0 ? <p className="mid">{words.noneAtAll.title}</p> : null}
      <ul className="chosen">
        {props.checks.map((check) => (
          <li key={check.id}>
            <button className="btn" type="button" onClick={() => props.onChoose(check.id)}>
              <b dir="ltr">@{check.targetNow ?? check.target}</b>
              <span className="push dim">{longDateIn(language, new Date(check.createdAt))}</span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  )
}
