import { english, type InEveryLanguage, type Language, russian } from './language.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

type Unit = 'day' | 'hour' | 'minute'

const UNITS: InEveryLanguage<(unit: Unit, count: number) => string> = {
  en: (unit, count) => `${count} ${english(count, { one: unit, other: `${unit}s` })}`,
  ru: (unit, count) => `${count} ${russian(count, RUSSIAN[unit])}`,
}

const RUSSIAN = {
  day: { one: 'день', few: 'дня', many: 'дней' },
  hour: { one: 'час', few: 'часа', many: 'часов' },
  minute: { one: 'минута', few: 'минуты', many: 'минут' },
} as const

const SHORT: InEveryLanguage<string> = { en: 'less than a minute', ru: 'меньше минуты' }

/** How long something took, in its two largest units: 2 days 3 hours, 26 minutes. */
export function durationWords(language: Language, ms: number): string {
  const words = UNITS[language]
  const minutes = Math.floor(ms / MINUTE_MS)
  if (minutes < 1) return SHORT[language]
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS)
  const parts: readonly (readonly [Unit, number])[] =
    days > 0
      ? [
          ['day', days],
          ['hour', hours],
        ]
      : [
          ['hour', hours],
          ['minute', minutes % 60],
        ]
  return parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => words(unit, count))
    .join(' ')
}
