import { expect, test } from 'vitest'
import { Bench, type Browser } from '../test-client.ts'

const APP = { 'user-agent': 'Instagram 416.0.0.47.66 Android (33/13; 420dpi)' }

async function statusOf(browser: Browser, path: string): Promise<[number, string]> {
  const { status, json } = await browser.get(path)
  return [status, json?.message ?? json?.status ?? '']
}

test('web_profile_info answers, and fails in the ways of 2026', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const path = '/api/v1/users/web_profile_info/?username='
  const { user } = (await keeper.get(`${path}ada.example`)).json.data
  expect(user).toMatchObject({ id: await bench.pkOf('ada.example'), is_private: false })
  expect([user.edge_followed_by, user.edge_follow]).toEqual([{ count: 1663 }, { count: 1204 }])
  const [status, message] = await statusOf(keeper, `${path}shop.example`)
  expect([status, message]).toEqual([400, expect.stringMatching(/^Asset asset:/)])
  expect((await keeper.get(`${path}blocker.example`)).json).toEqual({
    data: { user: null },
    status: 'ok',
  })
  expect((await keeper.get(`${path}nobody.at.all`)).status).toBe(404)
  const onMobile = { host: 'i.instagram.com', headers: APP }
  expect((await keeper.get(`${path}ada.example`, onMobile)).text).toMatch(/^<!DOCTYPE html>/)
  await bench.control('faults', { webProfileOnMobile: 'json' })
  expect((await keeper.get(`${path}ada.example`, onMobile)).json.data.user.id).toBe(user.id)
})

test('a name leads to the same pk by search, by feed and by truth', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const pk = await bench.pkOf('shop.example')
  const search = await keeper.get('/web/search/topsearch/?query=shop.example')
  expect(search.json.users[0]).toMatchObject({
    position: 0,
    user: { pk, username: 'shop.example' },
  })
  const feed = await keeper.get('/api/v1/feed/user/shop.example/username/?count=1')
  expect(feed.json.user.pk).toBe(pk)
  expect((await keeper.get(`/api/v1/feed/user/${pk}/?count=30`)).json).toEqual(feed.json)
  const closed = await bench.pkOf('private.example')
  expect((await statusOf(keeper, `/api/v1/feed/user/${closed}/?count=30`))[0]).toBe(400)
  expect((await statusOf(keeper, '/api/v1/feed/user/1/?count=30'))[0]).toBe(404)
  expect(await statusOf(keeper, '/api/v1/feed/user/nobody.at.all/username/?count=1')).toEqual([
    404,
    'User not found',
  ])
})

test('everybody in a list has a profile of their own', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const { pks } = await bench.control('truth/small.example/followers')
  for (const pk of pks.slice(0, 10)) {
    const { user } = (await keeper.get(`/api/v1/users/${pk}/info/`)).json
    expect(user.pk).toBe(pk)
    expect(user.hd_profile_pic_url_info.url).toBe(user.profile_pic_url)
    expect((await bench.control(`truth/${user.username}`)).pk).toBe(pk)
  }
})

test('an account is told who it is, on the web and by the app', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const info = await keeper.get(`/api/v1/users/${keeper.pk}/info/`)
  expect(info.json.user).toMatchObject({ pk: keeper.pk, username: 'keeper' })
  const form = await keeper.get('/api/v1/accounts/edit/web_form_data/')
  expect(form.json).toMatchObject({ form_data: { username: 'keeper' }, status: 'ok' })
  const path = '/api/v1/accounts/current_user/?edit=true'
  expect((await keeper.get(path)).text).toMatch(/^<!DOCTYPE html>/)
  const byApp = await keeper.get(path, { host: 'i.instagram.com', headers: APP })
  expect(byApp.json.user).toMatchObject({ pk: keeper.pk, username: 'keeper' })
})

test('the login test of GraphQL says the name, or nobody', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const path = '/graphql/query?query_hash=d6f4427fbe92d846298cf93df0b937d3&variables=%7B%7D'
  expect((await keeper.get(path)).json.data.user.username).toBe('keeper')
  expect((await bench.ask(path)).json).toEqual({ data: { user: null }, status: 'ok' })
  await bench.control('sessions/kill', { username: 'keeper' })
  expect((await keeper.get(path)).json).toEqual({ data: { user: null }, status: 'ok' })
})

test('retired doc_ids answer in their four ways, the living one with a profile', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  let id = await bench.pkOf('ada.example')
  const csrf = /csrftoken=(\w+)/.exec(keeper.headers.cookie ?? '')?.[1] ?? ''
  const post = async (doc_id: string, headers = { 'x-csrftoken': csrf }) => {
    const body = new URLSearchParams({ doc_id, variables: JSON.stringify({ id }) }).toString()
    const { status, json } = await keeper.get('/graphql/query', { body, headers })
    return [status, json]
  }
  expect(await post('28036671149327607')).toMatchObject([200, { data: { user: { pk: id } } }])
  expect(await post('25980296051578533')).toMatchObject([200, { errors: [{ code: 1675002 }] }])
  expect(await post('27937681195819736')).toMatchObject([400, { message: 'invalid request' }])
  expect(await post('26347858941511777')).toMatchObject([401, { require_login: true }])
  expect(await post('7898261790222653')).toMatchObject([400, { message: 'feedback_required' }])
  expect((await post('28036671149327607', { 'x-csrftoken': 'other' }))[0]).toBe(403)
  id = await bench.pkOf('blocker.example')
  expect(await post('28036671149327607')).toMatchObject([200, { data: { user: null } }])
})

test('a profile page is for members, and knows the private from the missing', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const visitor = await bench.ask('/ada.example/')
  expect([visitor.status, visitor.headers.location]).toEqual([
    302,
    'https://www.instagram.com/accounts/login/?next=%2Fada.example%2F',
  ])
  const page = await keeper.get('/ada.example/followers/')
  expect(page.text).toContain('(@ada.example) • Instagram')
  expect(page.text).toContain('"opened":"followers"')
  expect((await keeper.get('/private.example/')).text).toContain('This account is private')
  expect((await keeper.get('/nobody.at.all/')).status).toBe(404)
  expect((await keeper.get('/blocker.example/')).status).toBe(404)
})

test("a browser's session on the app's host is served, refused or ended, as it is set", async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const path = `/api/v1/users/${keeper.pk}/info/`
  const onMobile = { host: 'i.instagram.com', headers: APP }
  expect((await keeper.get(path, onMobile)).status).toBe(200)
  await bench.control('faults', { webSessionOnMobile: 'refused' })
  expect((await keeper.get(path, onMobile)).json.message).toBe('login_required')
  expect((await keeper.get(path)).status).toBe(200)
  await bench.control('faults', { webSessionOnMobile: 'ended' })
  await keeper.get(path, onMobile)
  expect((await keeper.get(path)).json.message).toBe('login_required')
})

test('a suspended account is told so by a challenge on the host of the app', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  await bench.control('accounts', { username: 'keeper', standing: 'suspended' })
  const path = `/api/v1/users/${keeper.pk}/info/`
  const { status, json } = await keeper.get(path, { host: 'i.instagram.com', headers: APP })
  expect([status, json.message, json.challenge.url]).toEqual([
    400,
    'challenge_required',
    'https://i.instagram.com/accounts/suspended/',
  ])
})

test('standings refuse scripts and lead pages to where a human can help', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const path = `/api/v1/users/${keeper.pk}/info/`
  const expected: readonly (readonly [string, number, string, RegExp])[] = [
    ['challenged', 400, 'challenge_required', /\/challenge\//],
    ['automated-behaviour', 400, 'checkpoint_required', /\/challenge\//],
    ['consent', 400, 'consent_required', /\/consent\//],
    ['suspended', 302, '', /\/accounts\/suspended\//],
    ['disabled', 400, 'Your account has been disabled', /\/accounts\/suspended\//],
  ]
  for (const [standing, status, message, page] of expected) {
    await bench.control('accounts', { username: 'keeper', standing })
    const got = await statusOf(keeper, path)
    expect([standing, got[0], got[1].startsWith(message)]).toEqual([standing, status, true])
    expect((await keeper.get('/ada.example/')).headers.location).toMatch(page)
  }
})
