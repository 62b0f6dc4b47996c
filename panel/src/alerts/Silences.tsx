import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/alerts.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { momentIn } from '../../../src/words/panel/time.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { type Act, act } from '../wire/act.ts'
import type { AnswerOf } from '../wire/call.ts'
import { useNow } from '../wire/now.ts'
import { listRules } from '../wire/system-queries.ts'

export type Silence = AnswerOf<typeof contract.listSilences>['items'][number]

function useHeads(): readonly Head[] {
  const { rule, subject, until, who } = useWords(SYSTEM_WORDS).alerts
  return [
    [rule, '', 49],
    [subject, 'p2', 10],
    [until, 'num', 7],
    [who, 'p2', 5],
    [null, 'num', 16],
  ]
}

/** The silences before they come. */
export function SilencesFrame(): ReactNode {
  return <TableWaiting heads={useHeads()} rows={2} />
}

/** What nobody is told of for a time. */
export function Silences({ silences }: { readonly silences: readonly Silence[] }): ReactNode {
  const words = useWords(SYSTEM_WORDS).alerts
  const { language } = useLanguage()
  const now = useNow()
  const rules = useQuery(listRules()).data?.items ?? []
  const titleOf = (name: string): string => rules.find(({ rule }) => rule === name)?.title ?? name
  const heads = useHeads()
  if (silences.length === 0) return <p className="sec mid">{words.noSilence}</p>
  return (
    <Table heads={heads}>
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
    </Table>
  )
}

/** No minutes of silence end it. */
function ending({ rule, subject }: Silence): Act {
  const body = { rule, minutes: 0, ...(subject === null ? {} : { subject }) }
  return act<typeof contract.silenceAlert>('silenceAlert', { body })
}
