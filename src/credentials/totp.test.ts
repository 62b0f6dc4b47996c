import { inspect } from 'node:util'
import fc from 'fast-check'
import { Secret } from 'otpauth'
import { expect, test } from 'vitest'
import { ManualClock } from '../kernel/clock.ts'
import { nextCode, parseTotpSecret, TotpSecretInvalidError, totpCode } from './totp.ts'

const never = new AbortController().signal
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const secret = parseTotpSecret(base32)

function at(seconds: number): Date {
  return new Date(seconds * 1_000)
}

// RFC 6238, appendix B. The seeds are '1234567890' repeated to the length of each hash.
const vectors = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
] as const

test.each(vectors)('at second %i the codes are those of RFC 6238', (second, ...codes) => {
  const seeds = [
    ['SHA1', 20],
    ['SHA256', 32],
    ['SHA512', 64],
  ] as const
  for (const [index, [algorithm, length]] of seeds.entries()) {
    const seed = Secret.fromUTF8('1234567890'.repeat(7).slice(0, length)).base32
    const uri = `otpauth://totp/RFC:6238?secret=${seed}&algorithm=${algorithm}&digits=8&period=30`
    const made = totpCode(parseTotpSecret(uri), at(second))
    expect(made).toEqual({ code: codes[index], step: Math.floor(second / 30) })
  }
})

test.each([
  'gezdgnbvgy3tqojqgezdgnbvgy3tqojq',
  ' GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ \n',
  'gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq',
  'gezd\u2011gnbv\u00a0gy3t\u200bqojq gezd gnbv gy3t qojq====',
  `otpauth://totp/Instagram:some.body?secret=${base32}&issuer=Instagram`,
  `OTPAUTH://TOTP/?secret=gezd%20gnbv%20gy3t%20qojqgezdgnbvgy3tqojq`,
  `otpauth://totp/x?secret=${base32}&algorithm=SHA-1&digits=6&period=30`,
])('the spelling %j is the same secret', (text) => {
  expect(totpCode(parseTotpSecret(text), at(59))).toEqual({ code: '287082', step: 1 })
})

test('digits and period of an address are kept', () => {
  const minutely = parseTotpSecret(`otpauth://totp/x?secret=${base32}&digits=8&period=60`)
  expect(minutely.periodSeconds).toBe(60)
  const made = totpCode(minutely, at(119))
  expect(made.step).toBe(1)
  // The counter, not the time, makes the code: counter 1 is second 59 of the vectors.
  expect(made.code).toBe('94287082')
})

test.each([
  ['nothing', ''],
  ['a code instead of the secret', '234567'],
  ['a backup code', '1234 5678'],
  ['letters that are not base32', 'GEZDGNBVGY3TQOJ0GEZDGNBVGY3TQOJ1'],
  ['padding in the middle', 'GEZDGNBV====GY3TQOJQGEZDGNBV'],
  ['a secret that is far too long', 'GEZDGNBV'.repeat(30)],
  ['an address of a counter', `otpauth://hotp/x?secret=${base32}&counter=1`],
  ['an address without a secret', 'otpauth://totp/x?issuer=Instagram'],
  ['an address that is none', `otpauth://[${base32}`],
  ['an unknown algorithm', `otpauth://totp/x?secret=${base32}&algorithm=MD5`],
  ['too few digits', `otpauth://totp/x?secret=${base32}&digits=4`],
  ['digits that are no number', `otpauth://totp/x?secret=${base32}&digits=six`],
  ['a period of nothing', `otpauth://totp/x?secret=${base32}&period=0`],
  ['a period that is no number', `otpauth://totp/x?secret=${base32}&period=1e1`],
])('%s is refused and not shown', (_, text) => {
  let error: unknown
  try {
    parseTotpSecret(text)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(TotpSecretInvalidError)
  expect(error).toMatchObject({ code: 'TOTP_SECRET_INVALID' })
  const shown = inspect(error, { depth: null, showHidden: true })
  expect(shown).not.toContain(base32)
  if (text !== '') expect(shown.includes(text)).toBe(false)
})

test('a TOTP secret never prints itself', () => {
  expect(`${secret} ${JSON.stringify(secret)} ${inspect(secret, { showHidden: true })}`).toBe(
    '[totp secret] "[totp secret]" [totp secret]',
  )
})

test('a fresh step gives its code at once', async () => {
  const clock = new ManualClock(at(90))
  expect(await nextCode(secret, 2, clock, never)).toEqual(totpCode(secret, at(90)))
  expect(clock.now()).toEqual(at(90))
})

test('a step that ends within two seconds is left out', async () => {
  const early = new ManualClock(new Date(117_999))
  expect((await nextCode(secret, null, early, never)).step).toBe(3)
  expect(early.now()).toEqual(new Date(117_999))
  const late = new ManualClock(new Date(118_000))
  expect((await nextCode(secret, null, late, never)).step).toBe(4)
  expect(late.now()).toEqual(at(120))
})

test('a step that was used is waited out, also when the clock has gone back a little', async () => {
  const clock = new ManualClock(at(100))
  expect((await nextCode(secret, 3, clock, never)).step).toBe(4)
  expect(clock.now()).toEqual(at(120))
  const wentBack = new ManualClock(at(100))
  expect((await nextCode(secret, 4, wentBack, never)).step).toBe(5)
  expect(wentBack.now()).toEqual(at(150))
})

test('a step far in the future was counted by a wrong clock and holds nothing up', async () => {
  const clock = new ManualClock(at(100))
  expect((await nextCode(secret, 9_999_999, clock, never)).step).toBe(3)
  expect(clock.now()).toEqual(at(100))
})

test('however codes are asked for, no step comes twice and each code has time left', async () => {
  const pauses = fc.array(fc.nat(70_000), { minLength: 2, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(fc.nat(2_000_000_000), pauses, async (startMs, pausesMs) => {
      const clock = new ManualClock(new Date(startMs))
      let lastStep: number | null = null
      for (const pauseMs of pausesMs) {
        const { code, step } = await nextCode(secret, lastStep, clock, never)
        expect(step).toBeGreaterThan(lastStep ?? -1)
        expect(code).toBe(totpCode(secret, clock.now()).code)
        expect((step + 1) * 30_000 - clock.now().getTime()).toBeGreaterThan(2_000)
        lastStep = step
        clock.advance(pauseMs)
      }
    }),
  )
})

test('an abort ends the wait with its reason', async () => {
  const controller = new AbortController()
  const reason = new Error('shutting down')
  controller.abort(reason)
  const asked = nextCode(secret, 3, new ManualClock(at(100)), controller.signal)
  await expect(asked).rejects.toBe(reason)
})

test('a clock that stands still ends in an error and not in an endless wait', async () => {
  const stopped = { now: () => at(100), elapsedMs: () => 0, sleep: () => Promise.resolve() }
  await expect(nextCode(secret, 3, stopped, never)).rejects.toThrow('clock stands still')
})
