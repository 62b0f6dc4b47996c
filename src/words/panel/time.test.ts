import { expect, test } from 'vitest'
import { decimalIn, percentIn, weekdayIn } from './time.ts'

const LOCALES = { en: 'en-GB', ru: 'ru-RU' } as const
const LANGUAGES = ['en', 'ru'] as const

test.each(LANGUAGES)('numbers and days are written as Intl would in %s', (language) => {
  const weekday = new Intl.DateTimeFormat(LOCALES[language], { weekday: 'short' })
  for (let day = 1; day <= 7; day += 1) {
    const at = new Date(2026, 10, day, 12)
    expect(weekdayIn(language, at)).toBe(weekday.format(at))
  }
  for (const digits of [0, 1, 2]) {
    const format = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits })
    for (const value of [
      0, 0.04, 0.06, 0.25, 0.5, 1, 1.5, 2.345, 9.99, 10, 97.8, 99.96, 100, 999.94,
    ]) {
      expect([digits, decimalIn(language, value, digits)]).toEqual([digits, format.format(value)])
    }
  }
})

test('a share is said in per cent, with a space that does not break', () => {
  expect(percentIn('en', 0.978)).toBe('97.8\u00a0%')
  expect(percentIn('ru', 0.978)).toBe('97,8\u00a0%')
  expect(percentIn('en', 1)).toBe('100\u00a0%')
})
