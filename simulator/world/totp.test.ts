import { expect, test } from 'vitest'
import { acceptedStep, decodeBase32, totpCode, totpStep } from './totp.ts'

/** The secret of RFC 6238's appendix B, "12345678901234567890", in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test('the codes are those of RFC 6238, appendix B, in six digits', () => {
  expect(decodeBase32(SECRET).toString()).toBe('12345678901234567890')
  const vectors: readonly (readonly [seconds: number, code: string])[] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ]
  for (const [seconds, code] of vectors) {
    expect(totpCode(SECRET, totpStep(seconds * 1000))).toBe(code)
  }
})

test('the code of the step before and of the step after are taken, those further off are not', () => {
  const nowMs = 1_234_567_890_000
  const now = totpStep(nowMs)
  const taken = [-2, -1, 0, 1, 2].filter(
    (off) => acceptedStep(SECRET, totpCode(SECRET, now + off), nowMs, -1) !== undefined,
  )
  expect(taken).toEqual([-1, 0, 1])
})

test('a code is good once, and takes the older ones with it', () => {
  const nowMs = 1_234_567_890_000
  const now = totpStep(nowMs)
  expect(acceptedStep(SECRET, totpCode(SECRET, now), nowMs, now)).toBeUndefined()
  expect(acceptedStep(SECRET, totpCode(SECRET, now - 1), nowMs, now)).toBeUndefined()
  expect(acceptedStep(SECRET, totpCode(SECRET, now + 1), nowMs, now)).toBe(now + 1)
})
