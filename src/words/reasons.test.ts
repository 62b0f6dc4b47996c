import { expect, test } from 'vitest'
import { REST_KINDS, reason, reasonText, STOP_KINDS } from '../accounts/reasons.ts'
import { endingWords } from './endings.ts'
import { reasonTextWords, restTextWords, restWords, stopTextWords, stopWords } from './reasons.ts'

test.each(REST_KINDS)('the reason to rest %s has words, with a detail and without', (kind) => {
  for (const detail of [null, 'a detail']) {
    const words = restWords(reason(kind, detail))
    expect(words).not.toMatch(/undefined|null|\[object/)
    expect(restTextWords(reasonText(reason(kind, detail)))).toBe(words)
  }
})

test.each(STOP_KINDS)('the reason to stop %s has words, with a detail and without', (kind) => {
  for (const detail of [null, 'a detail']) {
    const words = stopWords(reason(kind, detail))
    expect(words).not.toMatch(/undefined|null|\[object/)
    expect(stopTextWords(reasonText(reason(kind, detail)))).toBe(words)
  }
})

test('what a check stands still for is said in words, whether its account rests or has stopped', () => {
  for (const kind of STOP_KINDS) {
    const why = reason(kind, 'a detail')
    expect(reasonTextWords(reasonText(why))).toBe(stopWords(why))
    expect(endingWords({ kind: 'out-of-patience', why }, 'ru')).toBe(stopWords(why, 'ru'))
  }
  for (const kind of REST_KINDS) {
    const why = reason(kind, 'a detail')
    expect(reasonTextWords(reasonText(why))).toBe(restWords(why))
  }
})

test('trouble of the machine is told with what to do about it', () => {
  const why = reason('machine', 'certificate: open /: no connection (ERR_CERT_INVALID)')
  expect(restWords(why)).toBe(
    'this machine cannot log in: open /: no connection (ERR_CERT_INVALID). Check the clock, a proxy that intercepts, and EVERCHECK_INSTAGRAM_CA.',
  )
})

test('a reason does not stand inside the same reason', () => {
  const words = stopWords({ kind: 'login-refused', detail: 'Instagram refused the password' })
  expect(words).toBe('Instagram refused the password')
  expect(stopWords({ kind: 'login-refused', detail: 'no such user' })).toBe(
    'Instagram refused the login: no such user',
  )
})
