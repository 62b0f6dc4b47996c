import { bold, lines, link, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** A list that can be leafed through. */
export type Leaf =
  | 'not-following-back'
  | 'fans'
  | 'mutual'
  | 'gained'
  | 'lost'
  | 'not-seen'
  | 'renamed'
  | 'followers'
  | 'following'

/** One page of a list. */
export type LeafPage = {
  readonly username: string
  readonly leaf: Leaf
  readonly people: readonly {
    readonly number: number
    readonly username: string
    readonly fullName: string
    readonly formerName: string | null
  }[]
  readonly total: number
  readonly hidden: number
  readonly page: number
  readonly pages: number
}

/** Lists page by page, and whom they leave out. */
export type ListWords = {
  readonly leaf: (page: LeafPage) => Rich
  readonly emptyLeaf: (leaf: Leaf, hidden: number) => Rich
  readonly leafGone: string
  /** A file that Telegram does not take, even packed. */
  readonly tooLarge: string
  readonly leafNames: Readonly<Record<Leaf, string>>
  readonly ignored: (username: string) => string
  readonly unignored: (username: string) => string
  readonly ignoreList: (names: readonly string[], total: number) => Rich
  readonly ignoreEmpty: Rich
  readonly ignoreQuestion: Rich
  readonly ignoreUnknown: (username: string) => Rich
  readonly buttons: Readonly<Record<'ignoreAdd' | 'previous' | 'next', string>>
}

export const ENGLISH_LISTS: ListWords = {
  leaf: (page) =>
    leafOf(page, ENGLISH_LISTS.leafNames, {
      pageOf: (number, all) => `page ${en.number(number)} of ${en.number(all)}`,
      hidden: (count) => `${en.people(count)} hidden, because you ignore them: /ignore`,
      formerly: (name) => `formerly @${name}`,
      count: en.number,
    }),
  emptyLeaf: (leaf, hidden) =>
    rich`${ENGLISH_LISTS.leafNames[leaf]}: nobody${hidden === 0 ? '' : ` but ${en.people(hidden)} whom you ignore`}.`,
  leafGone: 'The lists of this check are no longer kept. Check again to see them anew.',
  tooLarge:
    'That file is larger than Telegram takes. The lists can be leafed through here and on the result page.',
  leafNames: {
    'not-following-back': 'Not following back',
    fans: 'Fans',
    mutual: 'Mutual',
    gained: 'New',
    lost: 'Gone',
    'not-seen': 'Not seen this time',
    renamed: 'Renamed',
    followers: 'Followers',
    following: 'Following',
  },
  ignored: (username) => `@${username} is left out of your lists from now on.`,
  unignored: (username) => `@${username} is shown again.`,
  ignoreList: (names, total) =>
    lines(
      [bold('Left out of your lists'), `: ${en.people(total)}`],
      names.map((name) => `@${name}`).join(', '),
      '',
      'Tap a name to show it again.',
    ),
  ignoreEmpty: lines(
    'You are not leaving anybody out.',
    'Under every list there are buttons with 🙈: whom you tap there is left out of all lists, and only counted.',
  ),
  ignoreQuestion: rich`Who should I leave out? Send the name.`,
  ignoreUnknown: (username) =>
    rich`${bold(`@${username}`)} is in none of your lists, so there is nobody to leave out.`,
  buttons: { ignoreAdd: 'Add a name', previous: '‹ Back', next: 'More ›' },
}

export const RUSSIAN_LISTS: ListWords = {
  leaf: (page) =>
    leafOf(page, RUSSIAN_LISTS.leafNames, {
      pageOf: (number, all) => `страница ${ru.number(number)} из ${ru.number(all)}`,
      hidden: (count) => `Не показано: ${ru.people(count)} из вашего списка /ignore`,
      formerly: (name) => `раньше @${name}`,
      count: ru.number,
    }),
  emptyLeaf: (leaf, hidden) =>
    rich`${RUSSIAN_LISTS.leafNames[leaf]}: никого${hidden === 0 ? '' : `, кроме тех, кого вы просили не показывать: ${ru.number(hidden)}`}.`,
  leafGone: 'Списки этой проверки уже удалены. Проверьте профиль ещё раз, и они появятся.',
  tooLarge:
    'Такой большой файл Telegram не принимает. Списки можно листать здесь и на странице результата.',
  leafNames: {
    'not-following-back': 'Невзаимные',
    fans: 'Фанаты',
    mutual: 'Взаимные',
    gained: 'Новые',
    lost: 'Ушли',
    'not-seen': 'В этот раз не найдены',
    renamed: 'Сменили имя',
    followers: 'Подписчики',
    following: 'Подписки',
  },
  ignored: (username) => `@${username} больше не появится в ваших списках.`,
  unignored: (username) => `@${username} снова в списках.`,
  ignoreList: (names, total) =>
    lines(
      [bold('Не показываю в списках'), `: ${ru.people(total)}`],
      names.map((name) => `@${name}`).join(', '),
      '',
      'Нажмите на имя, чтобы вернуть его.',
    ),
  ignoreEmpty: lines(
    'В списках видны все.',
    'Под каждым списком есть кнопки с 🙈: кого отметите, тот исчезнет из всех списков, останется только число.',
  ),
  ignoreQuestion: rich`Кого не показывать? Пришлите имя.`,
  ignoreUnknown: (username) =>
    rich`${bold(`@${username}`)} нет ни в одном из ваших списков, так что скрывать некого.`,
  buttons: { ignoreAdd: 'Добавить имя', previous: '‹ Назад', next: 'Дальше ›' },
}

type LeafParts = {
  readonly pageOf: (number: number, all: number) => string
  readonly hidden: (count: number) => string
  readonly formerly: (name: string) => string
  readonly count: (count: number) => string
}

function leafOf(page: LeafPage, names: Readonly<Record<Leaf, string>>, parts: LeafParts): Rich {
  const { username, leaf, people, total, hidden } = page
  return lines(
    [bold(`${names[leaf]}: ${parts.count(total)}`), ` · @${username}`],
    page.pages > 1 ? parts.pageOf(page.page, page.pages) : null,
    '',
    ...people.map((person) => {
      const url = `https://www.instagram.com/${encodeURIComponent(person.username)}/`
      const former = person.formerName === null ? '' : ` (${parts.formerly(person.formerName)})`
      const name = person.fullName === '' ? '' : ` · ${person.fullName}`
      return rich`${person.number}. ${link(`@${person.username}`, url)}${former}${name}`
    }),
    hidden === 0 ? null : '',
    hidden === 0 ? null : parts.hidden(hidden),
  )
}
