import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ACCOUNT_WORDS } from '../../../src/words/panel/accounts.ts'
import { methodIn } from '../../../src/words/panel/methods.ts'
import { stampIn, tookIn } from '../../../src/words/panel/time.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { GOOD_REFRESHES, type Refresh, refreshesOf } from '../wire/account-queries.ts'
import { useNow } from '../wire/now.ts'

/** Renewals and logins, the newest first. */
export function Refreshes({ account }: { readonly account: string }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const query = useQuery(refreshesOf(account))
  const { when, why, how, took, outcome, detail } = words.refreshColumns
  const heads: readonly Head[] = [
    [when, '', 22],
    [why, '', 14],
    [how, 'p2', 10],
    [took, 'num p2', 7],
    [outcome, '', 20],
    [detail, 'p2', 21],
  ]
  return (
    <section>
      <div className="sec-h refreshes-h">
        <h2>{words.refreshes}</h2>
      </div>
      <Loaded query={query} frame={<TableWaiting heads={heads} slim />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="sec mid">{words.noRefreshes}</p>
          ) : (
            <Table heads={heads} slim>
              {items.map((one) => (
                <Row key={one.id} refresh={one} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </section>
  )
}

function Row({ refresh }: { readonly refresh: Refresh }): ReactNode {
  const words = useWords(ACCOUNT_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const { cause, method, startedAt, finishedAt, outcome, detail, formSent } = refresh
  const good = GOOD_REFRESHES.includes(outcome)
  const open = finishedAt === null
  const ms = open ? null : new Date(finishedAt).getTime() - new Date(startedAt).getTime()
  const took = ms === null ? '—' : tookIn(language, ms)
  const said = detail ?? (formSent ? words.typed : words.nothingTyped)
  return (
    <tr>
      <td className="main-cell">
        {stampIn(language, new Date(startedAt), now)}
        <span className="sub" dir="auto">
          {[methodIn(language, method), took, said].filter((part) => part !== '—').join(' · ')}
        </span>
      </td>
      <td>
        <span className={cause === 'reactive' ? 'chip s-dead' : 'chip'}>
          {words.causes[cause] ?? cause}
        </span>
      </td>
      <td className="p2">{methodIn(language, method)}</td>
      <td className="num p2">{took}</td>
      <td>
        <span className="st">
          <Glyph state={open ? 'running' : good ? 'done' : 'failed'} />
          {words.outcomes[outcome] ?? outcome}
        </span>
      </td>
      <td className="p2 mid" dir="auto">
        {said}
      </td>
    </tr>
  )
}
