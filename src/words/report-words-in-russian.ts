import { numberIn, russian } from './language.ts'
import { because, type EarlyEnd, unseenIn } from './report-completeness.ts'
import type { ReportWords } from './report-words.ts'

const ru = (count: number) => numberIn('ru', count)

const ENDED: Readonly<Record<EarlyEnd, string>> = {
  limited: 'Instagram показывает только часть этого списка',
  empty: 'Instagram ответил пустым списком',
  'no-news': 'Instagram повторял одних и тех же людей',
  'repeated-cursor': 'Instagram водил по кругу',
  'cursor-refused': 'Instagram не дал читать дальше',
  'cursor-lost': 'место, где остановилось чтение, потеряно',
}

/** The words of a report in Russian. */
export const REPORT_IN_RUSSIAN: ReportWords = {
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
        return `Список неполный: названы не все${because(list.ended, ENDED)}`
      case 'unread':
        return 'Список не прочитан'
      case 'exported':
        return 'Как выгрузил Instagram: полный, если выгрузка была «за всё время»'
    }
  },
  readAt: (at, isReused) => (isReused ? `Прочитан прежней проверкой ${at}` : `Прочитан ${at}`),
  unsaid: ({ list, because: why }) =>
    `Сказать нельзя: список ${list === 'followers' ? 'подписчиков' : 'подписок'} ${why === 'unread' ? 'не прочитан' : 'неполный'}`,
  omitted: ({ list, because: why }) => {
    const name = list === 'followers' ? 'подписчиков' : 'подписок'
    return why === 'unread'
      ? `Никто не назван: список ${name} не прочитан.`
      : `Никто не назван: список ${name} неполный, и тот, кого в нём не видно, может в нём быть.`
  },
  notSaid: (tables) =>
    `Поэтому не сказано: ${tables.map((file) => REPORT_IN_RUSSIAN.tables[file].sheet.toLowerCase()).join(', ')}.`,
  partial: 'Здесь могут быть не все: список, на котором это основано, неполный.',
  givenUp: 'Проверка прекращена, не дойдя до конца.',
  readOf: (read, inProfile) => `${read} из ${inProfile}`,
}
