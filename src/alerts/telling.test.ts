import { expect, test } from 'vitest'
import type { Alert } from './alert.ts'
import { isQuiet, type Target, targetsFor, tellingOf } from './telling.ts'

const NIGHT = { fromMinute: 22 * 60, toMinute: 7 * 60, zone: 'UTC' }
const NOON = new Date('2026-11-25T12:00:00Z')
const MIDNIGHT = new Date('2026-11-26T00:00:00Z')
const hours = (before: Date, count: number) => new Date(before.getTime() - count * 3_600_000)

type Change = Partial<Pick<Alert, 'severity' | 'toldAt' | 'resolvedAt' | 'acknowledgedAt'>>

const NEW = {
  severity: 'warning',
  toldAt: null,
  resolvedAt: null,
  acknowledgedAt: null,
} as const

const told = (count: number): Change => ({ toldAt: hours(NOON, count) })

test.each<[string, Change, Date, boolean]>([
  ['raised', {}, NOON, false],
  ['raised', { severity: 'critical' }, MIDNIGHT, false],
  ['later', { severity: 'warning' }, MIDNIGHT, false],
  ['later', { severity: 'info' }, MIDNIGHT, false],
  ['later', {}, NOON, true],
  ['later', { severity: 'critical', ...told(3.9) }, NOON, false],
  ['repeated', { severity: 'critical', ...told(4) }, NOON, false],
  ['later', { severity: 'critical', ...told(4), acknowledgedAt: NOON }, NOON, false],
  ['later', told(23.9), NOON, false],
  ['repeated', told(24), NOON, false],
  ['later', { severity: 'info', ...told(900) }, NOON, false],
  ['resolved', { ...told(1), resolvedAt: NOON }, NOON, false],
  ['resolved', { ...told(1), resolvedAt: NOON, acknowledgedAt: NOON }, NOON, false],
  ['later', { ...told(1), resolvedAt: MIDNIGHT }, MIDNIGHT, false],
  ['later', { ...told(1), resolvedAt: NOON }, NOON, true],
  // Began and ended within the night, or while it was silenced.
  ['resolved', { resolvedAt: NOON }, NOON, false],
  ['never', { resolvedAt: NOON }, NOON, true],
  // What is only good to know is told once, and late rather than not at all.
  ['raised', { severity: 'info', resolvedAt: NOON }, NOON, false],
  ['never', { severity: 'info', ...told(1), resolvedAt: NOON }, NOON, false],
])('%s: %o at %s, silenced: %s', (telling, change, at, isSilenced) => {
  expect(tellingOf({ ...NEW, ...change }, at, { quiet: NIGHT, isSilenced })).toBe(telling)
})

test.each([
  ['2026-11-25T21:59:00Z', 'UTC', false],
  ['2026-11-25T22:00:00Z', 'UTC', true],
  ['2026-11-26T06:59:00Z', 'UTC', true],
  ['2026-11-26T07:00:00Z', 'UTC', false],
  ['2026-11-25T19:00:00Z', 'Europe/Moscow', true],
  // The clocks of Berlin are put back at 01:00 UTC that night.
  ['2026-10-25T05:30:00Z', 'Europe/Berlin', true],
  ['2026-10-25T06:00:00Z', 'Europe/Berlin', false],
  ['2026-10-24T05:00:00Z', 'Europe/Berlin', false],
])('%s is quiet by the clock of %s: %s', (at, zone, quiet) => {
  expect(isQuiet(new Date(at), { ...NIGHT, zone })).toBe(quiet)
})

test('quiet hours of one day do not span midnight', () => {
  const day = { fromMinute: 60, toMinute: 120, zone: 'UTC' }
  expect(isQuiet(new Date('2026-11-25T01:30:00Z'), day)).toBe(true)
  expect(isQuiet(NOON, day)).toBe(false)
})

const TARGETS: readonly Target[] = [
  { channel: 'telegram', target: '1' },
  { channel: 'mail', target: 'ops@example.com' },
  { channel: 'webhook', target: '' },
]

test.each([
  ['SessionInvalid', 'critical', 'acc_1', ['telegram', 'mail', 'webhook']],
  ['SessionOld', 'warning', 'acc_1', ['telegram', 'webhook']],
  ['AlertDeliveryFailing', 'warning', 'telegram', ['mail', 'webhook']],
  ['AlertDeliveryFailing', 'warning', 'mail', ['telegram', 'webhook']],
] as const)('%s (%s) of "%s" is told by %j', (rule, severity, subject, channels) => {
  const told = targetsFor({ rule, severity, alerts: [{ subject }] }, TARGETS)
  expect(told.map(({ channel }) => channel)).toEqual(channels)
})
