/** The languages in which people are spoken to. */
export const LANGUAGES = ['en', 'ru'] as const

export type Language = (typeof LANGUAGES)[number]

/** The same words in every language: with one missing, this does not compile. */
export type InEveryLanguage<T> = Readonly<Record<Language, T>>

/** The language of a locale such as `ru_RU.UTF-8`; English where there are no words of it. */
export function languageOf(locale: string | null | undefined): Language {
  const code = /^[a-z]+/i.exec(locale ?? '')?.[0].toLowerCase()
  return LANGUAGES.find((each) => each === code) ?? 'en'
}

const LOCALES: InEveryLanguage<string> = { en: 'en-GB', ru: 'ru-RU' }

const NUMBERS = inEvery((locale) => new Intl.NumberFormat(locale))

/** A whole number, its digits in groups: 1,663 or 1 663 (with a space that does not break). */
export function numberIn(language: Language, count: number): string {
  // Most are small, and making a format is what a slow processor waits for at first.
  const isPlain = Number.isInteger(count) && !Object.is(count, -0) && count >= 0 && count < 1000
  return isPlain ? String(count) : NUMBERS[language].format(count)
}

/** A change: with its sign in front of it, and a true minus: +5, −40. */
export function changeIn(language: Language, count: number): string {
  if (count === 0) return '0'
  return `${count > 0 ? '+' : '−'}${numberIn(language, Math.abs(count))}`
}

/** The forms of an English noun beside a number. */
export type EnglishForms = { readonly one: string; readonly other: string }

/** The forms of a Russian noun beside a whole number: 1 профиль, 2 профиля, 5 профилей. */
export type RussianForms = { readonly one: string; readonly few: string; readonly many: string }

/** The form of an English noun that goes with a number. */
export function english(count: number, forms: EnglishForms): string {
  return Math.abs(count) === 1 ? forms.one : forms.other
}

/** The form of a Russian noun that goes with a whole number. */
export function russian(count: number, forms: RussianForms): string {
  const [ones, tens] = [Math.abs(count) % 10, Math.abs(count) % 100]
  if (!Number.isInteger(count) || (tens >= 11 && tens <= 14)) return forms.many
  if (ones === 1) return forms.one
  return ones >= 2 && ones <= 4 ? forms.few : forms.many
}

/** A clause at the beginning of a line: with a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * A clause, such as an error says behind a word of somebody else's, alone: with a capital and a full
 * stop. What begins with an address or the name of a setting begins as that is written.
 */
export function sentenceOf(clause: string): string {
  const text = /^\p{Ll}+(?![:\w-])/u.test(clause) ? capital(clause) : clause
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Day and minute in a time zone (`Europe/Moscow`), with the zone's name: 25.11.2026, 17:13 GMT+3. */
export function timeIn(language: Language, at: Date, zone: string): string {
  const day = dayIn(language, at, zone)
  const time = new Intl.DateTimeFormat(LOCALES[language], {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(at)
  return `${day}, ${time}`
}

/** A day in a time zone: 25.11.2026 or 25 Nov 2026. */
export function dayIn(language: Language, at: Date, zone: string): string {
  const month = language === 'ru' ? '2-digit' : 'short'
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: '2-digit',
    month,
    year: 'numeric',
    timeZone: zone,
  }).format(at)
}

/**
 * One of each language, made when it is first used: making a format costs more than a thousand uses
 * of it, and a reader needs those of one language.
 */
export function inEvery<T>(make: (locale: string) => T): InEveryLanguage<T> {
  const made: Partial<Record<Language, T>> = {}
  return {
    get en() {
      made.en ??= make(LOCALES.en)
      return made.en
    },
    get ru() {
      made.ru ??= make(LOCALES.ru)
      return made.ru
    },
  }
}
