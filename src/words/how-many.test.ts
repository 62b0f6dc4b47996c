import { expect, test } from 'vitest'
import { howMany } from './how-many.ts'

test.each([
  [0, 'check', undefined, '0 checks'],
  [1, 'check', undefined, '1 check'],
  [21, 'check', undefined, '21 checks'],
  [1200, 'entry', 'entries', '1,200 entries'],
  [1, 'person', 'people', '1 person'],
] as const)('%i %s: %s', (count, noun, nouns, said) => {
  expect(howMany(count, noun, nouns)).toBe(said)
})
