import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/alerts.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Act, act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { useNow } from '../wire/now.ts'
import { listRules } from '../wire/system-queries.ts'

export type Silence = AnswerOf<typeof contract.listSilences>['items'][number]

/** What nobody is told of for a time. */
export function Silences({ silences }: { readonly silences: readonly Silence[] }): ReactNode {
  const words = useWords(SYSTEM_WORDS).alerts
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const rules = useQuery(listRules()).data?.items ?? []
  const titleOf = (name: string): string => rules.find(({ rule }) => rule === name)?.title ?? name
  if (silences.length === 0) return <p className="sec mid">{words.noSilence}</p>
  return (
    <table className="tbl">
      <thead>
        <tr>
          <th>{words.rule}</th>
          <th>{words.subject}</th>
          <th className="num">{words.until}</th>
          <th className="p2">{words.who}</th>
          <th>
            <span className="vh">{shell.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {silences.map((silence) => (
          <tr key={`${silence.rule}-${silence.subject}`}>
            <td className="main-cell">
              {titleOf(silence.rule)}
              <span className="mono small dim p3"> {silence.rule}</span>
              <span className="sub" dir="auto">
                {silence.subject ?? words.all}
              </span>
            </td>
            <td className="p2" dir="auto">
              {silence.subject ?? words.all}
            </td>
            <td className="num" data-head={words.until}>
              {momentIn(language, new Date(silence.until), now)}
            </td>
            <td className="p2" dir="auto">
              {silence.by}
            </td>
            <td className="acts">
              <ActButton
                size="small"
                name={words.unsilence}
                does={ending(silence)}
                renews={['alerts']}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** No minutes of silence end it. */
function ending({ rule, subject }: Silence): Act {
  const body = { rule, minutes: 0, ...(subject === null ? {} : { subject }) }
  return act<typeof contract.silenceAlert>('silenceAlert', { body })
}
