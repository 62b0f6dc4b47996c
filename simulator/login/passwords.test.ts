import { describe, expect, test } from 'vitest'
import { makeMobilePasswordKey } from './mobile-password.ts'
import { sealForApp, sealForWeb } from './test-seal.ts'
import { makeWebPasswordKey } from './web-password.ts'

const PLAIN = 'p:a ss é✓'

describe('the web password', () => {
  const key = makeWebPasswordKey(77)

  test('opens in version 0, colons and all', () => {
    expect(key.open(`#PWD_INSTAGRAM_BROWSER:0:1790000000:${PLAIN}`)).toEqual({
      kind: 'opened',
      plain: PLAIN,
    })
  })

  test('opens in version 10 with the published key', () => {
    expect(key.open(sealForWeb(key.published, PLAIN))).toEqual({ kind: 'opened', plain: PLAIN })
  })

  test.each([
    ['is sealed to another key', sealForWeb(makeWebPasswordKey(77).published, PLAIN)],
    ['names another key id', sealForWeb({ ...key.published, keyId: 78 }, PLAIN)],
    ['had its time changed', sealForWeb(key.published, PLAIN).replace(/:10:1/, ':10:2')],
    ['has another tag', sealForWeb(key.published, PLAIN).replace('_BROWSER', '')],
    ['has another version', sealForWeb(key.published, PLAIN).replace(':10:', ':5:')],
    ['is cut short', sealForWeb(key.published, PLAIN).slice(0, 90)],
    ['is empty', ''],
  ])('does not open when it %s', (_why, text) => {
    expect(key.open(text).kind).toBe('unreadable')
  })
})

describe('the password of the app', () => {
  const key = makeMobilePasswordKey(200)

  test('opens in version 0', () => {
    expect(key.open(`#PWD_INSTAGRAM:0:1790000000:${PLAIN}`)).toEqual({
      kind: 'opened',
      plain: PLAIN,
    })
  })

  test('opens in version 4 with the published key', () => {
    expect(key.open(sealForApp(key, PLAIN))).toEqual({ kind: 'opened', plain: PLAIN })
  })

  test.each([
    ['is sealed to another key', sealForApp(makeMobilePasswordKey(200), PLAIN)],
    ['names another key id', sealForApp({ ...key, keyId: 201 }, PLAIN)],
    ['had its time changed', sealForApp(key, PLAIN).replace(/:4:1/, ':4:2')],
    ['is cut short', sealForApp(key, PLAIN).slice(0, 60)],
    ['is empty', ''],
  ])('does not open when it %s', (_why, text) => {
    expect(key.open(text).kind).toBe('unreadable')
  })
})
