import { expect, test } from 'vitest'
import { cleanText } from './outside-text.ts'

test.each([
  ['escape sequences', '\u001b[2J\u001b]0;title\u0007text', '[2J]0;titletext'],
  ['C1 controls', 'a\u009b31mb\u0090', 'a31mb'],
  ['a bell and a backspace', 'a\u0007\b\u007fb', 'ab'],
  ['line and paragraph ends', 'a\u2028b\u2029c\r\nd', 'abcd'],
  ['embeddings and overrides', 'a\u202e\u202dfdp.exe\u202c', 'afdp.exe'],
  ['isolates', '\u2066a\u2067\u2068\u2069', 'a'],
  ['marks of direction', '\u200ea\u200f\u061c', 'a'],
  ['a byte order mark', '\ufeffa', 'a'],
])('%s of outside text are taken out', (_, raw, clean) => {
  expect(cleanText(raw, 100)).toBe(clean)
})

test.each(['👩‍👩‍👧', 'می‌خواهم', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'Ünïcödé'])('%s stays what it is', (text) => {
  expect(cleanText(text, 100)).toBe(text.normalize('NFC'))
})
