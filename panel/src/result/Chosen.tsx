import { type ReactNode, useState } from 'react'
import type * as checks from '../../../src/contract/checks.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { RESULT_WORDS } from '../../../src/words/panel/result.ts'
import { longDateIn } from '../../../src/words/panel/time.ts'
import { Button } from '../ui/Button.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { goTo } from './address.ts'
import { ask, type Proof } from './ask.ts'

/** Some of a customer's checks, the newest first. */
export type ChecksPage = AnswerOf<typeof checks.listChecks>

/** The next of a customer's checks, behind a cursor. @throws Unread */
export function checksOf(
  by: Proof,
  after: string | null,
  signal?: AbortSignal,
): Promise<ChecksPage> {
  const behind = after === null ? '' : `&after=${after}`
  return ask(by, `/checks?limit=50${behind}`, signal === undefined ? {} : { signal })
}

/** The checks of a customer who comes by Telegram: one of them is looked at. */
export function Chosen(props: { readonly proof: Proof; readonly first: ChecksPage }): ReactNode {
  const { proof, first } = props
  const words = useWords(CHECK_WORDS)
  const own = useWords(RESULT_WORDS)
  const { language } = useLanguage()
  const [pages, setPages] = useState<readonly ChecksPage[]>([first])
  const [busy, setBusy] = useState(false)
  const next = pages.at(-1)?.next ?? null
  const more = async (): Promise<void> => {
    setBusy(true)
    try {
      const page = await checksOf(proof, next)
      setPages((known) => [...known, page])
    } catch {
      // The button stays: another click asks again.
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="note-page">
      <h1>{words.tabs.all}</h1>
      {first.items.length === 0 ? <p className="mid">{words.noneAtAll.title}</p> : null}
      <ul className="chosen">
        {pages
          .flatMap(({ items }) => items)
          .map((check) => (
            <li key={check.id}>
              <button className="btn" type="button" onClick={() => goTo('check', check.id, 'push')}>
                <b className="cut" dir="ltr">
                  @{check.targetNow ?? check.target}
                </b>
                <span className="push dim">
                  {check.state === 'completed'
                    ? longDateIn(language, new Date(check.createdAt))
                    : own.stands[check.finishedAt === null ? 'open' : 'over']}
                </span>
              </button>
            </li>
          ))}
      </ul>
      {next === null ? null : (
        <Button busy={busy} onClick={() => void more()}>
          {own.more}
        </Button>
      )}
    </main>
  )
}
