import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'

type List =
  | 'not-following-back'
  | 'lost'
  | 'not-seen'
  | 'gained'
  | 'renamed'
  | 'fans'
  | 'mutual'
  | 'followers'
  | 'following'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)
const DAYS = { one: 'день', few: 'дня', many: 'дней' } as const
const PEOPLE = { one: 'человек', few: 'человека', many: 'человек' }

const ENGLISH = {
  listsLabel: 'Lists',
  lists: {
    'not-following-back': "Don't follow back",
    fans: 'Fans',
    mutual: 'Mutual',
    gained: 'Gained',
    lost: 'Lost',
    'not-seen': 'Not seen this time',
    renamed: 'Renamed',
    followers: 'Followers',
    following: 'Following',
  } satisfies Record<List, string>,
  notSaid: 'Not said',
  omitted: (list: string, because: string) =>
    because === 'unread'
      ? `The list of ${list} was not read, so nobody is named on the strength of it.`
      : `The list of ${list} is not complete. Somebody missing from it may well be in it, so we name nobody. Check again later: what was read stays.`,
  checked: (when: string) => `Checked ${when}`,
  of: (count: string) => `of ${count}`,
  readAt: (when: string) => `read ${when}`,
  reused: (when: string) => `read ${when}, by an earlier check`,
  confidence: {
    exact: 'exact',
    confirmed: 'confirmed',
    incomplete: 'incomplete',
    unread: 'not read',
  },
  confirmedMeans: (unseen: number) =>
    `${en(unseen)} cannot be seen by anybody: they are counted, and deactivated or removed.`,
  short: (list: string) => `The list of ${list} is not complete`,
  shortMeans: (shown: string, of: string, list: string) =>
    `Instagram showed us ${shown} of ${of} ${list}. Some of the others may well be among them, so we name nobody on an absence. What you see below is certain.`,
  mix: { back: 'not back', mutual: 'mutual', fans: 'fans' },
  mixRead: (back: string, mutual: string, fans: string) =>
    `${back} do not follow back, ${mutual} mutual, ${fans} fans`,
  search: 'Name',
  private: 'private',
  verified: 'verified',
  byName: 'by name',
  byOrder: "in Instagram's order",
  sort: 'Sort',
  shown: (shown: string, all: string) => `${shown} of ${all}`,
  formerly: (name: string) => `formerly ${name}`,
  ignore: (name: string) => `Ignore ${name}`,
  ignored: (name: string) => `${name} is ignored from now on.`,
  ignoredMany: (count: number) =>
    `${en(count)} ${english(count, { one: 'person', other: 'people' })} on your ignore list ${english(count, { one: 'is', other: 'are' })} hidden`,
  show: 'show',
  hide: 'hide',
  undo: 'Undo',
  download: 'Download',
  downloadAll: 'Download: XLSX, CSV, JSON',
  again: 'Check again',
  againPrice: (credits: number) =>
    `Check again, ${en(credits)} ${english(credits, { one: 'credit', other: 'credits' })}`,
  ordered: 'The new check is ordered. The result comes by itself.',
  watch: 'Tell me when it changes',
  watchEnd: (days: number) =>
    `Looked at ${english(days, { one: 'every day', other: `every ${en(days)} days` })}: end it`,
  quiet: (hours: string) => `Quiet ${hours.replace('-', '–')}`,
  notDone: 'That could not be done. Try it again, or in the bot.',
  linkUntil: (day: string) =>
    `This link is yours alone and works until ${day}. Then the lists are deleted; you may have everything forgotten sooner.`,
  since: (when: string) => `Gained and lost are counted from ${when}.`,
  firstTime: 'From the next check on: there is no earlier one to compare with.',
  nobody: {
    'not-following-back': 'Everybody follows back.',
    fans: 'Nobody.',
    mutual: 'Nobody.',
    gained: 'Nobody came.',
    lost: 'Nobody left.',
    'not-seen': 'Everybody was seen again.',
    renamed: 'Nobody has another name.',
    followers: 'Nobody.',
    following: 'Nobody.',
  } satisfies Record<List, string>,
  noneFound: 'Nobody of that name.',
  running: (people: string, count: number) =>
    count === 1 ? '1 person saved so far' : `${people} people saved so far`,
  runningMeans: 'You may close this page, the result comes by itself.',
  expired: 'This link does not work any more',
  expiredMeans:
    'It is over, or was taken back, and the lists are deleted as promised. A newer check has a link of its own.',
  closed: {
    title: 'This profile cannot be checked',
    means:
      'It is private, gone, or shows itself to nobody whom we may ask as. Your credit is back.',
  },
  failed: {
    title: 'This check came to nothing',
    means:
      'Instagram could not be read to the end. Your credit is back; order it again when you like.',
  },
  openBot: 'Open the bot',
  offline: 'No connection. What you see was true when it was loaded.',
  tryAgain: 'Try again',
  loading: 'Loading',
  counting: (people: string) =>
    `${people} people are compared and counted. That takes some seconds.`,
  longCounts: 'A long list is compared and counted. That takes some seconds.',
}

export type ResultWords = typeof ENGLISH

const RUSSIAN: ResultWords = {
  listsLabel: 'Списки',
  lists: {
    'not-following-back': 'Не взаимно',
    fans: 'Поклонники',
    mutual: 'Взаимно',
    gained: 'Пришли',
    lost: 'Ушли',
    'not-seen': 'Не видно в этот раз',
    renamed: 'Сменили имя',
    followers: 'Подписчики',
    following: 'Подписки',
  },
  notSaid: 'Не называем',
  omitted: (list, because) =>
    because === 'unread'
      ? `Список «${list === 'followers' ? 'подписчики' : 'подписки'}» не прочитан, поэтому по нему никого не называем.`
      : `Список «${list === 'followers' ? 'подписчики' : 'подписки'}» неполный. Тот, кого в нём нет, может в нём быть, поэтому мы никого не называем. Проверьте позже: прочитанное остаётся.`,
  checked: (when) => `Проверено ${when}`,
  of: (count) => `из ${count}`,
  readAt: (when) => `прочитано ${when}`,
  reused: (when) => `прочитано ${when}, прежней проверкой`,
  confidence: {
    exact: 'точно',
    confirmed: 'подтверждено',
    incomplete: 'неполно',
    unread: 'не прочитан',
  },
  confirmedMeans: (unseen) =>
    `${ru(unseen)} ${russian(unseen, PEOPLE)} не видны никому: их считают, но они отключены или удалены.`,
  short: (list) => `Список «${list}» неполный`,
  shortMeans: (shown, of, list) =>
    `Instagram показал нам ${shown} из ${of} (${list}). Кто-то из остальных может быть среди них, поэтому по отсутствию мы никого не называем. Всё, что ниже, точно.`,
  mix: { back: 'не взаимно', mutual: 'взаимно', fans: 'поклонники' },
  mixRead: (back, mutual, fans) => `не взаимно ${back}, взаимно ${mutual}, поклонники ${fans}`,
  search: 'Имя',
  private: 'закрытые',
  verified: 'с галочкой',
  byName: 'по имени',
  byOrder: 'как в Instagram',
  sort: 'Порядок',
  shown: (shown, all) => `${shown} из ${all}`,
  formerly: (name) => `раньше ${name}`,
  ignore: (name) => `Не показывать ${name}`,
  ignored: (name) => `${name} больше не показываем.`,
  ignoredMany: (count) =>
    `${ru(count)} ${russian(count, PEOPLE)} из вашего списка не ${russian(count, { one: 'показан', few: 'показаны', many: 'показаны' })}`,
  show: 'показать',
  hide: 'скрыть',
  undo: 'Вернуть',
  download: 'Скачать',
  downloadAll: 'Скачать: XLSX, CSV, JSON',
  again: 'Проверить снова',
  againPrice: (credits) =>
    `Проверить снова, ${ru(credits)} ${russian(credits, { one: 'кредит', few: 'кредита', many: 'кредитов' })}`,
  ordered: 'Новая проверка заказана. Результат придёт сам.',
  watch: 'Следить за изменениями…',
  watchEnd: (days) =>
    `Смотрим ${days === 1 ? 'каждый день' : `раз в ${ru(days)} ${russian(days, DAYS)}`}: не нужно`,
  quiet: (hours) => `Тишина ${hours.replace('-', '–')}`,
  notDone: 'Не получилось. Попробуйте ещё раз или в боте.',
  linkUntil: (day) =>
    `Ссылка только для вас, действует до ${day}. Потом списки удаляются; забыть всё можно и раньше.`,
  since: (when) => `Пришедшие и ушедшие считаются с ${when}.`,
  firstTime: 'Со следующей проверки: сравнить пока не с чем.',
  nobody: {
    'not-following-back': 'Взаимно со всеми.',
    fans: 'Никого.',
    mutual: 'Никого.',
    gained: 'Никто не пришёл.',
    lost: 'Никто не ушёл.',
    'not-seen': 'Снова видны все.',
    renamed: 'Никто не сменил имя.',
    followers: 'Никого.',
    following: 'Никого.',
  },
  noneFound: 'С таким именем никого.',
  running: (people) => `Сохранено людей: ${people}`,
  runningMeans: 'Страницу можно закрыть, результат придёт сам.',
  expired: 'Эта ссылка больше не действует',
  expiredMeans:
    'Её срок вышел или её отозвали, и списки удалены, как обещано. У новой проверки своя ссылка.',
  closed: {
    title: 'Этот профиль проверить нельзя',
    means: 'Он закрыт, удалён или не виден никому, от чьего имени мы спрашиваем. Кредит возвращён.',
  },
  failed: {
    title: 'Проверка не удалась',
    means:
      'Прочитать Instagram до конца не получилось. Кредит возвращён; закажите снова, когда захотите.',
  },
  openBot: 'Открыть бота',
  offline: 'Нет связи. Вы видите то, что было при загрузке.',
  tryAgain: 'Попробовать ещё раз',
  loading: 'Загрузка',
  counting: (people) => `Сравниваем и считаем: ${people}. Это несколько секунд.`,
  longCounts: 'Длинный список сравнивается и считается. Это несколько секунд.',
}

export const RESULT_WORDS: InEveryLanguage<ResultWords> = { en: ENGLISH, ru: RUSSIAN }
