import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import type { BusinessEvent } from '../telemetry/events.ts'
import { narrate } from './narrator.ts'

function narrated(events: readonly BusinessEvent[]): readonly string[] {
  const lines: string[] = []
  const terminal = {
    say: (line: string) => lines.push(line),
    progress: () => undefined,
    clear: () => undefined,
  }
  const tell = narrate(terminal as never, new ManualClock(new Date('2026-11-25T10:00:00Z')))
  for (const event of events) tell(event)
  return lines
}

const started = {
  kind: 'login-started',
  account: 'a',
  method: 'browser',
  cause: 'reactive',
} as const
const parked = { kind: 'check-parked', check: 'c', why: 'no login', until: new Date(0) } as const

function failed(trouble: 'certificate' | 'proxy' | null): BusinessEvent {
  const outcome = { outcome: 'technical', detail: 'no connection', trouble, tookMs: 5 }
  return { kind: 'login-ended', account: 'a', method: 'browser', ...outcome }
}

test('a login that fails for the machine’s reasons is told once with its remedy, then counted', () => {
  const time = (): readonly BusinessEvent[] => [started, failed('certificate'), parked]
  const lines = narrated([...time(), ...time(), ...time()])
  expect(lines[0]).toMatch(/^a cannot log in: the certificate .* EVERCHECK_INSTAGRAM_CA\.$/)
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^a cannot log in: the certificate .*\(2 times since \d\d:\d\d:\d\d\)$/),
    expect.stringMatching(/^a cannot log in: the certificate .*\(3 times since \d\d:\d\d:\d\d\)$/),
  ])
})

test('another trouble is told anew, and one of the login itself in its own words', () => {
  const lines = narrated([failed('certificate'), failed('proxy'), failed(null), failed('proxy')])
  expect(lines).toEqual([
    expect.stringContaining('EVERCHECK_INSTAGRAM_CA'),
    expect.stringContaining('HTTPS_PROXY'),
    'Login failed (technical): no connection',
    expect.stringContaining('HTTPS_PROXY'),
  ])
})

test('only what was logged in before is logged in again', () => {
  const renewed = (version: number, cause: 'manual' | 'reactive'): BusinessEvent => {
    return { kind: 'session-renewed', account: 'a', version, cause, how: 'logged-in', tookMs: 1500 }
  }
  expect(narrated([renewed(1, 'manual'), renewed(2, 'manual'), renewed(3, 'reactive')])).toEqual([
    'Logged in after 1.5 s, going on',
    'Logged in again after 1.5 s, going on',
    'Logged in again after 1.5 s, going on',
  ])
})
