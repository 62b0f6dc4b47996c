import { expect, test } from 'vitest'
import { bold, instant, lines, link, rich } from './rich.ts'
import { telegramText } from './telegram-text.ts'

test('entities stand where their words do, whatever is in front of them', () => {
  const { text, entities } = telegramText(rich`👩‍👩‍👧 *_[x](y)_* ${bold('@ada')} ends`)
  expect(text).toBe('👩‍👩‍👧 *_[x](y)_* @ada ends')
  const [mark] = entities
  expect(text.slice(mark?.offset, (mark?.offset ?? 0) + (mark?.length ?? 0))).toBe('@ada')
})

test('an instant is an entity that everybody reads in a zone of his own', () => {
  const at = new Date('2026-11-25T14:32:10Z')
  expect(telegramText(rich`on at ${instant(at, 'time')}`)).toEqual({
    text: 'on at 14:32 UTC',
    entities: [
      { type: 'date_time', offset: 6, length: 9, unix_time: 1_795_617_130, date_time_format: 't' },
    ],
  })
})

test('what is stripped at the ends does not shift the entities', () => {
  const { text, entities } = telegramText(lines('', rich`${bold('a')} b`, ''))
  expect(text).toBe('a b')
  expect(entities).toEqual([{ type: 'bold', offset: 0, length: 1 }])
})

test('a text that is too long is cut between lines, and no entity reaches beyond the cut', () => {
  const all = Array.from(
    { length: 900 },
    (_, n) => rich`${n}. ${link(`@name${n}`, 'https://a.b/')}`,
  )
  const { text, entities } = telegramText(lines(...all))
  expect(text.length).toBeLessThanOrEqual(4096)
  expect(text.endsWith('\n…')).toBe(true)
  expect(entities).toHaveLength(100)
  const whole = telegramText([...'😀'.repeat(3000)])
  expect(whole.text.length).toBeLessThanOrEqual(4096)
  expect(whole.text.isWellFormed()).toBe(true)
})

test.each(['\u0000', '\ud83d', 'a\u202eb', '\r\n\t'])('a name such as %j can be sent', (name) => {
  const { text } = telegramText(rich`x${name}x`)
  expect(text.isWellFormed()).toBe(true)
  expect(text).not.toMatch(/[\p{Cc}]/u.exec('\n') ? /[^\P{Cc}\n]/u : /\0/)
})
