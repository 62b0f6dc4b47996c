import type { InEveryLanguage } from '../language.ts'

const ENGLISH = {
  title: 'Since the last check',
  comparedWith: (when: string) => `compared with ${when}`,
  first: 'There is no earlier check to compare with: from the next one on.',
  sure: 'Lost are those whom two complete checks did not find again. Until then they are not seen this time.',
  notSaid: 'Not said',
  figures: 'What it came to',
  earlier: 'Earlier checks of this profile',
  none: 'This is the first.',
  reuse: 'Take lists that are still fresh',
  reuseMeans: (hours: string) =>
    `A complete list that was read within ${hours} h for the same customer is taken as it is. What was paid for costs nothing again.`,
  fresh: (followers: string, following: string) =>
    `Followers were read ${followers} ago, following ${following} ago.`,
  freshOne: (list: string, ago: string) => `${list}: read ${ago} ago; the other is read anew.`,
}

/** What changed between two checks, and what may be taken from an earlier one. */
export type ChangesWords = typeof ENGLISH

const RUSSIAN: ChangesWords = {
  title: 'С прошлой проверки',
  comparedWith: (when) => `сравнили с ${when}`,
  first: 'Сравнить не с чем: раньше проверок не было. Со следующей будет.',
  sure: 'Ушедшие — те, кого не нашли две полные проверки подряд. До этого их просто не видно в этот раз.',
  notSaid: 'Не называем',
  figures: 'Что получилось',
  earlier: 'Прежние проверки профиля',
  none: 'Это первая.',
  reuse: 'Взять списки, которые ещё свежи',
  reuseMeans: (hours) =>
    `Полный список, прочитанный для того же клиента за последние ${hours} ч, берётся как есть. За оплаченное второй раз не платят.`,
  fresh: (followers, following) =>
    `Подписчики прочитаны ${followers} назад, подписки — ${following} назад.`,
  freshOne: (list, ago) => `${list}: прочитаны ${ago} назад; второй список читается заново.`,
}

export const CHANGES_WORDS: InEveryLanguage<ChangesWords> = { en: ENGLISH, ru: RUSSIAN }
