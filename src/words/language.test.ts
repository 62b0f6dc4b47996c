import { expect, test } from 'vitest'
import { changeIn, english, languageOf, numberIn, russian, timeIn } from './language.ts'

test.each([
  ['ru_RU.UTF-8', 'ru'],
  ['ru', 'ru'],
  ['RU-ru', 'ru'],
  ['rus', 'en'],
  ['de_DE.UTF-8', 'en'],
  ['C.UTF-8', 'en'],
  ['', 'en'],
  [null, 'en'],
])('the locale %j is spoken to in %j', (locale, language) => {
  expect(languageOf(locale)).toBe(language)
})

test.each([
  [0, 'профилей', 'profiles'],
  [1, 'профиль', 'profile'],
  [2, 'профиля', 'profiles'],
  [5, 'профилей', 'profiles'],
  [11, 'профилей', 'profiles'],
  [12, 'профилей', 'profiles'],
  [21, 'профиль', 'profiles'],
  [22, 'профиля', 'profiles'],
  [111, 'профилей', 'profiles'],
  [1001, 'профиль', 'profiles'],
])('%i goes with %s and with %s', (count, ru, en) => {
  expect(russian(count, { one: 'профиль', few: 'профиля', many: 'профилей' })).toBe(ru)
  expect(english(count, { one: 'profile', other: 'profiles' })).toBe(en)
})

test('numbers and times are written as the language writes them', () => {
  expect(numberIn('en', 1234567)).toBe('1,234,567')
  expect(numberIn('ru', 1234567)).toBe('1\u00a0234\u00a0567')
  const at = new Date('2026-11-25T22:13:00Z')
  expect(timeIn('ru', at, 'Europe/Moscow')).toBe('26.11.2026, 01:13 GMT+3')
  expect(timeIn('en', at, 'UTC')).toBe('25 Nov 2026, 22:13 UTC')
})

test('numbers and their nouns are those of the standard, without asking it for every one', () => {
  const forms = { one: 'one', few: 'few', many: 'many', other: 'other' }
  const rules = { en: new Intl.PluralRules('en-GB'), ru: new Intl.PluralRules('ru-RU') }
  const numbers = { en: new Intl.NumberFormat('en-GB'), ru: new Intl.NumberFormat('ru-RU') }
  const cases = [...Array.from({ length: 1300 }, (_, at) => at - 25), 0.6, 1.5, 2.5, 1_000_001, -0]
  for (const count of cases) {
    expect(english(count, forms)).toBe(rules.en.select(count))
    const rule = rules.ru.select(count)
    expect(russian(count, forms)).toBe(rule === 'other' ? 'many' : rule)
    for (const language of ['en', 'ru'] as const) {
      expect(numberIn(language, count)).toBe(numbers[language].format(count))
    }
  }
})

test('a change has its sign in front of it, and a true minus', () => {
  expect([5, -40, 0, -1663].map((count) => changeIn('en', count))).toEqual([
    '+5',
    '−40',
    '0',
    '−1,663',
  ])
  expect(changeIn('ru', -1663)).toBe('−1\u00a0663')
})
