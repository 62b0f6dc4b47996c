import fc from 'fast-check'
import { expect, test } from 'vitest'
import { permute } from './mix.ts'
import { People } from './people.ts'

test('every position of a ranking is taken by exactly one slot', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 3000 }), (key, size) => {
      const slots = new Set<number>()
      for (let position = 0; position < size; position += 1) {
        slots.add(permute(key, size, position))
      }
      expect(slots.size).toBe(size)
      expect(Math.max(...slots)).toBe(size - 1)
    }),
    { numRuns: 60 },
  )
})

test('two keys rank the same list differently', () => {
  const ranking = (key: number) => Array.from({ length: 100 }, (_, i) => permute(key, 100, i))
  expect(ranking(1)).not.toEqual(ranking(2))
  expect(ranking(1)).toEqual(ranking(1))
})

test('a generated person is found again by its name, and by no other spelling of it', () => {
  const people = new People(3)
  const target = people.addTarget({ username: 'somebody', followers: 500, following: 20 })
  for (const pk of people.listsOf(target).followers.pks()) {
    const person = people.member(pk)
    expect(person.username).toMatch(/^[a-z0-9._]{1,30}$/)
    expect(people.find(person.username)).toEqual(person)
    expect(people.find(`x${person.username}`)).toBeUndefined()
  }
})

test('followers and following of a target share exactly its mutuals', () => {
  const people = new People(3)
  const target = people.addTarget({
    username: 'somebody',
    followers: 500,
    following: 300,
    mutual: 120,
  })
  const { followers, following } = people.listsOf(target)
  expect(followers.size).toBe(500)
  expect(following.size).toBe(300)
  expect([...following.pks()].filter((pk) => followers.has(pk))).toHaveLength(120)
})

test('no two persons of a world have the same pk or the same name', () => {
  const people = new People(11)
  const pks: number[] = []
  for (const username of ['one', 'two', 'three']) {
    const target = people.addTarget({ username, followers: 4000, following: 900, mutual: 100 })
    const { followers, following } = people.listsOf(target)
    pks.push(target.pk, ...followers.pks())
    pks.push(...[...following.pks()].filter((pk) => !followers.has(pk)))
  }
  expect(new Set(pks).size).toBe(pks.length)
  expect(new Set(pks.map((pk) => people.member(pk).username)).size).toBe(pks.length)
})
