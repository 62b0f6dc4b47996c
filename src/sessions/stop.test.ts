import { expect, test } from 'vitest'
import type { BlockedWhy, Evidence } from '../instagram/verdicts/verdict.ts'
import { stopOf } from './stop.ts'

const HOUR_MS = 3_600_000
const evidence = { row: 'of the test' } as Evidence

test.each([
  ['feedback', 'blocked', 48 * HOUR_MS],
  ['sentry', 'blocked', 6 * HOUR_MS],
  ['suspended', 'suspended', null],
  ['disabled', 'suspended', null],
  ['password-reset', 'wrong-password', null],
  ['geoblock', 'challenged', null],
] satisfies readonly (readonly [BlockedWhy, string, number | null])[])(
  'a block for %s makes the account %s for %s ms',
  (why, standing, forMs) => {
    const stop = stopOf({ kind: 'blocked', why, evidence })
    expect(stop).toEqual({ standing, why: { kind: why, detail: null }, forMs })
  },
)

test.each([['/challenge/…/'], [null]])('a challenge at %s waits for a human', (where) => {
  const stop = stopOf({ kind: 'challenged', where, evidence })
  const why = { kind: 'challenged', detail: where }
  expect(stop).toEqual({ standing: 'challenged', why, forMs: null })
})
