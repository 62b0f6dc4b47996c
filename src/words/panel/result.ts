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

/** Why somebody is gone; of an account that reads, whoever has ordered knows nothing. */
const GONE: Readonly<Record<string, string>> = {
  unfollowed: 'unfollowed',
  blocked: 'may have blocked us, and still follow',
  gone: 'deactivated or deleted',
  purged: 'taken down by Instagram with many others',
  hidden: 'deactivated, deleted, or has blocked us',
}
const GONE_RU: Readonly<Record<string, string>> = {
  unfollowed: 'больше не подписан',
  blocked: 'возможно, заблокировал нас и ещё подписан',
  gone: 'аккаунт отключён или удалён',
  purged: 'удалён Instagram вместе со многими',
  hidden: 'аккаунт отключён, удалён или заблокировал нас',
}

const ENGLISH = {
  listsLabel: 'Lists',
  lists: {
    'not-following-back': 'Don’t follow back',
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
    `Instagram showed us ${shown} of ${of} ${list}. Some of the others may well be among them, so we name nobody on an absence. What this page does say is certain.`,
  mix: { back: 'not back', mutual: 'mutual', fans: 'fans' },
  mixRead: (back: string, mutual: string, fans: string) =>
    `${back} do not follow back, ${mutual} mutual, ${fans} fans`,
  search: 'Name or link',
  private: 'private',
  verified: 'verified',
  byName: 'by name',
  byOrder: 'in Instagram’s order',
  shown: (shown: string, all: string) => `${shown} of ${all}`,
  formerly: (name: string) => `formerly ${name}`,
  ignore: (name: string) => `Ignore ${name}`,
  ignored: (name: string) => `${name} is ignored from now on.`,
  ignoredMany: (count: number) =>
    `${en(count)} ${english(count, { one: 'person', other: 'people' })} on your ignore list ${english(count, { one: 'is', other: 'are' })} hidden`,
  ignoredHere: (count: number) =>
    `${en(count)} ${english(count, { one: 'person', other: 'people' })} whom you ignore on this device ${english(count, { one: 'is', other: 'are' })} crossed out`,
  ignoreList: 'Your ignore list',
  heed: (name: string) => `Show ${name} again`,
  show: 'Show',
  close: 'Close',
  undo: 'Undo',
  download: 'Download',
  shares: { label: 'Who goes into the file', found: 'these', all: 'all' },
  onPaper: 'The names are in the files that this page gives.',
  inChat: 'The files are in your chat with the bot.',
  more: 'More',
  stands: { open: 'being read', over: 'without result' },
  gone: (reason: string) => GONE[reason] ?? '',
  again: 'Check again',
  againPrice: (credits: number) =>
    `Check again, ${en(credits)} ${english(credits, { one: 'credit', other: 'credits' })}`,
  ordered: 'The new check is ordered. The result comes by itself.',
  watch: 'Tell me when it changes',
  watchEnd: (days: number) =>
    `Looked at ${english(days, { one: 'every day', other: `every ${en(days)} days` })}: end it`,
  quiet: (hours: string) => `Quiet ${hours.replace('-', '–')}`,
  notDone: 'That could not be done. Try it again, or in the bot.',
  linkUntil: (day: string) => `This link works until ${day}. Whoever has it sees this page.`,
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
  noneFound: 'Nobody is found by that.',
  running: (people: string, count: number) =>
    count === 1 ? '1 person saved so far' : `${people} people saved so far`,
  runningMeans: 'You may close this page, the result comes by itself.',
  inLine: (place: number | null) =>
    place === null ? 'It waits in line.' : `It waits in line, at place ${en(place)}.`,
  parked: (when: string | null) =>
    when === null
      ? 'It stands still until an account can go on. Nothing is lost.'
      : `It stands still, and goes on at ${when}. Nothing is lost.`,
  expired: {
    title: 'This link does not work any more',
    means: 'It was taken back, or is not whole. Whoever gave it to you can make another.',
    over: (day: string) => `Its time was over on ${day}. Whoever gave it to you can make another.`,
  },
  cut: {
    title: 'This link is not whole',
    means: 'What opens it stands behind its #, and is missing. Copy the whole link once more.',
  },
  unknown: {
    title: 'Open this page from the bot again',
    means:
      'Only Telegram can say who you are, and its word holds for twelve hours. Close this page, and open it in your chat with the bot.',
  },
  deleted: {
    title: 'The lists of this check are deleted',
    means: 'They were kept as long as was promised. A new check reads them anew.',
  },
  failed: {
    closed: {
      title: 'This profile cannot be checked',
      means: 'It is private, gone, or shows itself to nobody whom we may ask as.',
    },
    unread: {
      title: 'This check came to nothing',
      means: 'Instagram did not show enough of its lists to say anything that is sure.',
    },
    cancelled: { title: 'This check was cancelled', means: 'It has no result.' },
    merged: {
      title: 'This check goes on as another',
      means: 'An older check of the same profile was still being read. The result is there.',
    },
  },
  nothingCharged: 'It has cost nothing.',
  away: {
    title: 'Nobody answers',
    means: 'It is tried again by itself, as soon as there is a line.',
  },
  offline: 'No connection. What you see was true when it was loaded.',
  unanswered: 'Nobody could ask Instagram yet. Try it again in a minute.',
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
      : `Список «${list === 'followers' ? 'подписчики' : 'подписки'}» неполный. Тот, кого мы в нём не увидели, может там быть, поэтому мы никого не называем. Проверьте позже: прочитанное остаётся.`,
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
    `Никому не видны: ${ru(unseen)}. Профиль их считает, но они отключены или удалены.`,
  short: (list) => `Список «${list}» неполный`,
  shortMeans: (shown, of, list) =>
    `Instagram показал нам ${shown} из ${of} (${list}). Остальные тоже могут быть в списке, поэтому никого не называем отсутствующим. Всё остальное на этой странице точно.`,
  mix: { back: 'не взаимно', mutual: 'взаимно', fans: 'поклонники' },
  mixRead: (back, mutual, fans) => `не взаимно ${back}, взаимно ${mutual}, поклонники ${fans}`,
  search: 'Имя или ссылка',
  private: 'закрытые',
  verified: 'с галочкой',
  byName: 'по имени',
  byOrder: 'как в Instagram',
  shown: (shown, all) => `${shown} из ${all}`,
  formerly: (name) => `раньше ${name}`,
  ignore: (name) => `Не показывать ${name}`,
  ignored: (name) => `${name} больше не показываем.`,
  ignoredMany: (count) =>
    `${ru(count)} ${russian(count, PEOPLE)} из вашего списка не ${russian(count, { one: 'показан', few: 'показаны', many: 'показаны' })}`,
  ignoredHere: (count) =>
    `${ru(count)} ${russian(count, PEOPLE)} ${russian(count, { one: 'зачёркнут', few: 'зачёркнуты', many: 'зачёркнуты' })}: вы не хотите их видеть на этом устройстве`,
  ignoreList: 'Кого не показывать',
  heed: (name) => `Показать ${name} снова`,
  show: 'Показать',
  close: 'Закрыть',
  undo: 'Вернуть',
  download: 'Скачать',
  shares: { label: 'Кто попадёт в файл', found: 'найденные', all: 'все' },
  onPaper: 'Имена — в файлах, которые можно скачать на этой странице.',
  inChat: 'Файлы — в вашем чате с ботом.',
  more: 'Ещё',
  stands: { open: 'читается', over: 'без результата' },
  gone: (reason) => GONE_RU[reason] ?? '',
  again: 'Проверить снова',
  againPrice: (credits) =>
    `Проверить снова, ${ru(credits)} ${russian(credits, { one: 'кредит', few: 'кредита', many: 'кредитов' })}`,
  ordered: 'Новая проверка заказана. Результат придёт сам.',
  watch: 'Следить за изменениями…',
  watchEnd: (days) =>
    `Смотрим ${days === 1 ? 'каждый день' : `раз в ${ru(days)} ${russian(days, DAYS)}`}: не нужно`,
  quiet: (hours) => `Тишина ${hours.replace('-', '–')}`,
  notDone: 'Не получилось. Попробуйте ещё раз или в боте.',
  linkUntil: (day) => `Ссылка действует до ${day}. Страницу видит каждый, у кого она есть.`,
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
  noneFound: 'Никого не нашлось.',
  running: (people) => `Сохранено людей: ${people}`,
  runningMeans: 'Страницу можно закрыть, результат придёт сам.',
  inLine: (place) => (place === null ? 'Ждёт очереди.' : `Ждёт очереди, место ${ru(place)}.`),
  parked: (when) =>
    when === null
      ? 'Стоит, пока её не сможет продолжить какой-нибудь аккаунт. Ничего не потеряно.'
      : `Стоит, продолжится в ${when}. Ничего не потеряно.`,
  expired: {
    title: 'Эта ссылка больше не действует',
    means: 'Её отозвали, или она неполная. Новую может дать тот, кто дал эту.',
    over: (day) => `Её срок вышел ${day}. Новую может дать тот, кто дал эту.`,
  },
  cut: {
    title: 'Ссылка неполная',
    means: 'В ней не хватает того, что стоит за знаком #. Скопируйте её целиком ещё раз.',
  },
  unknown: {
    title: 'Откройте страницу из бота ещё раз',
    means:
      'Кто вы, может сказать только Telegram, и его слово действует двенадцать часов. Закройте страницу и откройте её в чате с ботом.',
  },
  deleted: {
    title: 'Списки этой проверки удалены',
    means: 'Они хранились столько, сколько было обещано. Новая проверка прочитает их заново.',
  },
  failed: {
    closed: {
      title: 'Этот профиль проверить нельзя',
      means: 'Он закрыт, удалён или не виден никому, от чьего имени мы спрашиваем.',
    },
    unread: {
      title: 'Проверка не удалась',
      means: 'Instagram показал слишком мало, чтобы сказать что-то наверняка.',
    },
    cancelled: { title: 'Проверка отменена', means: 'Результата у неё нет.' },
    merged: {
      title: 'Эту проверку продолжает другая',
      means: 'Более ранняя проверка того же профиля ещё читалась. Результат там.',
    },
  },
  nothingCharged: 'Она ничего не стоила.',
  away: { title: 'Никто не отвечает', means: 'Попробуем снова сами, как только будет связь.' },
  offline: 'Нет связи. Вы видите то, что было при загрузке.',
  unanswered: 'Спросить Instagram пока не удалось. Попробуйте через минуту.',
  tryAgain: 'Попробовать ещё раз',
  loading: 'Загрузка',
  counting: (people) => `Сравниваем и считаем: ${people}. Это несколько секунд.`,
  longCounts: 'Длинный список сравнивается и считается. Это несколько секунд.',
}

export const RESULT_WORDS: InEveryLanguage<ResultWords> = { en: ENGLISH, ru: RUSSIAN }
