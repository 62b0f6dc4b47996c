import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PeopleTable } from './people-table.ts'

const Name = fc.string({ unit: fc.constantFrom(...'ab._1'), minLength: 1, maxLength: 4 })

test('it says the same of every set as sets of strings do', () => {
  fc.assert(
    fc.property(fc.array(Name), fc.array(Name), (left, right) => {
      const table = new PeopleTable()
      const [one, other] = [new Set<string>(), new Set<string>()]
      for (const [names, set, mark] of [
        [left, one, 1],
        [right, other, 2],
      ] as const) {
        for (const name of names) {
          expect(table.mark(name, mark)).toBe(!set.has(name))
          set.add(name)
        }
      }
      const names = (wanted: number, unwanted: number) =>
        [...table.people(wanted, unwanted)].map(({ username }) => username)
      expect(names(1, 0)).toEqual([...one].sort())
      expect(names(1, 2)).toEqual([...one.difference(other)].sort())
      expect(names(3, 0)).toEqual([...one.intersection(other)].sort())
      expect(table.count(2, 1)).toBe(other.difference(one).size)
      expect(table.size).toBe(one.union(other).size)
    }),
  )
})

test('fifty thousand names are each found again, in their order, in little memory', () => {
  const table = new PeopleTable()
  const nameOf = (i: number) => `person_${Math.imul(i, 2_654_435_761) >>> 0}`
  // To expect each of them would take longer than all else here.
  for (const isNew of [true, false]) {
    for (let i = 0; i < 50_000; i += 1) {
      if (table.mark(nameOf(i), 1) !== isNew) throw new Error(nameOf(i))
    }
  }
  let last = ''
  for (const { username } of table.people(1)) {
    if (username <= last) throw new Error(`${username} comes behind ${last}`)
    last = username
  }
  expect([table.size, table.count(1)]).toEqual([50_000, 50_000])
})

test('a full name is kept with the person, whichever list it came with', () => {
  const table = new PeopleTable()
  table.mark('ada', 1)
  table.mark('ada', 2, 'Ада 🌻')
  expect([...table.people(3)]).toEqual([{ username: 'ada', fullName: 'Ада 🌻' }])
})
