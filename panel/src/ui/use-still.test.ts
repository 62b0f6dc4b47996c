import { expect, test } from 'vitest'
import { keepPlaces, type RowGroup } from './use-still.ts'

type Row = { readonly id: string; readonly people: number }

const row = (id: string, people = 0): Row => ({ id, people })
const HELD: readonly RowGroup<string, Row>[] = [
  { group: 'running', rows: [row('a'), row('b')] },
  { group: 'queued', rows: [row('c')] },
]

function keep(fresh: readonly RowGroup<string, Row>[]) {
  return keepPlaces(HELD, fresh, ({ id }) => id)
}

test('what is read of a row goes on where the row stands', () => {
  const { groups, moved } = keep([
    { group: 'running', rows: [row('a', 7), row('b', 9)] },
    { group: 'queued', rows: [row('c')] },
  ])
  expect(groups[0]?.rows).toEqual([row('a', 7), row('b', 9)])
  expect(moved).toBe(0)
})

test('who goes to another group, comes or leaves is counted, and nobody moves', () => {
  const { groups, moved } = keep([
    { group: 'running', rows: [row('b'), row('c', 3)] },
    { group: 'queued', rows: [row('d')] },
  ])
  // a has left, c is read, d is new; c is shown where it stood, as it is now.
  expect(moved).toBe(3)
  expect(groups).toEqual([
    { group: 'running', rows: [row('a'), row('b')] },
    { group: 'queued', rows: [row('c', 3)] },
  ])
})
