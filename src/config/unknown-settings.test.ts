import { expect, test } from 'vitest'
import { unknownSettings } from './unknown-settings.ts'

test.each([
  ['EVERCHECK_PACE', 'EVERCHECK_PACE_MS'],
  ['EVERCHECK_KEYFILE', 'EVERCHECK_KEY_FILE'],
  ['EVERCHECK_BROWSR', 'EVERCHECK_BROWSER'],
  ['EVERCHECK_LOGIN_PER_DAY', 'EVERCHECK_LOGINS_PER_DAY'],
])('%s is told, and the nearest name is %s', (wrong, right) => {
  expect(unknownSettings({ [wrong]: 'x' })).toEqual([
    { code: 'setting-unknown', setting: wrong, nearest: right },
  ])
})

test('settings that exist, and what is not ours, are not told', () => {
  expect(unknownSettings({ EVERCHECK_DATA: 'data', EVERYTHING: 'x', PATH: '/bin' })).toEqual([])
})
