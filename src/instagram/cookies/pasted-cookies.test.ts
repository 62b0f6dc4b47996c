import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCookies } from './pasted-cookies.ts'
import { CookiesUnreadableError } from './pasted-form.ts'

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

test.each([
  ['milliseconds, as Firefox 142 writes them', '1830297600000', 1_830_297_600],
  ['microseconds of some epoch', '13340000000000000', -1],
  ['nothing, as the cookie jar of Python writes it', '', -1],
  ['a fraction', '1830297600.75', 1_830_297_600],
])('an expiry in %s is one that a browser takes', (_, expiry, seconds) => {
  const lines = [
    '# Netscape HTTP Cookie File',
    `.instagram.com\tTRUE\t/\tTRUE\t${expiry}\tds_user_id\t1234567`,
    `#HttpOnly_.instagram.com\tTRUE\t/\tTRUE\t${expiry}\tsessionid\t${SESSIONID}`,
  ]
  const cookies = parseCookies(lines.join('\n'))
  expect(cookies.map(({ expires }) => expires)).toEqual([seconds, seconds])
})

test('an expiry of JSON is read in its unit too, and a cookie for any site need not be secure', () => {
  const login = { domain: '.instagram.com', name: 'sessionid', value: SESSIONID, path: '/' }
  const size = { domain: '.instagram.com', name: 'wd', value: '1280x720', secure: false }
  const json = JSON.stringify([
    { ...login, expirationDate: 1_830_297_600_000 },
    { ...size, sameSite: 'no_restriction', expirationDate: '1830297600' },
  ])
  const [session, wd] = parseCookies(json)
  expect(session).toMatchObject({ expires: 1_830_297_600 })
  expect(wd).toMatchObject({ expires: 1_830_297_600, secure: false, sameSite: 'None' })
})

const TOOLS_ROW = `sessionid\t${SESSIONID}\t.instagram.com\t/\t2027-09-20T12:00:00.000Z\t75\t✓\t✓\tLax\t\tMedium`

test.each([
  ['a row of the cookie table of developer tools', TOOLS_ROW],
  ['that row with blanks for tabs', TOOLS_ROW.replaceAll(/\t+/g, '  ')],
  ['rows of that table', `csrftoken\ttok\t.instagram.com\t/\tSession\t9\n${TOOLS_ROW}`],
  ['its name and its value', `sessionid\t${SESSIONID}`],
  ['a name and a value with a colon', `sessionid: "${SESSIONID}"`],
  ['names and values with numbers', `{"sessionid":"${SESSIONID}","ds_user_id":1234567,"x":null}`],
  ['names and values under "cookies"', `{"cookies":{"sessionid":"${SESSIONID}"}}`],
  ['the lines of an answer', `Set-Cookie: sessionid=${SESSIONID}; Domain=.instagram.com; Path=/`],
  [
    'a request that was copied whole',
    `GET / HTTP/2\nHost: www.instagram.com\nCookie: a=b; sessionid=${SESSIONID}\nAccept: */*`,
  ],
  ['a header on two lines', `accept\n*/*\ncookie\nmid=m; sessionid=${SESSIONID}\nuser-agent\nx`],
  [
    'a curl command',
    `curl 'https://www.instagram.com/' -H 'accept: */*' -H 'cookie: mid=m; sessionid=${SESSIONID}'`,
  ],
  ['a newer curl command', `curl 'https://www.instagram.com/' -b 'mid=m; sessionid=${SESSIONID}'`],
  [
    'the export of Cookie Quick Manager',
    JSON.stringify([
      {
        'Host raw': 'https://.instagram.com/',
        'Name raw': 'sessionid',
        'Path raw': '/',
        'Content raw': SESSIONID,
        'Expires raw': '1830297600',
      },
    ]),
  ],
  [
    'a HAR file with its cookies',
    JSON.stringify({
      log: {
        version: '1.2',
        entries: [
          {
            request: {
              url: 'https://www.instagram.com/',
              headers: [{ name: 'Cookie', value: `sessionid=${SESSIONID}` }],
              cookies: [],
            },
          },
          {
            request: {
              url: 'https://evil.test/',
              headers: [{ name: 'Cookie', value: 'sessionid=9%3Aa%3A1' }],
              cookies: [],
            },
          },
          { nothing: true },
        ],
      },
    }),
  ],
])('%s is read', (_, pasted) => {
  expect(valueIn(pasted, 'sessionid')).toBe(SESSIONID)
  expect(valueIn(pasted, 'ds_user_id')).toBe('1234567')
  expect(parseCookies(pasted).map(({ name }) => name)).not.toContain('Domain')
})

test.each([
  [
    'a HAR file without cookies',
    JSON.stringify({
      log: { entries: [{ request: { url: 'https://www.instagram.com/', headers: [] } }] },
    }),
    /HAR file.*sensitive data/,
  ],
  [
    'settings of instagrapi',
    JSON.stringify({
      uuids: {},
      cookies: {},
      device_settings: {},
      authorization_data: { sessionid: SESSIONID },
    }),
    /settings file of instagrapi.*with a browser/,
  ],
  ['a session file of instaloader', '\ufffd\u0004\ufffdX\u0000sessionid', /no text.*instaloader/],
  ['what Python prints', `{'sessionid': '${SESSIONID}'}`, /as Python prints/],
])('%s is refused by its name, with what to paste instead', (_, pasted, why) => {
  const refused = refusalOf(pasted)
  expect(refused.message).toMatch(why)
  expect(refused.message).toMatch(/Paste the value of the cookie/)
  expect(refused.message).not.toContain('AYc')
})

test('names that would be two cookies in a header are left out, and a flood is refused', () => {
  const names = { sessionid: SESSIONID, 'a;b': '1', 'a=b': '1', а: '1', '..': '1' }
  expect(parseCookies(JSON.stringify(names)).map(({ name }) => name)).toEqual([
    'sessionid',
    '..',
    'ds_user_id',
  ])
  expect(valueIn(`=sessionid=evil; sessionid=${SESSIONID}`, 'sessionid')).toBe(SESSIONID)
  expect(refusalOf('=sessionid=1%3Aevil%3A1').message).toMatch(/no cookie "sessionid"/)
  const flood = Array.from({ length: 5000 }, (_, index) => `c${index}=1`)
  expect(refusalOf(`sessionid=${SESSIONID}; ${flood.join('; ')}`).message).toMatch(/more cookies/)
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
