import { expect, test } from 'vitest'
import { faultOfPassword, hashPassword, isPassword } from './password.ts'

test.each([
  ['fourteen chars', 'too-short'],
  ['x'.repeat(201), 'too-long'],
  ['aaaaaaaaaaaaaaaaaaaa', 'too-simple'],
  ['abcabcabcabcabcabc', 'too-simple'],
  ['passwordpassword1', 'too-simple'],
  ['Evercheck-Instagram!', 'too-simple'],
  ['qwertyuiop1234567', 'too-simple'],
  ['abcdefghijklmnopqrst', 'too-simple'],
  ['98765432109876543210', 'too-simple'],
  ['ada.lovelace-ada.lovelace', 'too-simple'],
  ['correct horse battery staple', null],
  ['пароль не из словаря 7', null],
  ['tr0ub4dor&3-or-so', null],
])('%j is %s', (password, fault) => {
  expect(faultOfPassword(password, 'ada.lovelace')).toBe(fault)
})

test('a password is known again in any spelling of Unicode, and no other one is', async () => {
  const stored = await hashPassword('caf\u00e9 au lait, s\u2019il')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await isPassword('cafe\u0301 au lait, s\u2019il', stored)).toBe(true)
  expect(await isPassword('cafe au lait, s\u2019il', stored)).toBe(false)
  expect(await isPassword('', stored)).toBe(false)
  expect(await hashPassword('caf\u00e9 au lait, s\u2019il')).not.toBe(stored)
})

test.each([null, '', '$argon2id$v=19$m=1,t=1,p=1$x$y', '$2b$10$abcdef'])(
  'nothing is the password of %j',
  async (stored) => {
    expect(await isPassword('whatever it is', stored)).toBe(false)
  },
)
