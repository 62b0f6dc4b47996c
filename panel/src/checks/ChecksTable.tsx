import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { numberIn } from '../../../src/words/language.ts'
import { CHECK_WORDS } from '../../../src/words/panel/checks.ts'
import { momentIn, percentIn } from '../../../src/words/panel/time.ts'
import { barOf, customerIn, happensIn, readOf, stateOfCheck } from '../states/check-state.ts'
import { Bar } from '../ui/Bar.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { Moved } from '../ui/Moved.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import { useRows } from '../ui/use-rows.ts'
import { useStill } from '../ui/use-still.ts'
import { useNow } from '../wire/now.ts'
import type { CheckSummary } from '../wire/queries.ts'

const GROUPS = ['running', 'parked', 'queued'] as const

type Props = {
  readonly checks: readonly CheckSummary[]
  readonly grouped: boolean
  /** How many each group has: null where all of them are here, undefined if nobody knows. */
  readonly totals: Readonly<Record<(typeof GROUPS)[number], number>> | null | undefined
  /** What is looked at: another choice is another list. */
  readonly choice: string
}

function useHeads(grouped: boolean): readonly Head[] {
  const { columns } = useWords(CHECK_WORDS)
  return [
    [columns.profile, '', 17],
    [columns.customer, 'p2', 17],
    [columns.followers, 'p2', 13],
    [columns.following, 'p3', 12],
    [columns.happens, 'p2', 27],
    [columns[dateOf(grouped)], 'num p2', 6],
  ]
}

/** The checks before they come. */
export function ChecksFrame({ grouped }: Pick<Props, 'grouped'>): ReactNode {
  return <TableWaiting heads={useHeads(grouped)} rows={12} />
}

/** Checks as rows: by what is to be done with them while they are open. */
export function ChecksTable({ checks, grouped, totals, choice }: Props): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const { groups, moved, show, hold } = useStill(
    grouped
      ? GROUPS.map((group) => ({ group, rows: checks.filter(({ state }) => state === group) }))
      : [{ group: null, rows: checks }],
    ({ id }) => id,
    choice,
  )
  const walk = useRows()
  const totalOf = (group: (typeof GROUPS)[number], here: number): string => {
    if (totals === undefined) return ''
    return numberIn(language, totals === null ? here : totals[group])
  }
  return (
    <>
      <Table heads={useHeads(grouped)} {...walk} {...hold}>
        {groups.map(({ group, rows }) =>
          rows.length === 0 ? null : (
            <Fragment key={group ?? 'all'}>
              {group === null ? null : (
                <tr className="group">
                  <td colSpan={6}>
                    {words.state[group]} <span>{totalOf(group, rows.length)}</span>
                  </td>
                </tr>
              )}
              {rows.map((check) => (
                <Row key={check.id} check={check} grouped={grouped} />
              ))}
            </Fragment>
          ),
        )}
      </Table>
      <Moved moved={moved} show={show} />
    </>
  )
}

/** The date that says most of a check: until when it stands still, or when it was ordered. */
function dateOf(grouped: boolean): 'until' | 'ordered' {
  return grouped ? 'until' : 'ordered'
}

type RowProps = {
  readonly check: CheckSummary
  readonly grouped: boolean
}

function Row({ check, grouped }: RowProps): ReactNode {
  const words = useWords(CHECK_WORDS)
  const { language } = useLanguage()
  const now = useNow()
  const happens = happensIn(language, words, check, now)
  const date = dateOf(grouped)
  const until = grouped ? check.parkedUntil : check.createdAt
  const { collected, expected } = readOf(check)
  const state = stateOfCheck(check)
  return (
    <tr className={state === 'human' ? 'hot' : ''}>
      <td className="main-cell">
        <Link className="row" href={`/checks/${check.id}`}>
          <Glyph state={state} label={words.state[check.state]} />
          <b className="cut" dir="ltr">
            @{check.targetNow ?? check.target}
          </b>
        </Link>
        <span className="sub" dir="auto">
          {happens}
        </span>
        {collected === 0 ? null : (
          <span className="only-phone">
            <Bar value={collected} max={expected} {...barOf(check)} />
          </span>
        )}
      </td>
      <td className="p2">
        <Link className="cut" href={`/customers/${encodeURIComponent(check.customer)}`} dir="auto">
          {customerIn(words, check)}
        </Link>
      </td>
      <td className="p2">
        <Reading list={check.followers} stands={barOf(check)} />
      </td>
      <td className="p3">
        <Reading list={check.following} stands={barOf(check)} />
      </td>
      <td className="p2 what" dir="auto" title={happens}>
        {happensIn(language, words, check, null)}
      </td>
      <td className="num" data-head={until === null ? undefined : words.columns[date]}>
        {until !== null ? (
          momentIn(language, new Date(until), now)
        ) : (
          <>
            <span className="only-wide">—</span>
            {expected === 0 ? null : (
              <span className="only-phone">
                {percentIn(language, Math.min(1, collected / expected), 0)}
              </span>
            )}
          </>
        )}
      </td>
    </tr>
  )
}

type ReadingProps = {
  readonly list: CheckSummary['followers']
  readonly stands: ReturnType<typeof barOf>
}

function Reading({ list, stands }: ReadingProps): ReactNode {
  const { language } = useLanguage()
  if (list.pages === 0) return <span className="dim">—</span>
  const { collected, expected, confidence } = list
  const whole = confidence === 'exact' || confidence === 'confirmed'
  const look = whole ? 'ok' : confidence === 'incomplete' ? 'warn' : stands.look
  return (
    <span className="meter">
      <Bar value={collected} max={expected ?? collected} {...(look ? { look } : {})} />
      <span className="num pn">
        {numberIn(language, collected)}
        {expected === null ? null : <span className="dim"> / {numberIn(language, expected)}</span>}
      </span>
    </span>
  )
}
