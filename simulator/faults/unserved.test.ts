import { expect, test } from 'vitest'
import { Bench, PLAIN_PAGES, walk } from '../test-client.ts'
import { UNSERVED_READS } from '../world/settings.ts'

test('what the web does not serve answers each in its own way, while search and lists answer', async () => {
  await using bench = await Bench.open({ config: { faults: { notServed: UNSERVED_READS } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const info = await browser.get(`/api/v1/users/${browser.pk}/info/`)
  expect([info.status, info.text]).toEqual([429, ''])
  const profile = await browser.get('/api/v1/users/web_profile_info/?username=ada.example')
  expect([profile.status, profile.headers['content-type']]).toEqual([
    429,
    'text/html; charset="utf-8"',
  ])
  expect(profile.text).toContain('<title>Page Not Found • Instagram</title>')
  const feed = await browser.get('/api/v1/feed/user/ada.example/username/?count=1')
  expect([feed.status, /class="logged-in".*mount_0_0/s.test(feed.text)]).toEqual([200, true])
  const search = await browser.get('/web/search/topsearch/?query=ada.example')
  expect(search.json.users[0].user.pk).toBe(pk)
  const page = await browser.get(`/api/v1/friendships/${pk}/followers/?count=12`)
  expect(page.json.users.length).toBeGreaterThan(0)
  expect((await bench.control('faults')).notServed).toEqual(UNSERVED_READS)
})

test('a surface that is not served says the same to a session that is dead', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  await bench.control('faults', { notServed: [{ surface: 'info' }, { surface: 'form-data' }] })
  await bench.control('sessions/kill', { username: 'keeper' })
  const own = [`/api/v1/users/${browser.pk}/info/`, '/api/v1/accounts/edit/web_form_data/']
  for (const path of own) expect((await browser.get(path)).status).toBe(429)
  const list = await browser.get(`/api/v1/friendships/${browser.pk}/followers/`)
  expect(list.json.message).toBe('login_required')
})

test('one account is refused a surface that another one is served, until it is served again', async () => {
  await using bench = await Bench.open()
  const [keeper, second] = [await bench.browser(), await bench.browser('second')]
  const path = `/api/v1/users/${await bench.pkOf('ada.example')}/info/`
  const statuses = async () => [(await keeper.get(path)).status, (await second.get(path)).status]
  await bench.control('faults', { notServed: [{ surface: 'info', username: 'keeper' }] })
  expect(await statuses()).toEqual([429, 200])
  await bench.control('faults', { notServed: [] })
  expect(await statuses()).toEqual([200, 200])
})

test('a surface or an account that is not there cannot be left unserved', async () => {
  await using bench = await Bench.open()
  for (const unserved of [{ surface: 'nothing' }, { surface: 'info', username: 'nobody' }]) {
    const got = await bench.tryControl('faults', { notServed: [unserved] })
    expect([got.status, got.json.error]).toEqual([
      400,
      expect.stringMatching(/there is no|none is/),
    ])
  }
})

test('a dead session meets the screen of its account everywhere but at the login', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  await bench.control('sessions/kill', { username: 'keeper', disguise: 'saved-account' })
  const paths = [
    `/api/v1/users/${browser.pk}/info/`,
    '/api/v1/accounts/edit/web_form_data/',
    `/api/v1/friendships/${browser.pk}/followers/`,
    '/web/search/topsearch/?query=ada.example',
    '/ada.example/',
  ]
  for (const path of paths) {
    const { status, text } = await browser.get(path)
    expect([path, status]).toEqual([path, 200])
    expect(text).toContain('<span>keeper</span>')
    expect(text).not.toMatch(/not-logged-in|password/)
  }
})

test('one refusal on one surface, or one server error, leaves the pages around it alone', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('small.example')
  for (const status of [560, 572]) {
    await bench.control('faults', {
      once: [{ row: '20', status, list: 'followers', afterRows: 20 }],
    })
    const { pks, refused } = await walk(browser, pk, 'followers')
    expect([pks.length, refused?.status]).toEqual([20, status])
    expect((await walk(browser, pk, 'followers')).pks).toHaveLength(58)
  }
  const every = [{ row: '2e', surface: 'list:followers', username: 'keeper', probability: 1 }]
  await bench.control('faults', { every })
  expect((await walk(browser, pk, 'followers')).refused?.json.message).toBe('login_required')
  expect((await walk(browser, pk, 'following')).pks).toHaveLength(43)
  expect((await browser.get(`/api/v1/users/${browser.pk}/info/`)).status).toBe(200)
  expect((await bench.control('counters')).deaths).toBe(0)
})
