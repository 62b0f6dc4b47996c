import { expect, test } from 'vitest'
import { Bench, type Browser, type Got, PLAIN_PAGES } from '../test-client.ts'

const APP = { 'user-agent': 'Instagram 446.0.0.49.77 Android (33/13; 420dpi)' }
const FOLLOWERS = '284797047911918316998205836755'
const FOLLOWING = '16104639286363954576550227636'
const EXACT = { config: { faults: { pages: PLAIN_PAGES } } } as const

function ask(browser: Browser, document: string, variables: object): Promise<Got> {
  const form = new URLSearchParams({
    client_doc_id: document,
    variables: JSON.stringify(variables),
  })
  const ask = { host: 'i.instagram.com', method: 'POST', headers: APP, body: form.toString() }
  return browser.get('/graphql/query', ask)
}

/** All pks of a list, page by page. */
async function everybody(browser: Browser, document: string, variables: object): Promise<string[]> {
  const root = `xdt_api__v1__friendships__${document === FOLLOWERS ? 'followers' : 'following'}`
  const pks: string[] = []
  for (let max_id: string | null = ''; max_id !== null; ) {
    const { json } = await ask(browser, document, { ...variables, max_id })
    pks.push(...json.data[root].users.map(({ pk }: { pk: string }) => pk))
    max_id = json.data[root].next_max_id
  }
  return pks
}

test('both lists are told page by page through private GraphQL, and equal to the truth', async () => {
  await using bench = await Bench.open(EXACT)
  const browser = await bench.browser()
  const user_id = await bench.pkOf('ada.example')
  for (const [list, document] of [
    ['followers', FOLLOWERS],
    ['following', FOLLOWING],
  ] as const) {
    const { pks } = await bench.control(`truth/ada.example/${list}`)
    const told = await everybody(browser, document, { user_id })
    expect(told.toSorted()).toEqual(pks.toSorted())
  }
  expect((await bench.control('counters')).bySurface).toMatchObject({ 'private:followers': 9 })
})

test('a limited list is limited here too, unless it is set to be whole, and may be refused', async () => {
  await using bench = await Bench.open(EXACT)
  const browser = await bench.browser()
  const variables = { user_id: await bench.pkOf('star.example') }
  const size = async () => {
    const { json } = await ask(browser, FOLLOWERS, variables)
    const { users, next_max_id } = json.data.xdt_api__v1__friendships__followers
    return [users.length, next_max_id]
  }
  expect(await size()).toEqual([50, null])
  await bench.control('faults', { privateLists: 'whole' })
  expect(await size()).toEqual([200, '200'])
  await bench.control('faults', { privateLists: 'refused' })
  expect((await ask(browser, FOLLOWERS, variables)).json.message).toBe('invalid request')
})

test('the latest followers come first if they are asked for in that order', async () => {
  await using bench = await Bench.open(EXACT)
  const browser = await bench.browser()
  const { changes } = await bench.control('changes', { target: 'ada.example', followed: 2 })
  const newest = changes.map(({ pk }: { pk: string }) => pk).toReversed()
  const variables = { user_id: await bench.pkOf('ada.example'), order: 'date_followed_latest' }
  expect((await everybody(browser, FOLLOWERS, variables)).slice(0, 2)).toEqual(newest)
  const rest = `/api/v1/friendships/${variables.user_id}/followers/?order=date_followed_latest`
  const page = await browser.get(rest, { host: 'i.instagram.com', headers: APP })
  expect(page.json.users.slice(0, 2).map(({ pk }: { pk: string }) => pk)).toEqual(newest)
})

test('a limited list can be searched by the beginnings of names', async () => {
  await using bench = await Bench.open(EXACT)
  const browser = await bench.browser()
  const path = `/api/v1/friendships/${await bench.pkOf('star.example')}/followers/?count=50&query=`
  const found = await browser.get(`${path}ada_`)
  const names = found.json.users.map((user: { username: string }) => user.username)
  expect(names).toHaveLength(50)
  expect(names.every((name: string) => name.startsWith('ada_'))).toBe(true)
  expect((await browser.get(`${path}nobody.has.this`)).json.users).toEqual([])
})

test('private, blocking and unknown targets, throttles and faults are met here as everywhere', async () => {
  await using bench = await Bench.open(EXACT)
  const browser = await bench.browser()
  const status = async (user_id: string) => (await ask(browser, FOLLOWERS, { user_id })).status
  expect(await status(await bench.pkOf('private.example'))).toBe(400)
  expect(await status(await bench.pkOf('blocker.example'))).toBe(404)
  expect(await status('1')).toBe(404)
  const ada = await bench.pkOf('ada.example')
  await bench.control('faults', { once: [{ row: '20', surface: 'private', status: 560 }] })
  expect([await status(ada), await status(ada)]).toEqual([560, 200])
  await bench.control('throttle', { username: 'keeper', forMs: 60_000 })
  expect(await status(ada)).toBe(401)
})
