import { english, numberIn, russian } from '../language.ts'

/** Numbers with their nouns, as both languages say them. */
export type Counts = {
  readonly number: (count: number) => string
  readonly credits: (count: number) => string
  /** No more than so many: up to 5 credits. */
  readonly upToCredits: (count: number) => string
  readonly checks: (count: number) => string
  readonly people: (count: number) => string
  readonly followers: (count: number) => string
  readonly following: (count: number) => string
  readonly stars: (count: number) => string
  /** What is paid: for 250 Stars. */
  readonly starsPaid: (count: number) => string
  readonly friends: (count: number) => string
  readonly days: (count: number) => string
  /** How long something takes, roughly. */
  readonly about: (forMs: number) => string
}

export const ENGLISH_COUNTS: Counts = {
  number: (count) => numberIn('en', count),
  credits: (count) => counted(count, { one: 'credit', other: 'credits' }),
  upToCredits: (count) => `up to ${counted(count, { one: 'credit', other: 'credits' })}`,
  checks: (count) => counted(count, { one: 'check', other: 'checks' }),
  people: (count) => counted(count, { one: 'profile', other: 'profiles' }),
  followers: (count) => counted(count, { one: 'follower', other: 'followers' }),
  following: (count) => `${numberIn('en', count)} following`,
  stars: (count) => counted(count, { one: 'Star', other: 'Stars' }),
  starsPaid: (count) => counted(count, { one: 'Star', other: 'Stars' }),
  friends: (count) => counted(count, { one: 'friend', other: 'friends' }),
  days: (count) => counted(count, { one: 'day', other: 'days' }),
  about: (forMs) => {
    const { unit, count } = rounded(forMs)
    switch (unit) {
      case 'less':
        return 'less than a minute'
      case 'minutes':
        return `about ${counted(count, { one: 'minute', other: 'minutes' })}`
      case 'hours':
        return `about ${counted(count, { one: 'hour', other: 'hours' })}`
      case 'days':
        return `about ${counted(count, { one: 'day', other: 'days' })}`
    }
  },
}

export const RUSSIAN_COUNTS: Counts = {
  number: (count) => numberIn('ru', count),
  credits: (count) => countedRu(count, 'кредит', 'кредита', 'кредитов'),
  // The genitive follows: до 1 кредита, до 2 кредитов.
  upToCredits: (count) => `до ${countedRu(count, 'кредита', 'кредитов', 'кредитов')}`,
  checks: (count) => countedRu(count, 'проверка', 'проверки', 'проверок'),
  people: (count) => countedRu(count, 'профиль', 'профиля', 'профилей'),
  followers: (count) => countedRu(count, 'подписчик', 'подписчика', 'подписчиков'),
  following: (count) => countedRu(count, 'подписка', 'подписки', 'подписок'),
  stars: (count) => countedRu(count, 'звезда', 'звезды', 'звёзд'),
  // The accusative follows: за 1 звезду, за 250 звёзд.
  starsPaid: (count) => countedRu(count, 'звезду', 'звезды', 'звёзд'),
  friends: (count) => countedRu(count, 'друг', 'друга', 'друзей'),
  days: (count) => countedRu(count, 'день', 'дня', 'дней'),
  about: (forMs) => {
    const { unit, count } = rounded(forMs)
    switch (unit) {
      case 'less':
        return 'меньше минуты'
      case 'minutes':
        // The genitive follows: около 21 минуты, около 5 минут.
        return `около ${countedRu(count, 'минуты', 'минут', 'минут')}`
      case 'hours':
        return `около ${countedRu(count, 'часа', 'часов', 'часов')}`
      case 'days':
        return `около ${countedRu(count, 'суток', 'суток', 'суток')}`
    }
  },
}

function counted(count: number, forms: { readonly one: string; readonly other: string }): string {
  return `${numberIn('en', count)} ${english(count, forms)}`
}

function countedRu(count: number, one: string, few: string, many: string): string {
  return `${numberIn('ru', count)} ${russian(count, { one, few, many })}`
}

/** Rounded to what anybody would say. */
function rounded(forMs: number): {
  readonly unit: 'less' | 'minutes' | 'hours' | 'days'
  readonly count: number
} {
  const minutes = Math.round(forMs / 60_000)
  if (minutes < 1) return { unit: 'less', count: 1 }
  if (minutes < 20) return { unit: 'minutes', count: minutes }
  if (minutes < 60) return { unit: 'minutes', count: Math.round(minutes / 5) * 5 }
  const hours = Math.round(minutes / 60)
  if (hours < 36) return { unit: 'hours', count: hours }
  return { unit: 'days', count: Math.round(hours / 24) }
}
