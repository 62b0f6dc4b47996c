import { expect, test } from 'vitest'
import { keyOf } from './letters.ts'

test.each([
  ['k', 'KeyK', 'k'],
  // Russian, with and without Shift; Greek.
  ['л', 'KeyK', 'k'],
  ['Л', 'KeyK', 'K'],
  ['κ', 'KeyK', 'k'],
  // What a Latin layout writes is meant, wherever its key lies: French, Dvorak.
  ['a', 'KeyQ', 'a'],
  ["'", 'KeyQ', "'"],
  // A letter of Polish or German is none of ours.
  ['ą', 'KeyA', 'ą'],
  ['.', 'Slash', '.'],
  ['Escape', 'Escape', 'Escape'],
  ['Dead', 'KeyE', 'Dead'],
])('%s of the key %s means %s', (key, code, means) => {
  expect(keyOf({ key, code })).toBe(means)
})
