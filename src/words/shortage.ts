import type { PassEnd } from '../checks/reading/progress.ts'
import type { Shortage, ShortLists } from '../checks/reading/shortage.ts'
import { english, type InEveryLanguage, type Language, numberIn, russian } from './language.ts'

/** Why a list is short, as a clause that people read. */
export function shortageWords(shortage: Shortage, language: Language = 'en'): string {
  switch (shortage.kind) {
    case 'short':
    case 'uncounted':
      return readingWords(shortage, WORDS[language])
    case 'unseen':
      return WORDS[language].unseen(shortage.count)
    case 'parts-missing':
      return WORDS[language].partsMissing(shortage.parts)
  }
}

/** The same for all lists of a check that came short. */
export function shortListsWords(short: ShortLists, language: Language = 'en'): string {
  const { lists } = WORDS[language]
  return short
    .map(({ list, shortage }) => `${lists[list]}: ${shortageWords(shortage, language)}`)
    .join('; ')
}

type Words = {
  readonly lists: Readonly<Record<'followers' | 'following', string>>
  readonly short: (present: number, expected: number) => string
  readonly uncounted: (unserved: readonly string[]) => string
  readonly quiet: (passes: number) => string
  readonly after: (passes: number) => string
  readonly unseen: (count: number) => string
  readonly partsMissing: (parts: readonly number[]) => string
  readonly ends: Readonly<Record<Exclude<PassEnd, 'end'>, string>>
}

function readingWords(
  shortage: Extract<Shortage, { kind: 'short' | 'uncounted' }>,
  words: Words,
): string {
  const { end, passes } = shortage
  const short =
    shortage.kind === 'short'
      ? words.short(shortage.present, shortage.expected)
      : words.uncounted(shortage.unserved)
  const settled =
    passes === null
      ? ''
      : passes.which === 'quiet'
        ? `; ${words.quiet(passes.count)}`
        : words.after(passes.count)
  return `${short}${settled}${end === 'end' ? '' : ` (${words.ends[end]})`}`
}

const ENGLISH: Words = {
  lists: { followers: 'followers', following: 'following' },
  short: (present, expected) => `${present} of the ${expected} that the profile counts`,
  uncounted: (unserved) =>
    unserved.length === 0
      ? 'the profile does not say how many there are'
      : `Instagram does not serve ${unserved.join(', ')}, so nobody says how many there are`,
  quiet: (passes) =>
    `${passes} ${english(passes, { one: 'pass', other: 'passes' })} brought nobody new`,
  after: (passes) => (passes === 1 ? ' after one pass' : ` after ${passes} passes`),
  unseen: (count) => `the profile counts ${count} more, whom nobody can see (deactivated accounts)`,
  partsMissing: (parts) =>
    parts.length === 1
      ? `its part ${parts.join()} is missing`
      : `its parts ${parts.join(', ')} are missing`,
  ends: {
    'repeated-cursor': 'Instagram led in a circle',
    'no-news': 'Instagram repeated the same people',
    limited: 'Instagram shows only a part of this list',
    empty: 'Instagram answered with an empty list',
    'cursor-refused': 'Instagram refused to go on',
    'cursor-lost': 'Instagram refused to go on',
  },
}

const ru = (count: number) => numberIn('ru', count)

const RUSSIAN: Words = {
  lists: { followers: 'подписчики', following: 'подписки' },
  short: (present, expected) => `${ru(present)} из ${ru(expected)}, указанных в профиле`,
  uncounted: (unserved) =>
    unserved.length === 0
      ? 'в профиле не указано, сколько их всего'
      : `Instagram не отвечает на запросы (${unserved.join(', ')}), поэтому сколько их всего, неизвестно`,
  quiet: (passes) =>
    `${ru(passes)} ${russian(passes, { one: 'проход', few: 'прохода', many: 'проходов' })} подряд никого не добавили`,
  after: (passes) =>
    `, после ${ru(passes)} ${russian(passes, { one: 'прохода', few: 'проходов', many: 'проходов' })}`,
  unseen: (count) =>
    `в профиле указано на ${ru(count)} больше: это отключённые аккаунты, их никто не видит`,
  partsMissing: (parts) =>
    parts.length === 1
      ? `не хватает части ${parts.join()}`
      : `не хватает частей ${parts.join(', ')}`,
  ends: {
    'repeated-cursor': 'Instagram отдавал список по кругу',
    'no-news': 'Instagram повторял одних и тех же людей',
    limited: 'Instagram показывает только часть этого списка',
    empty: 'Instagram ответил пустым списком',
    'cursor-refused': 'Instagram отказался продолжать',
    'cursor-lost': 'Instagram отказался продолжать',
  },
}

const WORDS: InEveryLanguage<Words> = { en: ENGLISH, ru: RUSSIAN }
