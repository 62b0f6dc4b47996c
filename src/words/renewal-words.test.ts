import { expect, test } from 'vitest'
import { SecretUnopenableError } from '../credentials/vault.ts'
import type { RenewalOutcome } from '../sessions/keeper.ts'
import { BrowserMissingError, SandboxMissingError } from '../sessions/machine-trouble.ts'
import { renewalClause } from './renewal-words.ts'

const UNABLE = [
  new BrowserMissingError('none at /usr/bin'),
  new SandboxMissingError('not allowed'),
  new SecretUnopenableError({ kind: 'key-missing', keyName: 'k1' }, null),
].map((error): RenewalOutcome => ({ kind: 'unable', error }))

test.each(UNABLE)(
  'a machine that cannot log in says so in the language of its reader',
  (unable) => {
    expect(renewalClause(unable, 'ru')).toMatch(/^[а-яё ,]+$/)
    expect(renewalClause(unable, 'en')).toMatch(/^[a-z, ]+$/)
  },
)

test('a renewal that is put off says that the session lives on', () => {
  const postponed: RenewalOutcome = { kind: 'postponed', detail: 'no form', retryMs: 1 }
  expect(renewalClause(postponed, 'ru')).toBe('вход не удался: no form; сессия при этом жива')
  expect(renewalClause(postponed, 'en')).toBe('logging in failed: no form; the session lives on')
})
