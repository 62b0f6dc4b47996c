import { expect, test } from 'vitest'
import { withCleanWords } from './outcome.ts'

const HOSTILE = '\u001b]0;owned\u0007\u009b31m\u202eNo\u200e\u061c way\r\n'

test.each(['wrong-password', 'unknown-user', 'code-rejected', 'suspended', 'throttled'] as const)(
  'what a page says about %s moves no cursor and turns no text',
  (kind) => {
    expect(withCleanWords({ kind, detail: HOSTILE })).toEqual({ kind, detail: ']0;owned31mNo way' })
  },
)

test('where a challenge is, and an unknown page, are told in clean words too', () => {
  const challenged = { kind: 'challenged', where: HOSTILE, detail: HOSTILE } as const
  const clean = ']0;owned31mNo way'
  expect(withCleanWords(challenged)).toEqual({ ...challenged, where: clean, detail: clean })
  const technical = { kind: 'technical', code: 'UNKNOWN_PAGE', detail: 'x'.repeat(5000) } as const
  expect(withCleanWords(technical)).toMatchObject({ detail: 'x'.repeat(300) })
  expect(withCleanWords({ kind: 'code-needed' })).toEqual({ kind: 'code-needed' })
})
