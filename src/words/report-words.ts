import type { PassEnd } from '../checks/reading/progress.ts'
import type { ListResult, Omission, TableFile } from '../checks/result/table.ts'
import { english, type InEveryLanguage, type Language, numberIn, russian } from './language.ts'

/** A table in words. */
export type TableWords = {
  /** The name of its sheet, 31 characters at the most. */
  readonly sheet: string
  /** Who is in it, as a sentence about the profile that was checked. */
  readonly means: string
  /** A number of its people, as in "343 not following back". */
  readonly tally: (count: number) => string
}

/** What the share of a table is a part of. */
type Whole = 'followers' | 'following'

/** The words of a report. */
export type ReportWords = {
  readonly title: string
  readonly summarySheet: string
  readonly tables: Readonly<Record<TableFile, TableWords>>
  readonly shareOf: Readonly<Record<Whole, string>>
  readonly heads: Readonly<
    Record<'who' | 'count' | 'share' | 'means' | 'list' | 'read' | 'inProfile' | 'believe', string>
  >
  readonly columns: Readonly<
    Record<
      | 'number'
      | 'profile'
      | 'formerName'
      | 'name'
      | 'closed'
      | 'verified'
      | 'id'
      | 'newName'
      | 'reason',
      string
    >
  >
  readonly closed: string
  readonly nobody: string
  readonly unknown: string
  /** A number of those who were found where there may be more; `say` puts a number into words. */
  readonly atLeast: (count: number, say?: (count: number) => string) => string
  readonly checkedAt: (at: string) => string
  readonly comparedWith: (at: string) => string
  readonly nothingToCompareWith: string
  readonly exportedAt: (at: string) => string
  readonly comparedWithExport: (at: string) => string
  readonly noExportToCompareWith: string
  /** Whether a list can be believed, as a sentence. */
  readonly completeness: (list: ListResult) => string
  /** Why a table names nobody, in few words. */
  readonly unsaid: (omission: Omission) => string
  /** Why a table names nobody, as a sentence that explains it. */
  readonly omitted: (omission: Omission) => string
  /** What an incomplete list keeps from being said. */
  readonly notSaid: (tables: readonly TableFile[]) => string
  /** What stands above the names of a table that may have more. */
  readonly partial: string
  /** The check ended without both lists having been read to their ends. */
  readonly givenUp: string
  /** Of how many in the profile so many were read. */
  readonly readOf: (read: string, inProfile: string) => string
}

/** The words of a report in a language. */
export function reportWords(language: Language): ReportWords {
  return WORDS[language]
}

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)

const ENGLISH: ReportWords = {
  title: 'Follower check',
  summarySheet: 'Summary',
  tables: {
    'not-following-back': {
      sheet: 'Not following back',
      means: 'The profile follows them; they do not follow it back',
      tally: (count) => `${en(count)} not following back`,
    },
    lost: {
      sheet: 'Left',
      means: 'Follow the profile no longer: not found twice, hours apart',
      tally: (count) => `${en(count)} left`,
    },
    'not-seen': {
      sheet: 'Not seen this time',
      means: 'Were among the followers and were not found now; whether they left is not sure yet',
      tally: (count) => `${en(count)} not seen this time`,
    },
    gained: {
      sheet: 'New',
      means: 'Have come to follow the profile since the last check',
      tally: (count) => `${en(count)} new`,
    },
    renamed: {
      sheet: 'Renamed',
      means: 'Follow the profile under another name than last time',
      tally: (count) => `${en(count)} renamed`,
    },
    fans: {
      sheet: 'Fans',
      means: 'Follow the profile; it does not follow them back',
      tally: (count) => `${en(count)} ${english(count, { one: 'fan', other: 'fans' })}`,
    },
    mutual: {
      sheet: 'Mutual',
      means: 'The profile and they follow each other',
      tally: (count) => `${en(count)} mutual`,
    },
    pending: {
      sheet: 'Requests pending',
      means: 'The profile has asked to follow them and has had no answer',
      tally: (count) =>
        `${en(count)} ${english(count, { one: 'request', other: 'requests' })} pending`,
    },
    'recently-unfollowed': {
      sheet: 'Recently unfollowed',
      means: 'The profile followed them until recently',
      tally: (count) => `${en(count)} recently unfollowed`,
    },
    'close-friends': {
      sheet: 'Close friends',
      means: 'Are among the close friends of the profile',
      tally: (count) => `${en(count)} close ${english(count, { one: 'friend', other: 'friends' })}`,
    },
    restricted: {
      sheet: 'Restricted',
      means: 'The profile has restricted them',
      tally: (count) => `${en(count)} restricted`,
    },
    followers: {
      sheet: 'Followers',
      means: 'Everybody who follows the profile',
      tally: (count) => `${en(count)} ${english(count, { one: 'follower', other: 'followers' })}`,
    },
    following: {
      sheet: 'Following',
      means: 'Everybody whom the profile follows',
      tally: (count) => `${en(count)} following`,
    },
  },
  shareOf: { followers: 'of followers', following: 'of following' },
  heads: {
    who: 'Who',
    count: 'How many',
    share: 'Share',
    means: 'What it means',
    list: 'List',
    read: 'Read',
    inProfile: 'In the profile',
    believe: 'Can it be believed?',
  },
  columns: {
    number: 'No.',
    profile: 'Profile',
    newName: 'New name',
    formerName: 'Old name',
    name: 'Name',
    reason: 'Why',
    closed: 'Private',
    verified: 'Verified',
    id: 'ID',
  },
  closed: 'yes',
  nobody: 'Nobody',
  unknown: 'not known',
  atLeast: (count, say = en) => `at least ${say(count)}`,
  checkedAt: (at) => `Checked ${at}`,
  comparedWith: (at) => `compared with the check of ${at}`,
  nothingToCompareWith: 'no complete check before it to compare with',
  exportedAt: (at) => `Exported by Instagram ${at}`,
  comparedWithExport: (at) => `compared with the export of ${at}`,
  noExportToCompareWith: 'not compared with an earlier export',
  completeness: (list) => {
    const unseen = unseenIn(list)
    switch (list.confidence) {
      case 'exact':
        return 'Complete, everybody was read'
      case 'confirmed':
        if (unseen === 0) return 'Complete, everybody was read'
        return unseen === 1
          ? 'Complete but for 1 profile that nobody can see: it is counted, and deactivated or removed'
          : `Complete but for ${en(unseen)} profiles that nobody can see: they are counted, and deactivated or removed`
      case 'incomplete':
        return `Incomplete: not everybody is named${because(list.ended, ENDED_IN_ENGLISH)}`
      case 'unread':
        return 'Not read'
      case 'exported':
        return 'As Instagram exported it: complete, if it was for "All time"'
    }
  },
  unsaid: ({ list, because: why }) =>
    `Cannot be said: the list of ${list} ${why === 'unread' ? 'was not read' : 'is incomplete'}`,
  omitted: ({ list, because: why }) =>
    why === 'unread'
      ? `Nobody is named, because the list of ${list} was not read.`
      : `Nobody is named, because the list of ${list} is incomplete: somebody missing from it may well be in it.`,
  notSaid: (tables) =>
    `Therefore not said: ${tables.map((file) => ENGLISH.tables[file].sheet.toLowerCase()).join(', ')}.`,
  partial: 'There may be more: a list that this rests on is incomplete.',
  givenUp: 'The check was given up before it was complete.',
  readOf: (read, inProfile) => `${read} of ${inProfile}`,
}

const RUSSIAN: ReportWords = {
  title: 'Проверка подписок',
  summarySheet: 'Сводка',
  tables: {
    'not-following-back': {
      sheet: 'Невзаимные',
      means: 'Профиль на них подписан, а они на него — нет',
      tally: (count) =>
        `${ru(count)} ${russian(count, {
          one: 'невзаимная подписка',
          few: 'невзаимные подписки',
          many: 'невзаимных подписок',
        })}`,
    },
    lost: {
      sheet: 'Ушли',
      means: 'Больше не подписаны: их не нашли дважды, с перерывом в несколько часов',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'ушёл', few: 'ушли', many: 'ушли' })}`,
    },
    'not-seen': {
      sheet: 'В этот раз не найдены',
      means: 'Были среди подписчиков, но сейчас не нашлись; ушли ли они, пока неизвестно',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'не найден', few: 'не найдены', many: 'не найдено' })} в этот раз`,
    },
    gained: {
      sheet: 'Новые',
      means: 'Подписались на профиль после прошлой проверки',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'новый', few: 'новых', many: 'новых' })}`,
    },
    renamed: {
      sheet: 'Сменили имя',
      means: 'Подписаны по-прежнему, но под другим именем',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'сменил имя', few: 'сменили имя', many: 'сменили имя' })}`,
    },
    fans: {
      sheet: 'Фанаты',
      means: 'Подписаны на профиль, а он на них — нет',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'фанат', few: 'фаната', many: 'фанатов' })}`,
    },
    mutual: {
      sheet: 'Взаимные',
      means: 'Профиль и они подписаны друг на друга',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'взаимный', few: 'взаимных', many: 'взаимных' })}`,
    },
    pending: {
      sheet: 'Запросы без ответа',
      means: 'Профиль попросил о подписке, и ответа ещё нет',
      tally: (count) =>
        `${ru(count)} ${russian(count, {
          one: 'запрос без ответа',
          few: 'запроса без ответа',
          many: 'запросов без ответа',
        })}`,
    },
    'recently-unfollowed': {
      sheet: 'Недавние отписки',
      means: 'Профиль был на них подписан до недавнего времени',
      tally: (count) =>
        `${ru(count)} ${russian(count, {
          one: 'недавняя отписка',
          few: 'недавние отписки',
          many: 'недавних отписок',
        })}`,
    },
    'close-friends': {
      sheet: 'Близкие друзья',
      means: 'Состоят в близких друзьях профиля',
      tally: (count) =>
        `${ru(count)} ${russian(count, {
          one: 'близкий друг',
          few: 'близких друга',
          many: 'близких друзей',
        })}`,
    },
    restricted: {
      sheet: 'Ограниченные',
      means: 'Профиль ограничил им доступ',
      tally: (count) =>
        `${ru(count)} ${russian(count, {
          one: 'ограниченный',
          few: 'ограниченных',
          many: 'ограниченных',
        })}`,
    },
    followers: {
      sheet: 'Подписчики',
      means: 'Все, кто подписан на профиль',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'подписчик', few: 'подписчика', many: 'подписчиков' })}`,
    },
    following: {
      sheet: 'Подписки',
      means: 'Все, на кого подписан профиль',
      tally: (count) =>
        `${ru(count)} ${russian(count, { one: 'подписка', few: 'подписки', many: 'подписок' })}`,
    },
  },
  shareOf: { followers: 'от подписчиков', following: 'от подписок' },
  heads: {
    who: 'Кто',
    count: 'Сколько',
    share: 'Доля',
    means: 'Что это значит',
    list: 'Список',
    read: 'Прочитано',
    inProfile: 'В профиле',
    believe: 'Можно ли верить',
  },
  columns: {
    reason: 'Почему',
    number: '№',
    profile: 'Профиль',
    newName: 'Новое имя',
    formerName: 'Прежнее имя',
    name: 'Имя',
    closed: 'Закрытый',
    verified: 'Галочка',
    id: 'ID',
  },
  closed: 'да',
  nobody: 'Никого',
  unknown: 'неизвестно',
  atLeast: (count, say = ru) => `не менее ${say(count)}`,
  checkedAt: (at) => `Проверено ${at}`,
  comparedWith: (at) => `сравнено с проверкой от ${at}`,
  nothingToCompareWith: 'сравнивать пока не с чем: полных проверок до этой не было',
  exportedAt: (at) => `Выгружено из Instagram ${at}`,
  comparedWithExport: (at) => `сравнено с выгрузкой от ${at}`,
  noExportToCompareWith: 'с более ранней выгрузкой не сравнивалось',
  completeness: (list) => {
    const unseen = unseenIn(list)
    switch (list.confidence) {
      case 'exact':
        return 'Список полный, прочитаны все'
      case 'confirmed': {
        if (unseen === 0) return 'Список полный, прочитаны все'
        const profiles = russian(unseen, {
          one: 'профиля, которого никто не видит: он посчитан, но отключён или удалён',
          few: 'профилей, которых никто не видит: они посчитаны, но отключены или удалены',
          many: 'профилей, которых никто не видит: они посчитаны, но отключены или удалены',
        })
        return `Список полный, кроме ${ru(unseen)} ${profiles}`
      }
      case 'incomplete':
        return `Список неполный: названы не все${because(list.ended, ENDED_IN_RUSSIAN)}`
      case 'unread':
        return 'Список не прочитан'
      case 'exported':
        return 'Как выгрузил Instagram: полный, если выгрузка была «за всё время»'
    }
  },
  unsaid: ({ list, because: why }) =>
    `Сказать нельзя: список ${list === 'followers' ? 'подписчиков' : 'подписок'} ${why === 'unread' ? 'не прочитан' : 'неполный'}`,
  omitted: ({ list, because: why }) => {
    const name = list === 'followers' ? 'подписчиков' : 'подписок'
    return why === 'unread'
      ? `Никто не назван: список ${name} не прочитан.`
      : `Никто не назван: список ${name} неполный, и тот, кого в нём не видно, может в нём быть.`
  },
  notSaid: (tables) =>
    `Поэтому не сказано: ${tables.map((file) => RUSSIAN.tables[file].sheet.toLowerCase()).join(', ')}.`,
  partial: 'Здесь могут быть не все: список, на котором это основано, неполный.',
  givenUp: 'Проверка прекращена, не дойдя до конца.',
  readOf: (read, inProfile) => `${read} из ${inProfile}`,
}

const WORDS: InEveryLanguage<ReportWords> = { en: ENGLISH, ru: RUSSIAN }

/** Why reading came to an end before the list did; `end` is the end of the list itself. */
type EarlyEnd = Exclude<PassEnd, 'end'>

const ENDED_IN_ENGLISH: Readonly<Record<EarlyEnd, string>> = {
  limited: 'Instagram shows only a part of this list',
  empty: 'Instagram answered with an empty list',
  'no-news': 'Instagram repeated the same people',
  'repeated-cursor': 'Instagram led in a circle',
  'cursor-refused': 'Instagram refused to go on',
  'cursor-lost': 'the place where reading had stopped was lost',
}

const ENDED_IN_RUSSIAN: Readonly<Record<EarlyEnd, string>> = {
  limited: 'Instagram показывает только часть этого списка',
  empty: 'Instagram ответил пустым списком',
  'no-news': 'Instagram повторял одних и тех же людей',
  'repeated-cursor': 'Instagram водил по кругу',
  'cursor-refused': 'Instagram не дал читать дальше',
  'cursor-lost': 'место, где остановилось чтение, потеряно',
}

function because(ended: PassEnd | null, words: Readonly<Record<EarlyEnd, string>>): string {
  return ended === null || ended === 'end' ? '' : ` (${words[ended]})`
}

/** How many the profile counts beyond those who were read. */
function unseenIn({ expected, collected }: ListResult): number {
  return Math.max(0, (expected ?? collected) - collected)
}
