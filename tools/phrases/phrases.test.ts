import { expect, test } from 'vitest'
import { LANGUAGES } from '../../src/words/language.ts'
import { plain, plainPiece } from '../../src/words/rich.ts'
import { telegramText } from '../../src/words/telegram-text.ts'
import { phrasesIn } from './phrases.ts'

const TIME = /\b\d{1,2}:\d\d\b|\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}|UTC/

test.each(LANGUAGES)(
  'a time in a message is one that everybody reads as his own, in %s',
  (language) => {
    for (const { name, text } of phrasesIn(language)) {
      const bare = text.filter((piece) => typeof piece === 'string' || piece.kind !== 'instant')
      expect(bare.map(plainPiece).join(' '), name).not.toMatch(TIME)
      const instants = text.length - bare.length
      const marks = telegramText(text).entities.filter(({ type }) => type === 'date_time')
      expect(marks, name).toHaveLength(instants)
    }
  },
)

test.each(LANGUAGES)('every text is whole and fits, in %s', (language) => {
  const phrases = phrasesIn(language)
  expect(phrases.length).toBeGreaterThan(300)
  for (const { name, text } of phrases) {
    expect(plain(text), name).not.toMatch(/undefined|null|NaN|\[object| {2}|^\s|\s$/)
    expect(plain(text).length, name).toBeLessThanOrEqual(4096)
  }
})

test('both languages say the same things in the same order', () => {
  const [english = [], russian = []] = LANGUAGES.map((language) => phrasesIn(language))
  expect(russian.map(({ name }) => name)).toEqual(english.map(({ name }) => name))
})
