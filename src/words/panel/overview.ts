import { english, type InEveryLanguage, numberIn, russian, sentenceOf } from '../language.ts'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)

const ENGLISH = {
  needsYou: 'Needs you',
  nothing: 'Nothing needs you.',
  living: (count: number) =>
    `${en(count)} ${english(count, { one: 'session lives', other: 'sessions live' })}.`,
  nextRenewal: (when: string, span: string) => `Next renewal ${when}, in ${span}.`,
  noRenewal: 'No renewal is planned.',
  accountNeedsYou: (account: string) => `${account} needs you`,
  wantsCode: (said: string) =>
    `${sentenceOf(`Instagram wants a code${said}`)} Type it here, or open the browser. What was read is safe; other accounts go on.`,
  wantsHuman: (said: string) =>
    `${sentenceOf(`Instagram wants a human${said}`)} Open the browser and do what it asks. What was read is safe; other accounts go on.`,
  untilClosed: 'until the browser closes',
  code: 'Code from Instagram',
  digits: '6 digits',
  sendCode: 'Send code',
  codeSent: 'The code was sent.',
  openBrowser: 'Open browser',
  stopped: (account: string, why: string) => `${account} is stopped: ${why}.`,
  lookAtIt: 'Look at it',
  moreWait: (count: number) => `${en(count)} more`,
  figures: {
    alive: 'Sessions alive',
    of: (count: number) => `of ${en(count)}`,
    aliveNote: (dead: number, none: number) =>
      dead + none === 0
        ? 'all of them'
        : none === 0
          ? `${en(dead)} died`
          : `${en(dead)} died, ${en(none)} new`,
    oldest: 'Oldest session',
    oldestNote: (median: string) => `median ${median}`,
    verified: 'Last verified',
    verifiedNote: 'the oldest of all',
    ago: (span: string) => `${span} ago`,
    next: 'Next renewal',
    nextNote: (span: string) => `in ${span}, by itself`,
    due: 'due now',
    proactive: 'Renewals before death',
    proactiveNote: (rate: string) => `proactive, ${rate}`,
    reactive: 'Logins after death',
    reactiveNote: (rate: string) => `reactive, ${rate}`,
    renewals: 'Renewals that worked',
    renewalsNote: 'of all kinds',
    checks: 'Checks delivered',
    checksNote: 'of those ended, 7 d',
    nothingYet: 'nothing yet',
  },
  lives: {
    title: 'Sessions, seven days',
    note: 'those that need something first',
    account: 'Account',
    age: 'Age',
    next: 'Next renewal',
    requests: 'Requests, 24 h',
    needsYou: 'needs you',
    stopped: 'stopped',
    paused: 'paused',
    whenNeeded: 'when needed',
    till: (when: string) => `till ${when}`,
    alive: 'alive',
    renewed: 'renewed',
    died: 'died',
    throttled: 'throttled',
    planned: 'planned',
    now: 'now',
    more: (count: number) => `${en(count)} more accounts`,
    mapNote: (count: number) => `${en(count)} accounts, by what they need`,
    groups: {
      needs: 'Needs you',
      recovers: 'Getting over it',
      healthy: 'Healthy',
      rests: 'Resting',
    },
    mapRead: (group: string, count: number, deaths: number) =>
      `${group}: ${en(count)} accounts, ${en(deaths)} deaths in seven days`,
    read: (account: string, renewals: number, deaths: number) =>
      `${account}, last seven days: ${en(renewals)} ${english(renewals, { one: 'renewal', other: 'renewals' })}, ${en(deaths)} ${english(deaths, { one: 'death', other: 'deaths' })}`,
  },
  tonight: {
    title: 'Next renewals',
    in: (span: string) => `in ${span}`,
    some: (count: number, from: string | null, to: string) =>
      `${en(count)} ${english(count, { one: 'session is', other: 'sessions are' })} renewed by ${english(count, { one: 'itself', other: 'themselves' })} ${from === null ? `until ${to}` : from === to ? `at ${to}` : `between ${from} and ${to}`}.`,
    none: 'No session is due within a day.',
    leftOut: (count: number) =>
      `${en(count)} ${english(count, { one: 'is', other: 'are' })} left out: dead, stopped or paused.`,
  },
  checksNow: 'Checks now',
  checksNowNote: (running: number, parked: number, queued: number) =>
    `${en(running)} running, ${en(parked)} parked, ${en(queued)} queued`,
  noChecks: 'No check is open.',
  survival: {
    title: 'How long sessions live',
    renewedAt: (age: string) => `renewed at ${age}`,
    days: (count: number) => `${en(count)} days`,
    read: 'Share of logins still alive by age, one line for each login method',
    few: 'Fewer than ten logins of a kind: no line yet.',
    age: 'Age',
    alive: 'Alive',
    atRisk: 'Logins',
  },
  logins: {
    title: 'Logins per day',
    planned: 'planned',
    afterDeath: 'after death',
    byHand: 'by hand',
    goal: (per: string) => `goal: at most ${per} per account`,
    read: 'Logins of the last fourteen days by what led to them',
    day: 'Day',
  },
  outcomes: {
    title: 'Checks per day',
    complete: 'complete',
    incomplete: 'incomplete',
    failed: 'failed',
    read: 'Checks of the last fourteen days by outcome',
  },
  deaths: {
    title: 'Deaths by cause',
    none: 'No session has died in seven days.',
    note: '7 days',
  },
  today: 'today',
  empty: {
    title: 'No account to read with',
    means:
      'Add an Instagram account that you own. Checks that are ordered meanwhile wait; no money is taken.',
    add: 'Add account',
  },
}

export type OverviewWords = typeof ENGLISH

const RUSSIAN: OverviewWords = {
  needsYou: 'Нужны вы',
  nothing: 'Ваше участие не требуется.',
  living: (count) =>
    `${ru(count)} ${russian(count, { one: 'сессия жива', few: 'сессии живы', many: 'сессий живы' })}.`,
  nextRenewal: (when, span) => `Следующее продление ${when}, через ${span}.`,
  noRenewal: 'Продление не запланировано.',
  accountNeedsYou: (account) => `${account}: нужны вы`,
  wantsCode: (said) =>
    `${sentenceOf(`Instagram просит код${said}`)} Введите его здесь или откройте браузер. Прочитанное сохранено; другие аккаунты работают дальше.`,
  wantsHuman: (said) =>
    `${sentenceOf(`Instagram просит подтвердить вход${said}`)} Откройте браузер и сделайте, что он просит. Прочитанное сохранено; другие аккаунты работают дальше.`,
  untilClosed: 'до закрытия браузера',
  code: 'Код от Instagram',
  digits: '6 цифр',
  sendCode: 'Отправить код',
  codeSent: 'Код отправлен.',
  openBrowser: 'Открыть браузер',
  stopped: (account, why) => `${account} остановлен: ${why}.`,
  lookAtIt: 'Посмотреть',
  moreWait: (count) => `ещё ${ru(count)}`,
  figures: {
    alive: 'Живых сессий',
    of: (count) => `из ${ru(count)}`,
    aliveNote: (dead, none) =>
      dead + none === 0
        ? 'все'
        : none === 0
          ? `оборвано ${ru(dead)}`
          : `оборвано ${ru(dead)}, новых ${ru(none)}`,
    oldest: 'Самая старая сессия',
    oldestNote: (median) => `медиана ${median}`,
    verified: 'Последний ответ',
    verifiedNote: 'самый давний',
    ago: (span) => `${span} назад`,
    next: 'Ближайшее продление',
    nextNote: (span) => `через ${span}, само`,
    due: 'пора',
    proactive: 'Плановые продления',
    proactiveNote: (rate) => `успешно ${rate}`,
    reactive: 'Входы после обрыва',
    reactiveNote: (rate) => `успешно ${rate}`,
    renewals: 'Удачные продления',
    renewalsNote: 'всех видов',
    checks: 'Доставлено',
    checksNote: 'проверок, за 7 дней',
    nothingYet: 'пока ничего',
  },
  lives: {
    title: 'Сессии за семь дней',
    note: 'сначала те, которым что-то нужно',
    account: 'Аккаунт',
    age: 'Возраст',
    next: 'Продление',
    requests: 'Запросы, 24 ч',
    needsYou: 'нужны вы',
    stopped: 'остановлен',
    paused: 'пауза',
    whenNeeded: 'когда нужна',
    till: (when) => `до ${when}`,
    alive: 'жива',
    renewed: 'продлена',
    died: 'оборвалась',
    throttled: 'ждёт',
    planned: 'план',
    now: 'сейчас',
    more: (count) =>
      `ещё ${ru(count)} ${russian(count, { one: 'аккаунт', few: 'аккаунта', many: 'аккаунтов' })}`,
    mapNote: (count) =>
      `${ru(count)} ${russian(count, { one: 'аккаунт', few: 'аккаунта', many: 'аккаунтов' })}, по тому, что им нужно`,
    groups: {
      needs: 'Нужны вы',
      recovers: 'Приходят в себя',
      healthy: 'Здоровы',
      rests: 'Отдыхают',
    },
    mapRead: (group, count, deaths) => `${group}: ${ru(count)}, обрывов за семь дней ${ru(deaths)}`,
    read: (account, renewals, deaths) =>
      `${account}, семь дней: продлений ${ru(renewals)}, обрывов ${ru(deaths)}`,
  },
  tonight: {
    title: 'Ближайшие продления',
    in: (span) => `через ${span}`,
    some: (count, from, to) =>
      `${ru(count)} ${russian(count, { one: 'сессия продлится сама', few: 'сессии продлятся сами', many: 'сессий продлятся сами' })} ${from === null ? `до ${to}` : from === to ? `в ${to}` : `с ${from} до ${to}`}.`,
    none: 'В ближайшие сутки продлевать нечего.',
    leftOut: (count) =>
      `Без продления: ${ru(count)} (${russian(count, { one: 'оборвана, остановлена или приостановлена', few: 'оборваны, остановлены или приостановлены', many: 'оборваны, остановлены или приостановлены' })}).`,
  },
  checksNow: 'Проверки',
  checksNowNote: (running, parked, queued) =>
    `идут ${ru(running)}, отложены ${ru(parked)}, ждут ${ru(queued)}`,
  noChecks: 'Открытых проверок нет.',
  survival: {
    title: 'Сколько живут сессии',
    renewedAt: (age) => `продление на ${age}`,
    days: (count) => `${ru(count)} ${russian(count, { one: 'день', few: 'дня', many: 'дней' })}`,
    read: 'Доля живых входов по возрасту, по линии на каждый способ входа',
    few: 'Входов одного вида меньше десяти: линии пока нет.',
    age: 'Возраст',
    alive: 'Живы',
    atRisk: 'Входов',
  },
  logins: {
    title: 'Входы по дням',
    planned: 'плановые',
    afterDeath: 'после обрыва',
    byHand: 'вручную',
    goal: (per) => `цель: не больше ${per} на аккаунт`,
    read: 'Входы за четырнадцать дней по причинам',
    day: 'День',
  },
  outcomes: {
    title: 'Проверки по дням',
    complete: 'полные',
    incomplete: 'неполные',
    failed: 'не удались',
    read: 'Проверки за четырнадцать дней по итогам',
  },
  deaths: {
    title: 'Обрывы по причинам',
    none: 'За семь дней не оборвалась ни одна сессия.',
    note: '7 дней',
  },
  today: 'сегодня',
  empty: {
    title: 'Читать нечем: нет аккаунта',
    means: 'Добавьте свой аккаунт Instagram. Заказанные проверки пока ждут, деньги не списываются.',
    add: 'Добавить аккаунт',
  },
}

export const OVERVIEW_WORDS: InEveryLanguage<OverviewWords> = { en: ENGLISH, ru: RUSSIAN }
