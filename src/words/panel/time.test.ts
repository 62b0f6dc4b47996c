import { expect, test } from 'vitest'
import {
  asOfIn,
  clockIn,
  decimalIn,
  longDateIn,
  momentIn,
  percentIn,
  speakInZone,
  stampIn,
  weekdayIn,
} from './time.ts'

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

test('a day that is far away says its year, and none ends in a full stop', () => {
  const now = new Date(2026, 10, 26, 12)
  expect(momentIn('en', new Date(2027, 1, 24, 12), now)).toBe('24 Feb')
  expect(momentIn('en', new Date(2027, 10, 26, 12), now)).toBe('26 Nov\u00a02027')
  expect(momentIn('ru', new Date(2025, 4, 3, 12), now)).toMatch(/^3 ма.\u00a02025$/)
  const read = new Date(2025, 10, 24, 20, 32, 39)
  expect(stampIn('en', read, now)).toBe('24 Nov\u00a02025 20:32:39')
  expect(stampIn('ru', read, now)).toBe('24 нояб.\u00a02025 20:32:39')
  expect(stampIn('en', read, new Date(2025, 11, 31))).toBe('24 Nov 20:32:39')
  expect(longDateIn('ru', new Date(2026, 11, 3, 12))).toBe('3 декабря 2026')
  expect(longDateIn('en', new Date(2026, 11, 3, 12))).toBe('3 December 2026')
})

test('a server tells the time by the clock of whoever reads, on the days when that is changed, too', () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin', 'Pacific/Apia']
  for (const zone of [...zones, own]) {
    speakInZone(zone)
    const said = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' })
    const day = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
    for (let hour = 0; hour < 24 * 365; hour += 5) {
      const at = new Date(Date.UTC(2026, 0, 1, hour, 37))
      expect([zone, hour, clockIn(at)]).toEqual([zone, hour, said.format(at)])
      expect(stampIn('en', at).replace('\u00a0', ' ')).toContain(day.format(at))
    }
  }
})

test('a sheet of paper says its day, its time and the zone of that', () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const at = new Date('2026-11-26T20:15:00Z')
  const said = (zone: string, language: 'en' | 'ru'): string => {
    speakInZone(zone)
    return asOfIn(language, at)
  }
  expect(said('UTC', 'en')).toBe('As of 26 November 2026, 20:15 UTC')
  expect(said('Europe/Moscow', 'ru')).toBe('По состоянию на 26 ноября 2026, 23:15 UTC+3')
  expect(said('Asia/Kathmandu', 'en')).toBe('As of 27 November 2026, 02:00 UTC+5:45')
  expect(said('America/St_Johns', 'en')).toBe('As of 26 November 2026, 16:45 UTC−3:30')
  speakInZone(own)
})
