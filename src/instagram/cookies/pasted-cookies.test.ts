import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CookiesUnreadableError, parseCookies } from './pasted-cookies.ts'

const SESSIONID = '1234567%3AAbCdEfGhIjKlMn%3A12%3AAYcSecretSecretSecret'

function valueIn(text: string, name: string): string | undefined {
  return parseCookies(text).find((cookie) => cookie.name === name)?.value
}

function refusalOf(text: string): CookiesUnreadableError {
  try {
    parseCookies(text)
  } catch (error) {
    if (error instanceof CookiesUnreadableError) return error
    throw error
  }
  throw new Error('it was read')
}

test('a bare sessionid is a login, and tells whose', () => {
  const cookies = parseCookies(` ${SESSIONID}\n`)
  expect(cookies).toContainEqual({
    name: 'sessionid',
    value: SESSIONID,
    domain: '.instagram.com',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  })
  expect(cookies).toContainEqual(
    expect.objectContaining({ name: 'ds_user_id', value: '1234567', httpOnly: false }),
  )
})

test('a sessionid that a tool has decoded is encoded again', () => {
  expect(valueIn(decodeURIComponent(SESSIONID), 'sessionid')).toBe(SESSIONID)
  expect(valueIn(`"${decodeURIComponent(SESSIONID)}"`, 'sessionid')).toBe(SESSIONID)
})

test('a Cookie header is read, with or without its name, quotes and equals signs kept', () => {
  const header = `Cookie: csrftoken=a=b; sessionid=${SESSIONID}; rur="NAO\\0541234567\\0541"; mid=`
  expect(valueIn(header, 'csrftoken')).toBe('a=b')
  expect(valueIn(header, 'rur')).toBe('"NAO\\0541234567\\0541"')
  expect(valueIn(header, 'mid')).toBeUndefined()
  expect(valueIn(header.slice('Cookie: '.length), 'sessionid')).toBe(SESSIONID)
  expect(valueIn(`sessionid=${SESSIONID};`, 'ds_user_id')).toBe('1234567')
})

test('a cookies.txt is read, foreign cookies left out', () => {
  const lines = [
    '# Netscape HTTP Cookie File',
    `#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t1800000000\tsessionid\t${SESSIONID}`,
    '.instagram.com\tTRUE\t/\tTRUE\t0\tds_user_id\t1234567',
    '.facebook.com\tTRUE\t/\tTRUE\t0\tc_user\t1',
    'evilinstagram.com\tTRUE\t/\tTRUE\t0\tevil\t1',
  ]
  const cookies = parseCookies(lines.join('\r\n'))
  expect(cookies.map((cookie) => cookie.name)).toEqual(['sessionid', 'ds_user_id'])
  expect(cookies[0]).toMatchObject({ expires: 1_800_000_000, httpOnly: true, secure: true })
  expect(cookies[1]).toMatchObject({ expires: -1, httpOnly: false })
  expect(parseCookies(lines.join('\n').replaceAll('\t', ' '))).toEqual(cookies)
})

test('the JSON of a cookie extension is read', () => {
  const json = JSON.stringify([
    {
      domain: '.instagram.com',
      expirationDate: 1_800_000_000.53,
      hostOnly: false,
      httpOnly: true,
      name: 'sessionid',
      path: '/',
      sameSite: 'no_restriction',
      secure: true,
      session: false,
      storeId: '0',
      value: SESSIONID,
      id: 1,
    },
    {
      domain: 'www.instagram.com',
      hostOnly: true,
      httpOnly: false,
      name: 'csrftoken',
      path: '/',
      sameSite: 'unspecified',
      secure: true,
      session: true,
      value: 'tok',
    },
    { domain: '.google.com', name: 'NID', value: 'x' },
    { surprise: true },
  ])
  const cookies = parseCookies(json)
  expect(cookies.map((cookie) => cookie.name)).toEqual(['sessionid', 'csrftoken', 'ds_user_id'])
  expect(cookies[0]).toMatchObject({ expires: 1_800_000_000, sameSite: 'None' })
  expect(cookies[1]).toMatchObject({ domain: 'www.instagram.com', expires: -1, sameSite: 'Lax' })
})

test('a Playwright storage state is read', () => {
  const cookie = {
    name: 'sessionid',
    value: SESSIONID,
    domain: '.instagram.com',
    path: '/',
    expires: 1_800_000_000.9,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax' as const,
  }
  const [read] = parseCookies(JSON.stringify({ cookies: [cookie], origins: [] }))
  expect(read).toEqual({ ...cookie, expires: 1_800_000_000 })
})

test('a plain JSON object of names and values is read', () => {
  expect(valueIn(JSON.stringify({ sessionid: SESSIONID, mid: 'm' }), 'mid')).toBe('m')
})

test('what holds no login is refused with a remedy', () => {
  expect(refusalOf('  ')).toMatchObject({ code: 'COOKIES_UNREADABLE' })
  expect(refusalOf('csrftoken=abc; mid=1').message).toMatch(/no cookie "sessionid".*Log in/)
  expect(refusalOf('sessionid=""; csrftoken=abc').message).toMatch(/no cookie "sessionid"/)
  expect(refusalOf('AYcSecretSecretSecret').message).toMatch(/not a whole one/)
  expect(refusalOf('[{"name":"sessionid"').message).toMatch(/not complete/)
  expect(refusalOf('{"cookies":7}').message).toMatch(/no list of cookies/)
  expect(refusalOf(`sessionid=${SESSIONID}; ds_user_id=999`).message).toMatch(/two different/)
  expect(refusalOf(`sessionid=${SESSIONID}x; `.repeat(20_000)).message).toMatch(/too long/)
})

test('nothing that is pasted makes anything but cookies or a refusal that tells no value', () => {
  const secret = 'S3cretS3cretS3cret'
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(secret, `sessionid=${secret}`, ';', '\t', '\n', '[', '{"', '"', '7%3A', '='),
    fc.json(),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      try {
        for (const cookie of parseCookies(text)) {
          expect(cookie.value).not.toMatch(/[;\r\n]/)
          expect(cookie.domain).toMatch(/instagram\.com$/)
        }
      } catch (error) {
        if (!(error instanceof CookiesUnreadableError)) throw error
        expect(error.message).not.toContain(secret)
        expect(error.cause).toBeUndefined()
      }
    }),
    { numRuns: 500 },
  )
})
