import { type InEveryLanguage, inEvery, type Language, numberIn } from '../language.ts'

type Units = Readonly<
  Record<'s' | 'min' | 'h' | 'd' | 'now' | 'today' | 'tonight' | 'asOf', string>
>

const UNITS: InEveryLanguage<Units> = {
  en: {
    ...{ s: 's', min: 'min', h: 'h', d: 'd' },
    ...{ now: 'now', today: 'today', tonight: 'tonight', asOf: 'As of' },
  },
  ru: {
    ...{ s: 'с', min: 'мин', h: 'ч', d: 'д' },
    ...{ now: 'сейчас', today: 'сегодня', tonight: 'ночью', asOf: 'По состоянию на' },
  },
}

const dates = (options: Intl.DateTimeFormatOptions): InEveryLanguage<Intl.DateTimeFormat> =>
  inEvery((locale) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }))
const DATE = dates({ day: 'numeric', month: 'short' })
const LONG_DATE = dates({ day: 'numeric', month: 'long' })

/** The days of the week, from Sunday on. */
const WEEKDAYS: InEveryLanguage<readonly string[]> = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  ru: ['вс', 'пн', 'вт', 'ср', 'чт', 'пт', 'сб'],
}
const POINT: InEveryLanguage<string> = { en: '.', ru: ',' }

const SPACE = '\u00a0'
const DAY_MS = 24 * 3_600_000

/** How many minutes UTC is ahead of the reader's clock at a moment. */
let behindUtc = (at: Date): number => at.getTimezoneOffset()

/** Everything is said by the clock of this zone from now on: a browser's own needs no telling. */
export function speakInZone(zone: string): void {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  behindUtc = (at) => {
    const [, sign = '+', hours = 0, minutes = 0] =
      /GMT([+-])(\d+):(\d+)/.exec(format.format(at)) ?? []
    return (sign === '+' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  }
}

/** A moment whose parts in UTC are those that the reader's clock and calendar show. */
function readersTime(at: Date): Date {
  return new Date(at.getTime() - behindUtc(at) * 60_000)
}

/** A stretch of time in its two largest units: 1 d 17 h, 17 min, 8 s. */
export function spanIn(language: Language, ms: number): string {
  const unit = UNITS[language]
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds}${SPACE}${unit.s}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}${SPACE}${unit.min}`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) {
    const rest = minutes % 60
    return rest === 0 || hours > 9
      ? `${hours}${SPACE}${unit.h}`
      : `${hours}${SPACE}${unit.h} ${rest}${SPACE}${unit.min}`
  }
  const days = Math.floor(hours / 24)
  const rest = hours % 24
  return rest === 0 || days > 9
    ? `${days}${SPACE}${unit.d}`
    : `${days}${SPACE}${unit.d} ${rest}${SPACE}${unit.h}`
}

/** A window that requests are counted in: a day of it is 24 hours, wherever it begins. */
export function windowIn(language: Language, ms: number): string {
  return ms === 24 * 3_600_000 ? `24${SPACE}${UNITS[language].h}` : spanIn(language, ms)
}

/** A stretch of time to the tenth of a second: 11.4 s. */
export function tookIn(language: Language, ms: number): string {
  if (ms >= 60_000) return spanIn(language, ms)
  return `${decimalIn(language, ms / 1000, 1)}${SPACE}${UNITS[language].s}`
}

/** What is left, for a clock that runs down: 8:41. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`
}

/** The time of day in the reader's zone: 20:48. It is the same in every language of ours. */
export function clockIn(at: Date, seconds = false): string {
  const time = readersTime(at)
  const clock = `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}`
  return seconds ? `${clock}:${pad(time.getUTCSeconds())}` : clock
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

/** Day and month in the reader's zone: 24 Nov. */
export function dateIn(language: Language, at: Date): string {
  return DATE[language].format(readersTime(at))
}

/** Day, month and year in the reader's zone: 24 November 2026. */
export function longDateIn(language: Language, at: Date): string {
  // Without the full stop of "2026 г.", after which a sentence could not end.
  return `${LONG_DATE[language].format(readersTime(at))} ${yearOf(at)}`
}

/** The day of the week in the reader's zone: Thu. */
export function weekdayIn(language: Language, at: Date): string {
  return WEEKDAYS[language][readersTime(at).getUTCDay()] ?? ''
}

/** Whether two moments are of one day in the reader's zone. */
export function isSameDay(one: Date, other: Date): boolean {
  const dayOf = (at: Date): number => Math.floor(readersTime(at).getTime() / DAY_MS)
  return dayOf(one) === dayOf(other)
}

function yearOf(at: Date): number {
  return readersTime(at).getUTCFullYear()
}

/**
 * As short as it can be said beside `now`: 20:48 today, Thu 03:21 this week, 24 Nov, and 24 Nov 2027
 * where it is far away.
 */
export function momentIn(language: Language, at: Date, now: Date): string {
  const clock = clockIn(at)
  if (isSameDay(at, now)) return clock
  const apartMs = Math.abs(at.getTime() - now.getTime())
  if (apartMs < 6 * DAY_MS) return `${weekdayIn(language, at)} ${clock}`
  // A day half a year away may be of either year.
  return apartMs > 183 * DAY_MS ? datedIn(language, at) : dateIn(language, at)
}

/** Day and month, and the year where it is not that of `now`: 24 Nov, 24 Nov 2025. */
export function dayIn(language: Language, at: Date, now: Date): string {
  return yearOf(at) === yearOf(now) ? dateIn(language, at) : datedIn(language, at)
}

/**
 * The moment of a sheet of paper, beside which what is said on it is short: As of 26 November 2026,
 * 20:15 UTC+2.
 */
export function asOfIn(language: Language, at: Date): string {
  return `${UNITS[language].asOf} ${longDateIn(language, at)}, ${clockIn(at)} ${zoneOf(at)}`
}

/** How the reader's clock stands beside UTC: UTC+2, UTC−3:30, UTC. */
function zoneOf(at: Date): string {
  const behind = behindUtc(at)
  if (behind === 0) return 'UTC'
  const minutes = Math.abs(behind)
  const rest = minutes % 60 === 0 ? '' : `:${pad(minutes % 60)}`
  return `UTC${behind < 0 ? '+' : '−'}${Math.floor(minutes / 60)}${rest}`
}

/**
 * Day and time to the second, for lists that are read closely: 24 Nov 20:32:39. The year is said
 * where it is not that of `now`, or where that is not given.
 */
export function stampIn(language: Language, at: Date, now: Date | null = null): string {
  const day = now === null ? datedIn(language, at) : dayIn(language, at, now)
  return `${day} ${clockIn(at, true)}`
}

function datedIn(language: Language, at: Date): string {
  return `${dateIn(language, at)}${SPACE}${yearOf(at)}`
}

/** A share from 0 to 1 in per cent: 99.7 %. */
export function percentIn(language: Language, share: number, digits = 1): string {
  return `${decimalIn(language, share * 100, digits)}${SPACE}%`
}

/**
 * A number that is not below nothing, with up to so many digits after the point: the first format
 * that `Intl` makes of a kind takes a slow processor a tenth of a second, on the first page that is
 * looked at.
 */
export function decimalIn(language: Language, value: number, digits = 2): string {
  const [whole = '', rest = ''] = value.toFixed(digits).split('.')
  const shown = rest.replace(/0+$/, '')
  const grouped = numberIn(language, Number(whole))
  return shown === '' ? grouped : `${grouped}${POINT[language]}${shown}`
}
