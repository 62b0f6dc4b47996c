import { expect, test } from 'vitest'
import { isComposing, keyOf } from './letters.ts'

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
  // Shift+Tab in WebKit on Linux; what a phone types has no name at all.
  ['Unidentified', 'Tab', 'Tab'],
  ['Unidentified', '', 'Unidentified'],
])('%s of the key %s means %s', (key, code, means) => {
  expect(keyOf({ key, code })).toBe(means)
})

test.each([
  ['an ordinary Enter', { key: 'Enter', isComposing: false, keyCode: 13 }, false],
  ['amid composing', { key: 'Enter', isComposing: true, keyCode: 13 }, true],
  ['taken, on Windows', { key: 'Process', isComposing: false, keyCode: 229 }, true],
  ['what ended it, in Safari', { key: 'Enter', isComposing: false, keyCode: 229 }, true],
])('%s', (_, event, composing) => {
  expect(isComposing(event)).toBe(composing)
})
