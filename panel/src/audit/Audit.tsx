import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { capital } from '../../../src/words/language.ts'
import { actIn, objectIn } from '../../../src/words/panel/deeds.ts'
import { SHELL_WORDS } from '../../../src/words/panel/shell.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { stampIn } from '../../../src/words/panel/time.ts'
import { Top } from '../frame/Top.tsx'
import '../style/page-system.css'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { Search } from '../ui/Search.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { useAddress } from '../ui/use-search.ts'
import { now } from '../wire/now.ts'
import { downloadOfAudit, readAudit } from '../wire/system-queries.ts'

/** Who did what, when? */
export function Audit(): ReactNode {
  const words = useWords(SYSTEM_WORDS).audit
  const shell = useWords(SHELL_WORDS)
  const { language } = useLanguage()
  const [address, change] = useAddress()
  const act = address.get('act') ?? ''
  const query = useQuery(readAudit(act, address.get('after')))
  const search = useCallback((text: string) => change({ act: text, after: null }), [change])
  const { when, who, object, outcome, from } = words.columns
  const heads: readonly Head[] = [
    [when, 'p2', 13],
    [who, 'p2', 11],
    [words.columns.act, '', 26],
    [object, 'p2', 24],
    [outcome, '', 8],
    [from, 'p2', 11],
  ]
  const nothing = (
    <Empty title={words.none} means={words.noneMeans}>
      {act === '' ? null : (
        <Button onClick={() => change({ act: null })}>{shell.clearFilter}</Button>
      )}
    </Empty>
  )
  return (
    <div className="page-system">
      <Top title={shell.pages.audit} />
      <div className="tools">
        <Search label={words.search} value={act} onSearch={search} />
        <span className="grow" />
        <a className="btn" href={downloadOfAudit(act)} download>
          CSV
        </a>
      </div>
      <Loaded
        query={query}
        frame={<TableWaiting heads={heads} slim rows={14} />}
        none={act === '' ? undefined : nothing}
      >
        {({ items, next }) =>
          items.length === 0 ? (
            nothing
          ) : (
            <>
              <Table heads={heads} slim>
                {items.map((entry) => (
                  <tr key={entry.id}>
                    <td className="p2 nowrap">{stampIn(language, new Date(entry.at), now())}</td>
                    <td className="p2" dir="auto">
                      {entry.by.name}{' '}
                      <span className={entry.by.name === null ? undefined : 'small dim'}>
                        {words.kinds[entry.by.kind]}
                      </span>
                    </td>
                    <td className="main-cell wraps">
                      {capital(actIn(language, entry.act))}{' '}
                      <span className="mono small dim p3">{entry.act}</span>
                      <span className="sub" dir="auto">
                        {[
                          stampIn(language, new Date(entry.at), now()),
                          entry.by.name ?? words.kinds[entry.by.kind],
                          entry.objectId,
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </td>
                    <td className="p2 wraps" dir="auto">
                      <span className="dim">
                        {entry.objectKind === null ? null : objectIn(language, entry.objectKind)}
                      </span>{' '}
                      {entry.objectId}
                    </td>
                    <td>
                      <span className="st">
                        <Glyph state={entry.outcome === 'refused' ? 'failed' : 'done'} />
                        {words.outcomes[entry.outcome]}
                      </span>
                    </td>
                    <td className="p2 mono">{entry.by.address ?? '—'}</td>
                  </tr>
                ))}
              </Table>
              <MoreRows next={next} onMore={(after) => change({ after })} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}
