import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)

const ENGLISH = {
  title: 'Watches',
  none: 'Nothing is watched.',
  every: (days: number) => english(days, { one: 'every day', other: `every ${en(days)} days` }),
  next: (when: string) => `next ${when}`,
  paused: { credits: 'stands still: no credits', limit: 'stands still: the day’s limit' },
  quiet: (hours: string) => `quiet ${hours}`,
  noQuiet: 'no quiet hours',
  quietHours: 'Quiet hours',
  quietRule: 'Two times with a dash between them, such as 22:00-08:00.',
  quietHint: 'Nothing is told between, in the reader’s zone: 22:00-08:00. Empty: at any time.',
  everyDays: 'Every so many days',
  change: 'Change',
  add: 'Watch a profile',
  addMeans:
    'It is read behind everything that was ordered, at the price of a check, and only what is sure is told.',
  set: (target: string) => `@${target} is watched.`,
  last: 'last check',
  end: 'End',
  ended: (target: string) => `@${target} is not watched any more.`,
  profile: 'Profile',
}

/** Profiles that are read again and again, and when nothing is told of them. */
export type WatchesWords = typeof ENGLISH

const RUSSIAN: WatchesWords = {
  title: 'Наблюдения',
  none: 'Ни за кем не наблюдают.',
  every: (days) =>
    days === 1
      ? 'каждый день'
      : `раз в ${ru(days)} ${russian(days, { one: 'день', few: 'дня', many: 'дней' })}`,
  next: (when) => `следующая ${when}`,
  paused: { credits: 'стоит: нет кредитов', limit: 'стоит: дневной предел' },
  quiet: (hours) => `тишина ${hours}`,
  noQuiet: 'без часов тишины',
  quietHours: 'Часы тишины',
  quietRule: 'Два времени через дефис, например 22:00-08:00.',
  quietHint:
    'В это время ничего не сообщаем, по поясу читателя: 22:00-08:00. Пусто: в любое время.',
  everyDays: 'Раз в сколько дней',
  change: 'Изменить',
  add: 'Наблюдать за профилем',
  addMeans:
    'Профиль читается после всех заказов, по цене проверки; сообщаем только о том, что точно.',
  set: (target) => `За @${target} наблюдаем.`,
  last: 'последняя проверка',
  end: 'Закончить',
  ended: (target) => `За @${target} больше не наблюдаем.`,
  profile: 'Профиль',
}

export const WATCHES_WORDS: InEveryLanguage<WatchesWords> = { en: ENGLISH, ru: RUSSIAN }
