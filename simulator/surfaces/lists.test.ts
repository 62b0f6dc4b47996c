import { expect, test } from 'vitest'
import { Bench, type Browser, PLAIN_PAGES, walk } from '../test-client.ts'

const sorted = (pks: Iterable<string>): string[] => [...new Set(pks)].sort()

test('a pass over both lists delivers the truth, and its counters are exact', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const info = await browser.get(`/api/v1/users/${pk}/info/`)
  expect(info.json.user).toMatchObject({ follower_count: 1663, following_count: 1204 })
  for (const list of ['followers', 'following'] as const) {
    const truth = await bench.control(`truth/ada.example/${list}`)
    const { pks } = await walk(browser, pk, list)
    expect(sorted(pks)).toEqual(sorted(truth.pks))
  }
})

test('everyday passes hold duplicates, short pages and a has_more that lies', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const { pks, pages } = await walk(browser, pk, 'followers')
  expect(new Set(pks).size).toBe(1663)
  expect(pks.length).toBeGreaterThan(1663)
  const sizes = pages.slice(0, -1).map(({ json }) => json.users.length)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(25)
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(12)
  expect(Math.min(...sizes)).toBeLessThan(Math.max(...sizes))
  expect(pages.some(({ json }) => json.has_more !== Boolean(json.next_max_id))).toBe(true)
  expect(await bench.control('counters')).toMatchObject({
    rows: { followers: 1663 },
    duplicates: { followers: pks.length - 1663 },
  })
})

test('every pass has its own ranking, and within a pass the same cursor gives the same page', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('small.example')
  const first = await walk(browser, pk, 'followers')
  const second = await walk(browser, pk, 'followers')
  expect(first.pks).not.toEqual(second.pks)
  expect(sorted(first.pks)).toEqual(sorted(second.pks))
  const cursor = encodeURIComponent(first.pages[0]?.json.next_max_id)
  const again = await browser.get(`/api/v1/friendships/${pk}/followers/?count=50&max_id=${cursor}`)
  expect(again.text).toBe(first.pages[1]?.text)
})

test('followers cursors are opaque and bound to their viewer, following cursors are offsets', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const other = await bench.browser('second')
  const pk = await bench.pkOf('ada.example')
  const page = await browser.get(`/api/v1/friendships/${pk}/followers/?count=12`)
  expect(page.json.next_max_id).toMatch(/^QVFB[\w+/]+=*$/)
  const next = `/api/v1/friendships/${pk}/followers/?max_id=${encodeURIComponent(page.json.next_max_id)}`
  expect((await browser.get(next)).status).toBe(200)
  expect((await other.get(next)).status).toBe(400)
  expect((await browser.get(next.replace('QVFB', 'QVFA'))).status).toBe(400)
  const following = await walk(browser, pk, 'following', { pagesMax: 3 })
  expect(following.pages.map(({ json }) => json.next_max_id)).toEqual(['50', '100', '150'])
  expect((await bench.control('counters')).cursorsRefused).toBe(2)
})

test('a relogin of the same account may go on with its cursor', async () => {
  await using bench = await Bench.open()
  const pk = await bench.pkOf('ada.example')
  const page = await (await bench.browser()).get(`/api/v1/friendships/${pk}/followers/`)
  const cursor = encodeURIComponent(page.json.next_max_id)
  const again = await bench.browser()
  expect((await again.get(`/api/v1/friendships/${pk}/followers/?max_id=${cursor}`)).status).toBe(
    200,
  )
})

test('where cursors are bound to their session, a relogin has to start the list again', async () => {
  const pages = { cursorBoundTo: 'session' } as const
  await using bench = await Bench.open({ config: { faults: { pages } } })
  const list = `/api/v1/friendships/${await bench.pkOf('ada.example')}/followers/`
  const browser = await bench.browser()
  const { next_max_id: cursor } = (await browser.get(list)).json
  const next = `${list}?max_id=${encodeURIComponent(cursor)}`
  expect((await browser.get(next)).status).toBe(200)
  const again = await bench.browser()
  expect((await again.get(next)).status).toBe(400)
  expect((await again.get(list)).status).toBe(200)
})

test('more than 200 at once, or a count that is none, is a bad request', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  for (const count of ['201', '10000', '0', 'many', '-5']) {
    const got = await browser.get(`/api/v1/friendships/${pk}/followers/?count=${count}`)
    expect(got.status).toBe(400)
    expect(got.json.status).toBe('fail')
  }
  expect((await browser.get(`/api/v1/friendships/${pk}/following/?count=200`)).status).toBe(200)
})

test('a private profile opens to its followers only', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const second = await bench.browser('second')
  const pk = await bench.pkOf('friend.example')
  const path = `/api/v1/friendships/${pk}/followers/`
  expect((await keeper.get(path)).status).toBe(200)
  const refused = await second.get(path)
  expect(refused.status).toBe(400)
  expect(refused.json.message).toBe('Not authorized to view user')
  const info = await second.get(`/api/v1/users/${pk}/info/`)
  expect(info.json.user).toMatchObject({ is_private: true, follower_count: 241 })
  const show = await keeper.get(`/api/v1/friendships/show/${pk}/`)
  expect(show.json).toMatchObject({ following: true, is_private: true, status: 'ok' })
})

test('who has blocked the viewer looks like nobody', async () => {
  await using bench = await Bench.open()
  const keeper = await bench.browser()
  const second = await bench.browser('second')
  const pk = await bench.pkOf('blocker.example')
  const paths = [`/api/v1/friendships/${pk}/followers/`, `/api/v1/users/${pk}/info/`]
  for (const path of paths) {
    const blocked = await keeper.get(path)
    const unknown = await keeper.get(path.replace(pk, '999'))
    expect(blocked.status).toBe(404)
    expect(blocked.text).toBe(unknown.text)
    expect((await second.get(path)).status).toBe(200)
  }
})

test('a limited list is one page of fifty without a cursor', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  for (const username of ['star.example', 'instagram']) {
    const pk = await bench.pkOf(username)
    const { json } = await browser.get(`/api/v1/friendships/${pk}/followers/`)
    expect(json.should_limit_list_of_followers).toBe(true)
    expect(json.users).toHaveLength(50)
    expect(json.next_max_id).toBeUndefined()
  }
})

test('a pass that ends early is short, and the union of passes converges to the truth', async () => {
  const pages = { ...PLAIN_PAGES, skip: 0.2 }
  await using bench = await Bench.open({ config: { faults: { pages } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('small.example')
  const truth = await bench.control('truth/small.example/followers')
  const union = new Set<string>()
  const sizes: number[] = []
  for (let pass = 0; pass < 12; pass += 1) {
    const { pks } = await walk(browser, pk, 'followers')
    sizes.push(pks.length)
    for (const one of pks) union.add(one)
  }
  expect(Math.min(...sizes)).toBeLessThan(58)
  expect(sorted(union)).toEqual(sorted(truth.pks))
  await bench.control('faults', { pages: { skip: 0, endsEarly: 1 } })
  const early = await walk(browser, pk, 'followers')
  expect(early.pks.length).toBeLessThan(58)
  expect(early.pages.at(-1)?.json.next_max_id).toBeUndefined()
})

test('a cursor that loops back never ends the pass', async () => {
  const pages = { ...PLAIN_PAGES, loopsBack: 1 }
  await using bench = await Bench.open({ config: { faults: { pages } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('small.example')
  const { pks, pages: read } = await walk(browser, pk, 'followers', { pagesMax: 40 })
  expect(read).toHaveLength(40)
  expect(new Set(pks).size).toBeLessThanOrEqual(58)
  expect(pks.length).toBeGreaterThan(58 * 2)
})

test('counters lie above the rows where the target was made so', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf('off.example')
  const { user } = (await browser.get(`/api/v1/users/${pk}/info/`)).json
  expect(user).toMatchObject({ follower_count: 907, following_count: 402 })
  const { pks } = await walk(browser, pk, 'followers')
  expect(new Set(pks).size).toBe(900)
})

test('where counters are told to lie above the rows, they do by their share of it', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const counters = async (username: string) => {
    const { user } = (await browser.get(`/api/v1/users/${await bench.pkOf(username)}/info/`)).json
    return [user.follower_count, user.following_count]
  }
  await bench.control('faults', { pages: { countersAbove: 0.01 } })
  const [ada, star] = [await counters('ada.example'), await counters('star.example')]
  for (const [shown, rows] of [
    [ada[0], 1663],
    [ada[1], 1204],
    [star[0], 48_000],
  ]) {
    expect(shown).toBeGreaterThanOrEqual(rows)
    expect(shown).toBeLessThanOrEqual(rows * 1.01)
  }
  expect(star[0]).toBeGreaterThan(48_000)
  expect(await counters('empty.example')).toEqual([0, 0])
  await bench.control('faults', { pages: { countersAbove: 0 } })
  expect(await counters('ada.example')).toEqual([1663, 1204])
})

test('who comes and who goes between two checks is in the truth and in the lists', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const pk = await bench.pkOf('small.example')
  const before = (await bench.control('truth/small.example/followers')).pks
  const change = { target: 'small.example', add: 3, remove: [before[0], before[1]] }
  const { added } = await bench.control('follows', change)
  const after = (await bench.control('truth/small.example/followers')).pks
  expect(sorted(after)).toEqual(sorted([...before.slice(2), ...added]))
  expect(sorted((await walk(browser, pk, 'followers')).pks)).toEqual(sorted(after))
  await bench.control('follows', { target: 'small.example', add: [before[0]] })
  expect((await walk(browser, pk, 'followers')).pks).toContain(before[0])
})

test('a million followers are made at once and read by page', async () => {
  await using bench = await Bench.open()
  const target = { username: 'million', followers: 1_000_000, following: 3 }
  const made = await bench.control('targets', { ...target, mutual: 0 })
  expect(made).toMatchObject({ followers: 1_000_000, followersCounter: 1_000_000 })
  await bench.control('faults', { pages: { ...PLAIN_PAGES, size: 200 } })
  const browser = await bench.browser()
  const { pks } = await walk(browser, made.pk, 'followers', { count: 200, pagesMax: 20 })
  expect(new Set(pks).size).toBe(4000)
})

test('with the shell switched on, only a request shaped like the modal gets JSON', async () => {
  await using bench = await Bench.open({ config: { faults: { htmlShell: true } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const path = `/api/v1/friendships/${pk}/followers/?count=12`
  const shell = await browser.get(path)
  expect(shell.status).toBe(200)
  expect(shell.text).toMatch(/^<!DOCTYPE html>/)
  expect(shell.text).not.toContain('not-logged-in')
  const headers = {
    'x-requested-with': 'XMLHttpRequest',
    referer: 'https://www.instagram.com/ada.example/followers/',
  }
  const modal = await browser.get(`${path}&search_surface=follow_list_page`, { headers })
  expect(modal.json.users.length).toBeGreaterThan(0)
  expect((await browser.get(`/api/v1/friendships/${pk}/following/`)).json.status).toBe('ok')
})

test('the old GraphQL lists answer ok, with the right count and nobody in it', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const id = await bench.pkOf('ada.example')
  const variables = encodeURIComponent(JSON.stringify({ id, first: 50 }))
  const path = `/graphql/query/?query_hash=37479f2b8209594dde7facb0d904896a&variables=${variables}`
  expect((await browser.get(path)).json).toEqual({
    data: {
      user: {
        edge_followed_by: {
          count: 1663,
          page_info: { has_next_page: false, end_cursor: null },
          edges: [],
        },
      },
    },
    status: 'ok',
  })
})

/** Reads a GraphQL list by its cursors. */
async function walkGraphql(browser: Browser, id: string, after?: string): Promise<string[]> {
  const pks: string[] = []
  let cursor = after
  for (let page = 0; page < 100; page += 1) {
    const got = await browser.get(graphqlPath(id, cursor))
    const edge = got.json?.data?.user?.edge_followed_by
    for (const { node } of edge?.edges ?? []) pks.push(node.id)
    cursor = edge?.page_info.end_cursor
    if (!cursor) break
  }
  return pks
}

function graphqlPath(id: string, after?: string): string {
  const variables = encodeURIComponent(JSON.stringify({ id, first: 50, after }))
  return `/graphql/query/?query_hash=37479f2b8209594dde7facb0d904896a&variables=${variables}`
}

test('brought back to life, the old GraphQL lists have everybody in them', async () => {
  await using bench = await Bench.open({ config: { faults: { graphqlLists: 'alive' } } })
  const browser = await bench.browser()
  const { pks } = await bench.control('truth/ada.example/followers')
  const read = await walkGraphql(browser, await bench.pkOf('ada.example'))
  expect(sorted(read)).toEqual(sorted(pks))
})

test('a living GraphQL list says of everybody whether they and the viewer follow each other', async () => {
  await using bench = await Bench.open({ config: { faults: { graphqlLists: 'alive' } } })
  const browser = await bench.browser()
  const id = await bench.pkOf('small.example')
  const { pks } = await bench.control('truth/small.example/followers')
  await bench.control('follows', { target: 'keeper', add: [pks[0]] })
  await bench.control('follows', { target: 'keeper', list: 'following', add: [pks[1]] })
  const first = await browser.get(graphqlPath(id))
  const { page_info: info, edges } = first.json.data.user.edge_followed_by
  const second = await browser.get(graphqlPath(id, info.end_cursor))
  const rest = second.json.data.user.edge_followed_by.edges
  for (const { node } of [...edges, ...rest]) {
    expect([node.id, node.follows_viewer]).toEqual([node.id, node.id === pks[0]])
    expect([node.id, node.followed_by_viewer]).toEqual([node.id, node.id === pks[1]])
  }
  expect(edges.length + rest.length).toBe(pks.length)
  expect(edges[0].node.reel.owner.username).toBe(edges[0].node.username)
})

test('a living GraphQL list is cut off by a death where it was told to be', async () => {
  await using bench = await Bench.open({ config: { faults: { graphqlLists: 'alive' } } })
  const browser = await bench.browser()
  await bench.control('sessions/kill', { username: 'keeper', afterRows: 728 })
  expect(await walkGraphql(browser, await bench.pkOf('ada.example'))).toHaveLength(728)
})

test('a GraphQL cursor is good for its viewer and target only', async () => {
  await using bench = await Bench.open({ config: { faults: { graphqlLists: 'alive' } } })
  const id = await bench.pkOf('ada.example')
  const first = await (await bench.browser()).get(graphqlPath(id))
  const { end_cursor: cursor } = first.json.data.user.edge_followed_by.page_info
  const other = await bench.browser('second')
  expect((await other.get(graphqlPath(id, cursor))).status).toBe(400)
  const friend = await bench.pkOf('small.example')
  expect((await (await bench.browser()).get(graphqlPath(friend, cursor))).status).toBe(400)
  expect((await (await bench.browser()).get(graphqlPath(id, cursor))).status).toBe(200)
})

test('a private target has an empty living GraphQL list that goes on', async () => {
  await using bench = await Bench.open({ config: { faults: { graphqlLists: 'alive' } } })
  const id = await bench.pkOf('private.example')
  const { user } = (await (await bench.browser()).get(graphqlPath(id))).json.data
  expect(user.edge_followed_by).toMatchObject({
    count: 310,
    page_info: { has_next_page: true },
    edges: [],
  })
  const blocker = await bench.pkOf('blocker.example')
  expect((await (await bench.browser()).get(graphqlPath(blocker))).json.data.user).toBeNull()
})

test('the old GraphQL queries of posts answer ok with none', async () => {
  await using bench = await Bench.open()
  const browser = await bench.browser()
  const variables = encodeURIComponent(JSON.stringify({ id: '1', first: 50 }))
  const hash = '69cba40317214236af40e7efa697781d'
  const { data } = (await browser.get(`/graphql/query/?query_hash=${hash}&variables=${variables}`))
    .json
  expect(data.user.edge_owner_to_timeline_media.edges).toEqual([])
})

test('a followers list that starts with 0 starts at its beginning', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const page = await browser.get(`/api/v1/friendships/${pk}/followers/?count=12&max_id=0`)
  expect(page.json.users).toHaveLength(12)
})

test('the app reads the same lists with numeric cursors', async () => {
  await using bench = await Bench.open({ config: { faults: { pages: PLAIN_PAGES } } })
  const browser = await bench.browser()
  const pk = await bench.pkOf('ada.example')
  const truth = await bench.control('truth/ada.example/followers')
  const headers = { 'user-agent': 'Instagram 416.0.0.47.66 Android (33/13; 420dpi)' }
  const options = { count: 200, host: 'i.instagram.com', headers }
  const { pks, pages } = await walk(browser, pk, 'followers', options)
  expect(sorted(pks)).toEqual(sorted(truth.pks))
  expect(pages[0]?.json.next_max_id).toBe('200')
})
