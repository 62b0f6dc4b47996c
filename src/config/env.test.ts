import { expect, test } from 'vitest'
import { readEnv, SettingInvalidError } from './env.ts'

test.each([
  ['EVERCHECK_PATIENCE_MS', '9007199254740991'],
  ['EVERCHECK_REFRESH_HOURS', '99999999999'],
  ['EVERCHECK_LOGIN_TIMEOUT_MS', '2147483648'],
  ['EVERCHECK_PASSES_MAX', '40000'],
  ['EVERCHECK_RETRY_WAIT_MS', '-1'],
  ['EVERCHECK_THROTTLE_WAIT_MS', '1e3'],
])('%s=%s, which no timer or date could keep, is refused by name', (name, value) => {
  expect(() => readEnv({ [name]: value })).toThrow(SettingInvalidError)
  expect(() => readEnv({ [name]: value })).toThrow(name)
})
