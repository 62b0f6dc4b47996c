import { expect, test } from 'vitest'
import { Bench, type Browser, PLAIN_PAGES, walk } from '../test-client.ts'

type Change = { reason: string; pk: string; username: string; newUsername: string | null }
type Person = { pk: string; username: string }

const EXACT = { config: { faults: { pages: PLAIN_PAGES } } } as const

/** Everybody a reader meets in the followers of a target, by pk. */
async function met(browser: Browser, pk: string): Promise<Map<string, string>> {
  const { pages } = await walk(browser, pk, 'followers')
  const users: Person[] = pages.flatMap(({ json }) => json.users)
  return new Map(users.map((user) => [user.pk, user.username]))
}

test('what happened between two readings is in the lists, and in the truth with its reason', async () => {
  await using bench = await Bench.open(EXACT)
  const reader = await bench.browser()
  const target = await bench.pkOf('ada.example')
  const before = await met(reader, target)
  const ordered = await bench.control('changes', {
    target: 'ada.example',
    reader: 'keeper',
    ...{ followed: 3, unfollowed: 4, renamed: 5, deactivated: 6, deleted: 7, blocked: 8 },
    purged: 1000,
  })
  const { changes } = await bench.control('truth/ada.example/followers/changes')
  expect(changes).toEqual(ordered.changes)
  const after = await met(reader, target)
  const by = (...reasons: string[]): Change[] =>
    changes.filter(({ reason }: Change) => reasons.includes(reason))
  const away = by('unfollowed', 'deactivated', 'deleted', 'blocked', 'purged').map(({ pk }) => pk)
  expect(away).toHaveLength(4 + 6 + 7 + 8 + 1000)
  const lost = [...before.keys()].filter((pk) => !after.has(pk))
  expect(lost.toSorted()).toEqual(away.toSorted())
  const gained = [...after.keys()].filter((pk) => !before.has(pk))
  expect(gained.toSorted()).toEqual(
    by('followed')
      .map(({ pk }) => pk)
      .toSorted(),
  )
  for (const { pk, username, newUsername } of by('renamed')) {
    expect([before.get(pk), after.get(pk)]).toEqual([username, newUsername])
  }
  expect(by('renamed')).toHaveLength(5)
})

test('each reason is told by one question about the person, as far as it can be told', async () => {
  await using bench = await Bench.open(EXACT)
  const [keeper, second] = [await bench.browser(), await bench.browser('second')]
  const { changes } = await bench.control('changes', {
    target: 'small.example',
    reader: 'keeper',
    ...{ unfollowed: 1, renamed: 1, deactivated: 1, deleted: 1, blocked: 1 },
  })
  const target = await bench.pkOf('small.example')
  const others = await met(second, target)
  const seen: Record<string, unknown> = {}
  for (const { reason, pk, username } of changes as Change[]) {
    const byPk = async (browser: Browser) => (await browser.get(`/api/v1/users/${pk}/info/`)).status
    const byName = await keeper.get(`/api/v1/users/web_profile_info/?username=${username}`)
    seen[reason] = [await byPk(keeper), await byPk(second), byName.status, others.has(pk)]
  }
  expect(seen).toEqual({
    unfollowed: [200, 200, 200, false],
    renamed: [200, 200, 404, true],
    deactivated: [404, 404, 404, false],
    deleted: [404, 404, 404, false],
    blocked: [404, 200, 200, true],
  })
})

test('counters still count who deactivated, not who was deleted, and everybody can come back', async () => {
  await using bench = await Bench.open(EXACT)
  const shown = async () => {
    const { followers, followersCounter } = await bench.control('truth/small.example')
    return [followers, followersCounter]
  }
  expect(await shown()).toEqual([58, 58])
  const order = { target: 'small.example', deactivated: 3, deleted: 2 }
  const { changes } = await bench.control('changes', order)
  expect(await shown()).toEqual([53, 56])
  const names = changes.flatMap((change: Change) =>
    change.reason === 'deactivated' ? [change.pk] : [],
  )
  await bench.control('changes', { target: 'small.example', returned: names })
  expect(await shown()).toEqual([56, 56])
  expect((await bench.control('truth/small.example/followers')).pks).toHaveLength(56)
})

test('a renamed person is found under the new name only, and may be told the name to take', async () => {
  await using bench = await Bench.open(EXACT)
  const { pks } = await bench.control('truth/small.example/followers')
  const { username } = await bench.control(`truth/${await nameOf(bench, pks[0])}`)
  const renamed = { [username]: 'quite.another.name' }
  await bench.control('changes', { target: 'small.example', renamed })
  expect((await bench.control('truth/quite.another.name')).pk).toBe(pks[0])
  expect((await bench.tryControl(`truth/${username}`)).status).toBe(404)
})

test('the truth can be asked for from an instant on', async () => {
  await using bench = await Bench.open()
  await bench.control('changes', { target: 'small.example', unfollowed: 2 })
  await bench.control('clock/advance', { ms: 60_000 })
  const { now } = await bench.control('clock')
  await bench.control('changes', { target: 'small.example', unfollowed: 1 })
  const path = 'truth/small.example/followers/changes'
  expect((await bench.control(path)).changes).toHaveLength(3)
  expect((await bench.control(`${path}?since=${now}`)).changes).toHaveLength(1)
  expect((await bench.tryControl(`${path}?since=soon`)).status).toBe(400)
})

test('an order that cannot be met says why and changes nothing', async () => {
  await using bench = await Bench.open()
  const refusals: readonly (readonly [object, RegExp])[] = [
    [{ unfollowed: 59 }, /^only 58 people of the list can be unfollowed$/],
    [{ unfollowed: 1, blocked: 1 }, /^say whom they block/],
    [{ unfollowed: 1, reader: 'nobody' }, /^there is no account named nobody$/],
    [{ unfollowed: ['ada.example'] }, /^ada\.example is not in that list$/],
    [{ unfollowed: 1, returned: 1 }, /^only 0 people of the list can be returned$/],
    [{ vanished: 1 }, /^there is no field "vanished"$/],
  ]
  for (const [order, reason] of refusals) {
    const got = await bench.tryControl('changes', { target: 'small.example', ...order })
    expect([order, got.json.error]).toEqual([order, expect.stringMatching(reason)])
  }
  expect((await bench.control('truth/small.example')).followers).toBe(58)
  expect((await bench.control('truth/small.example/followers/changes')).changes).toEqual([])
})

async function nameOf(bench: Bench, pk: string): Promise<string> {
  const reader = await bench.browser()
  return (await reader.get(`/api/v1/users/${pk}/info/`)).json.user.username
}
