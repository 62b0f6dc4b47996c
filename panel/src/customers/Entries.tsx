import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { changeIn, numberIn } from '../../../src/words/language.ts'
import { entryReasonWords } from '../../../src/words/money.ts'
import { CUSTOMER_WORDS } from '../../../src/words/panel/customers.ts'
import { stampIn } from '../../../src/words/panel/time.ts'
import { customerIn } from '../states/check-state.ts'
import { useLanguage, useWords } from '../ui/language.tsx'
import { MoreRows } from '../ui/MoreRows.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import type { Entry } from '../wire/money-queries.ts'
import { now } from '../wire/now.ts'

const LOOKS: Readonly<Record<Entry['kind'], string>> = {
  credit: 'chip s-running',
  hold: 'chip',
  release: 'chip s-parked',
  capture: 'chip s-healthy',
  adjust: 'chip s-throttled',
}

/** The contract leaves room for reasons of a newer server. */
type Reason = Parameters<typeof entryReasonWords>[0]

type Props = {
  readonly entries: readonly (Entry & { readonly customerName?: string })[]
  readonly next: string | null
  readonly onNext: (after: string) => void
  /** Whether they are of many customers. */
  readonly ofAll?: boolean
}

function useHeads(ofAll: boolean): readonly Head[] {
  const { columns } = useWords(CUSTOMER_WORDS)
  return [
    [columns.when, 'p2', 13],
    ...(ofAll ? [[columns.customer, 'p2 ledger-whom', 25] as const] : []),
    [columns.entry, 'p2', 7],
    [columns.check, 'p2', 5],
    [columns.why, '', ofAll ? 31 : 17],
    [columns.credits, 'num', 5],
    [columns.worth, 'num p2', 7],
  ]
}

/** The ledger before its rows come. */
export function EntriesFrame({ ofAll = false }: Pick<Props, 'ofAll'>): ReactNode {
  return <TableWaiting heads={useHeads(ofAll)} slim rows={ofAll ? 14 : 6} />
}

/** Rows of the ledger, as they were added. */
export function Entries({ entries, next, onNext, ofAll = false }: Props): ReactNode {
  const words = useWords(CUSTOMER_WORDS)
  const { language } = useLanguage()
  const heads = useHeads(ofAll)
  if (entries.length === 0) return <p className="sec mid">{words.noEntries}</p>
  return (
    <>
      <Table heads={heads} slim>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td className="p2 nowrap">{stampIn(language, new Date(entry.at), now())}</td>
            {ofAll ? (
              <td className="p2 ledger-whom">
                <Link href={`/customers/${encodeURIComponent(entry.customer)}`} dir="auto">
                  {customerIn(words, entry)}
                </Link>
              </td>
            ) : null}
            <td className="p2">
              <span className={LOOKS[entry.kind]}>{words.kinds[entry.kind]}</span>
            </td>
            <td className="p2">
              {entry.check === null ? null : (
                <Link className="link mono" href={`/checks/${entry.check}`}>
                  {entry.check.slice(-6)}
                </Link>
              )}
            </td>
            <td className="main-cell why" dir="auto" title={entry.note ?? undefined}>
              {entry.note ?? entryReasonWords(entry.reason as Reason, language) ?? entry.reason}
              <span className="sub" dir="auto">
                {[
                  stampIn(language, new Date(entry.at), now()),
                  words.kinds[entry.kind],
                  ofAll ? customerIn(words, entry) : null,
                  entry.check?.slice(-6),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </td>
            <td className="num strong" data-head={words.columns.credits}>
              {changeIn(language, entry.credits)}
            </td>
            <td className="num p2">{numberIn(language, entry.worth)}</td>
          </tr>
        ))}
      </Table>
      <MoreRows next={next} onMore={onNext} />
    </>
  )
}
