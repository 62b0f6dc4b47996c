import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Registry } from '@prometheus-io/client'
import { expect, test } from 'vitest'
import { RULES } from '../../src/alerts/rules.ts'
import { ManualClock } from '../../src/kernel/clock.ts'
import { gaugesOf } from '../../src/telemetry/figures.ts'
import { countEvents } from '../../src/telemetry/process-metrics.ts'
import { expressions } from './dashboard.ts'
import { ROWS } from './dashboard-rows.ts'
import { monitoringFiles } from './files.ts'
import { prometheusRules } from './prometheus-rules.ts'

const ROOT = new URL('../..', import.meta.url).pathname

test('what is generated for those who watch is up to date', () => {
  const files = monitoringFiles()
  const there = Object.keys(files).map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])
  expect(Object.fromEntries(there)).toEqual(files)
})

test('whoever is woken by an alert finds what to do, in both languages', () => {
  const rules = Object.keys(RULES)
  expect(rules.length).toBeGreaterThan(20)
  for (const [page, todo] of [
    ['docs/alerts.md', '- What to do: '],
    ['docs/ru/alerts.md', '- Что делать: '],
  ] as const) {
    const sections = readFileSync(join(ROOT, page), 'utf8').split(/^## /m).slice(1)
    const told = sections.filter((section) => section.split(todo)[1]?.trim().length ?? 0 > 10)
    const named = told.map((section) => section.split('\n')[0])
    expect(rules.filter((rule) => !named.includes(rule))).toEqual([])
  }
})

test('every expression of rules and dashboard names metrics that are exported, and no other', () => {
  const asked = [...expressions(), ...prometheusRules().map(({ expr }) => expr)]
  const named = asked.flatMap((text) =>
    [...text.matchAll(/\bevercheck_\w+/g)].map(([name]) => name),
  )
  const known = exported()
  expect(named.length).toBeGreaterThan(50)
  expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
})

test('the eight figures of session health come first', () => {
  const [first] = ROWS
  expect(first?.panels.map(({ title }) => title)).toEqual([
    'Status',
    'Age',
    'Last verified',
    'Next refresh',
    'Proactive refreshes, 7 days',
    'Reactive refreshes, 7 days',
    'Refresh success rate, 7 days',
    'Check success rate, 7 days',
  ])
})

test('every rule of ours is one of Prometheus, with its limit and its time', () => {
  const theirs = new Map(prometheusRules().map((rule) => [rule.name, rule]))
  for (const [name, { metric, over, forMs, severity }] of Object.entries(RULES)) {
    expect(theirs.get(name)).toMatchObject({
      expr: `max(${metric}) > ${over}`,
      forMs,
      severity,
    })
  }
})

/** The names of everything that a service exports of its own. */
function exported(): ReadonlySet<string> {
  const registry = new Registry()
  gaugesOf(registry)
  countEvents(registry, new ManualClock(new Date('2026-11-25T12:00:00Z')))
  const names = registry.getMetricsAsArray().flatMap(({ name }) => {
    return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]
  })
  const ofTheListener = [
    'evercheck_build_info',
    'evercheck_figures_timestamp_seconds',
    'evercheck_figures_duration_seconds',
  ]
  return new Set([...names, ...ofTheListener])
}
