import { expect, test } from 'vitest'
import { Bench, type Got, PLAIN_PAGES, walk } from '../test-client.ts'
import type { Disguise } from '../world/accounts.ts'

const KEEPER_LIST = 'ada.example'

test('a kill armed for 728 rows strikes when exactly 728 have been delivered', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf(KEEPER_LIST)
  const kill = { username: 'keeper', disguise: 'plain', afterRows: 728, list: 'followers' }
  expect(await bench.control('sessions/kill', kill)).toEqual({ killed: 0, armed: true })
  const { pks, refused } = await walk(browser, pk, 'followers')
  expect(new Set(pks).size).toBe(728)
  expect([refused?.status, refused?.json.message]).toEqual([403, 'login_required'])
  const counters = await bench.control('counters')
  expect(counters).toMatchObject({ deaths: 1, deathsByDisguise: { plain: 1 } })
  expect(counters.rows.followers).toBe(728)
})

test('after a relogin the same pass goes on to the truth', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const first = await bench.browser()
  const pk = await bench.pkOf(KEEPER_LIST)
  await bench.control('sessions/kill', { username: 'keeper', afterRows: 728, list: 'followers' })
  const before = await walk(first, pk, 'followers')
  const again = await bench.browser()
  const cursor = encodeURIComponent(before.pages.at(-1)?.json.next_max_id)
  const next = await again.get(`/api/v1/friendships/${pk}/followers/?count=50&max_id=${cursor}`)
  expect(next.status).toBe(200)
  const pks = new Set([...before.pks, ...next.json.users.map((user: { pk: string }) => user.pk)])
  expect(pks.size).toBe(728 + next.json.users.length)
})

test('two kills armed together strike one after the other', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const pk = await bench.pkOf(KEEPER_LIST)
  for (const afterRows of [100, 130]) {
    await bench.control('sessions/kill', { username: 'keeper', afterRows, list: 'followers' })
  }
  expect((await walk(await bench.browser(), pk, 'followers')).pks).toHaveLength(100)
  expect((await walk(await bench.browser(), pk, 'followers')).pks).toHaveLength(30)
  expect((await walk(await bench.browser(), pk, 'followers')).pks).toHaveLength(1663)
})

test('every disguise shows another face', async () => {
  await using bench = await Bench.open()
  const pk = await bench.pkOf(KEEPER_LIST)
  const faces: Record<Disguise, (list: { status: number; text: string }) => boolean> = {
    plain: ({ status, text }) => status === 403 && text.includes('"login_required"'),
    redirect: ({ status }) => status === 302,
    'login-wall': ({ status, text }) => status === 200 && text.includes('not-logged-in'),
    'delete-cookie': ({ status }) => status === 403,
    'user-has-logged-out': ({ text }) => text.includes('"user_has_logged_out"'),
    'please-wait': ({ status, text }) => status === 401 && text.includes('Please wait a few'),
    'saved-account': ({ status, text }) =>
      status === 200 && /keeper<.*Continue.*Use another profile/.test(text),
  }
  for (const [disguise, face] of Object.entries(faces)) {
    const browser = await bench.browser()
    await bench.control('sessions/kill', { username: 'keeper', disguise })
    const list = await browser.get(`/api/v1/friendships/${pk}/followers/`)
    expect([disguise, face(list)]).toEqual([disguise, true])
    const deletes = list.setCookies.some((text) => text.startsWith('sessionid="";'))
    expect([disguise, deletes]).toEqual([disguise, disguise === 'delete-cookie'])
  }
})

test('a death that says please wait is told from a throttle by the second question only', async () => {
  await using bench = await Bench.open()
  const pk = await bench.pkOf(KEEPER_LIST)
  const list = `/api/v1/friendships/${pk}/followers/`

  const throttled = await bench.browser('second')
  await bench.control('throttle', { username: 'second', forMs: 60_000 })
  const dead = await bench.browser()
  await bench.control('sessions/kill', { username: 'keeper', disguise: 'please-wait' })
  const bare = { headers: { 'x-ig-app-id': '936619743392459' } }

  const bodies = [
    await throttled.get(list),
    await dead.get(list),
    await bench.ask(list, bare),
    await bench.ask(list, { headers: { ...bare.headers, cookie: 'sessionid=' } }),
  ]
  expect(bodies.map(({ status }) => status)).toEqual([401, 401, 401, 401])
  expect(new Set(bodies.map(({ text }) => text))).toEqual(
    new Set([
      '{"message":"Please wait a few minutes before you try again.",' +
        '"require_login":true,"igweb_rollout":true,"status":"fail"}',
    ]),
  )
  const alive = await throttled.get(`/api/v1/users/${throttled.pk}/info/`)
  expect([alive.status, alive.json.user?.pk]).toEqual([200, throttled.pk])
  const gone = await dead.get(`/api/v1/users/${dead.pk}/info/`)
  expect([gone.status, gone.json.message]).toEqual([403, 'login_required'])
  expect((await throttled.get('/accounts/edit/')).status).toBe(200)
  const page = await dead.get('/accounts/edit/')
  expect([page.status, page.headers.location]).toEqual([
    302,
    expect.stringContaining('/accounts/login/'),
  ])
})

test('a death that says please wait has the headers and cookies of a throttle, too', async () => {
  await using bench = await Bench.open()
  const list = `/api/v1/friendships/${await bench.pkOf(KEEPER_LIST)}/followers/`
  const throttled = await bench.browser('second')
  await bench.control('throttle', { username: 'second', forMs: 60_000 })
  const dead = await bench.browser()
  await bench.control('sessions/kill', { username: 'keeper', disguise: 'please-wait' })
  const marks = ({ headers, setCookies }: Got) => ({
    headers: Object.keys(headers).sort(),
    cookies: setCookies.map((text) => text.slice(0, text.indexOf('='))),
  })
  const seen = marks(await throttled.get(list))
  expect(seen.cookies).toEqual(['csrftoken', 'rur'])
  expect(marks(await dead.get(list))).toEqual(seen)
})

test('the page after which a session dies was still asked by a living one', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const list = `/api/v1/friendships/${await bench.pkOf(KEEPER_LIST)}/followers/`
  await bench.control('sessions/kill', { username: 'keeper', afterRows: 12 })
  const last = await browser.get(list)
  expect(last.json.users).toHaveLength(12)
  expect(last.headers['x-ig-set-www-claim']).toMatch(/^hmac\.AR/)
  expect(await bench.control('counters')).toMatchObject({ deaths: 1, requestsAfterDeath: 0 })
  expect((await browser.get(list)).status).toBe(403)
  expect(await bench.control('counters')).toMatchObject({ deaths: 1, requestsAfterDeath: 1 })
})

test('a kill at once ends every session of the account, and of no other', async () => {
  await using bench = await Bench.open()
  const browsers = [await bench.browser(), await bench.browser(), await bench.browser('second')]
  expect(await bench.control('sessions/kill', { username: 'keeper' })).toMatchObject({ killed: 2 })
  const statuses = await Promise.all(
    browsers.map(
      async (browser) => (await browser.get(`/api/v1/users/${browser.pk}/info/`)).status,
    ),
  )
  expect(statuses).toEqual([403, 403, 200])
})
