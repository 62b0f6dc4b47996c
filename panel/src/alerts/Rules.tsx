import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type * as contract from '../../../src/contract/alerts.ts'
import { type Language, numberIn } from '../../../src/words/language.ts'
import { RULES_WORDS } from '../../../src/words/panel/rules.ts'
import { SYSTEM_WORDS } from '../../../src/words/panel/system.ts'
import { decimalIn, percentIn, spanIn } from '../../../src/words/panel/time.ts'
import { Bar, lookOf } from '../ui/Bar.tsx'
import { Glyph } from '../ui/Glyph.tsx'
import { Loaded } from '../ui/Loaded.tsx'
import { useLanguage, useWords } from '../ui/language.tsx'
import { type Head, Table, TableWaiting } from '../ui/Table.tsx'
import type { AnswerOf } from '../wire/call.ts'
import { listRules } from '../wire/system-queries.ts'

type Rule = AnswerOf<typeof contract.listRules>['items'][number]

/** Every rule: what it measures now, and above what it fires. */
export function Rules(): ReactNode {
  const words = useWords(RULES_WORDS)
  const query = useQuery(listRules())
  return (
    <>
      <p className="sec mid">{words.means}</p>
      <Loaded query={query} frame={<TableWaiting heads={useHeads(false)} rows={14} />}>
        {({ items }) => (
          <RulesTable rules={[...items].sort((one, other) => closeness(other) - closeness(one))} />
        )}
      </Loaded>
    </>
  )
}

type TableProps = { readonly rules: readonly Rule[]; readonly short?: boolean }

function useHeads(short: boolean): readonly Head[] {
  const words = useWords(RULES_WORDS)
  const heads: readonly Head[] = [
    [words.rule, '', 54],
    [words.now, 'num', 5],
    [words.limit, 'num p2', 9],
    [words.close, 'p2', 8],
  ]
  return short ? heads : [...heads, [words.holds, 'num p3', 8]]
}

/** Rules as rows, with how close each is to its limit. */
export function RulesTable({ rules, short = false }: TableProps): ReactNode {
  return (
    <Table heads={useHeads(short)} slim={short}>
      {rules.map((rule) => (
        <Row key={rule.rule} rule={rule} short={short} />
      ))}
    </Table>
  )
}

type RowProps = { readonly rule: Rule; readonly short: boolean }

function Row({ rule, short }: RowProps): ReactNode {
  const words = useWords(RULES_WORDS)
  const severity = useWords(SYSTEM_WORDS).alerts.severity
  const { language } = useLanguage()
  const fires = rule.value > rule.over
  const isCritical = rule.severity === 'critical'
  const bar = (
    <Bar
      value={Math.min(rule.value, full(rule))}
      max={full(rule)}
      look={!fires ? lookOf(rule.value, full(rule)) : isCritical ? 'bad' : 'warn'}
    />
  )
  return (
    <tr>
      <td className="main-cell">
        <span className="row">
          <Glyph state={fires ? (isCritical ? 'dead' : 'throttled') : 'healthy'} />
          <span className="cut">{rule.title}</span>
        </span>
        {short ? null : (
          <span className="sub">
            {severity[rule.severity]}, <span className="mono">{rule.rule}</span>
          </span>
        )}
        <span className="only-phone">{bar}</span>
      </td>
      <td className={fires ? 'num dead' : 'num'} data-head={words.now}>
        {said(language, rule, rule.value)}
      </td>
      <td className="num p2">{said(language, rule, rule.over)}</td>
      <td className="p2">
        <span className="meter">{bar}</span>
      </td>
      {short ? null : (
        <td className="num p3">{rule.forMs === 0 ? words.atOnce : spanIn(language, rule.forMs)}</td>
      )}
    </tr>
  )
}

/** A rule that fires above nothing is full with one. */
function full({ over, unit }: Rule): number {
  return over > 0 ? over : unit === 'ratio' ? 0.01 : 1
}

/** How near a rule is to its alert: it fires above one. */
export function closeness(rule: Rule): number {
  return rule.value / full(rule)
}

function said(language: Language, { unit }: Rule, value: number): string {
  switch (unit) {
    case 'seconds':
      return spanIn(language, value * 1000)
    case 'ratio':
      return percentIn(language, value)
    case 'number':
      return Number.isInteger(value) ? numberIn(language, value) : decimalIn(language, value)
  }
}
