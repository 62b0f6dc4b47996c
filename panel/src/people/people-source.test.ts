import { expect, test, vi } from 'vitest'
import { type PeoplePage, PeopleSource } from './people-source.ts'

const COUNT = 1_000_000

/** A list of a million, as the server gives it: a cursor is the number of the last one. */
function million(asked: { after: string | null; skip: number }[]) {
  return async (place: {
    after: string | null
    skip: number
    limit: number
  }): Promise<PeoplePage> => {
    asked.push({ after: place.after, skip: place.skip })
    const first = (place.after === null ? 0 : Number(place.after) + 1) + place.skip
    const end = Math.min(COUNT, first + place.limit)
    const items = Array.from({ length: end - first }, (_, at) => person(first + at))
    return { items, next: end < COUNT ? String(end - 1) : null, sort: 'key' }
  }
}

function person(number: number) {
  const flags = { isPrivate: null, isVerified: null, reason: null }
  return {
    key: String(number),
    username: `p${number}`,
    formerUsername: null,
    fullName: '',
    ...flags,
  }
}

async function known(source: PeopleSource, first: number, end: number): Promise<void> {
  while (source.at(first) === undefined || source.at(end - 1) === undefined) {
    source.want(first, end)
    await new Promise<void>((resolve) => {
      const done = source.subscribe(() => {
        done()
        resolve()
      })
    })
  }
}

test('a walk goes from cursor to cursor and passes over nothing', async () => {
  const asked: { after: string | null; skip: number }[] = []
  const source = new PeopleSource(million(asked), COUNT)
  for (let at = 0; at < 2000; at += 200) await known(source, at, at + 200)
  expect(asked.every(({ skip }) => skip === 0)).toBe(true)
  expect(source.at(1999)?.username).toBe('p1999')
})

test('a jump to the end gives the very last ones, and the walk goes on from there', async () => {
  const asked: { after: string | null; skip: number }[] = []
  const source = new PeopleSource(million(asked), COUNT)
  await known(source, 0, 200)
  await known(source, 999_800, 1_000_000)
  expect(source.at(999_999)?.username).toBe('p999999')
  expect(asked.at(-1)).toEqual({ after: '199', skip: 999_600 })
})

test('leaping about asks for nobody who was passed, but for where one comes to rest', async () => {
  const asked: { after: string | null; skip: number }[] = []
  const source = new PeopleSource(million(asked), COUNT)
  await known(source, 0, 200)
  for (let at = 100_000; at < 900_000; at += 50_000) source.want(at, at + 40)
  await known(source, 900_000, 900_040)
  expect(source.at(900_000)?.username).toBe('p900000')
  expect(asked.map(({ skip }) => skip)).toEqual([0, 899_800])
})

test('where nobody has counted, the list grows until its end is seen', async () => {
  const load = async (place: { skip: number }): Promise<PeoplePage> => ({
    items: place.skip === 0 ? [person(1), person(2)] : [],
    next: null,
    sort: 'key',
  })
  const source = new PeopleSource(load, null)
  expect(source.count).toBe(200)
  await known(source, 0, 2)
  expect(source.count).toBe(2)
})

test('whoever gets no answer asks again after a while, and not whenever something is drawn', async () => {
  vi.useFakeTimers()
  try {
    let asked = 0
    let isAway = true
    const source = new PeopleSource(async () => {
      asked += 1
      if (isAway) throw new Error('nobody there')
      return { items: [person(1)], next: null, sort: 'key' }
    }, 1)
    // As a list does that is drawn anew whenever it hears of something.
    source.subscribe(() => source.want(0, 1))
    source.want(0, 1)
    await vi.advanceTimersByTimeAsync(2900)
    expect([asked, source.error]).toEqual([1, expect.any(Error)])
    isAway = false
    await vi.advanceTimersByTimeAsync(200)
    expect([asked, source.error, source.at(0)?.username]).toEqual([2, null, 'p1'])
    source.stop()
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
