import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** A profile that is watched. */
export type Watched = {
  readonly username: string
  readonly everyDays: number
  readonly nextAt: Date
  readonly pausedFor: 'credits' | 'limit' | null
}

/** What has changed for sure. */
export type Change = { readonly gained: number; readonly lost: number; readonly renamed: number }

/** Where clocks are a half or a quarter of an hour off. */
export type OddZone = keyof typeof ODD_ENGLISH

/** Watching profiles. */
export type WatchWords = {
  readonly begun: (watched: Watched, pays: boolean) => Rich
  readonly list: (all: readonly Watched[], isQuiet: boolean) => Rich
  readonly none: Rich
  readonly ended: (username: string) => string
  readonly tooMany: Rich
  readonly changed: (username: string, change: Change) => Rich
  readonly paused: (username: string, why: 'credits' | 'limit') => Rich
  readonly over: (username: string) => Rich
  readonly timeQuestion: Rich
  readonly oddZones: Readonly<Record<OddZone, string>>
  readonly buttons: Readonly<
    Record<'watch' | 'end' | 'night' | 'anyHour' | 'otherMinutes' | 'fullHours', string>
  >
}

const ODD_ENGLISH = {
  'Pacific/Marquesas': 'Marquesas',
  'America/St_Johns': 'Newfoundland',
  'Asia/Tehran': 'Iran',
  'Asia/Kabul': 'Afghanistan',
  'Asia/Kolkata': 'India',
  'Asia/Kathmandu': 'Nepal',
  'Asia/Yangon': 'Myanmar',
  'Australia/Eucla': 'Eucla',
  'Australia/Darwin': 'Darwin',
  'Australia/Adelaide': 'Adelaide',
  'Australia/Lord_Howe': 'Lord Howe',
  'Pacific/Chatham': 'Chatham',
} as const

const ODD_RUSSIAN: Readonly<Record<OddZone, string>> = {
  'Pacific/Marquesas': 'Маркизские о-ва',
  'America/St_Johns': 'Ньюфаундленд',
  'Asia/Tehran': 'Иран',
  'Asia/Kabul': 'Афганистан',
  'Asia/Kolkata': 'Индия',
  'Asia/Kathmandu': 'Непал',
  'Asia/Yangon': 'Мьянма',
  'Australia/Eucla': 'Юкла',
  'Australia/Darwin': 'Дарвин',
  'Australia/Adelaide': 'Аделаида',
  'Australia/Lord_Howe': 'Лорд-Хау',
  'Pacific/Chatham': 'Чатем',
}

export const ENGLISH_WATCH: WatchWords = {
  begun: ({ username, everyDays, nextAt }, pays) =>
    lines(
      rich`I am watching ${bold(`@${username}`)}: I read it ${everyEn(everyDays)} and write when somebody has come, gone or changed their name. If nothing has changed, I say nothing.`,
      pays
        ? 'Each reading costs what a check costs. Without credits I wait, and nothing is charged.'
        : null,
      rich`First reading: ${instant(nextAt, 'both')}.`,
    ),
  list: (all, isQuiet) =>
    lines(
      [bold('Watched')],
      ...all.map(
        ({ username, everyDays, nextAt, pausedFor }) =>
          rich`@${username} · ${everyEn(everyDays)} · ${
            pausedFor === null
              ? rich`next ${instant(nextAt, 'day')}`
              : pausedFor === 'credits'
                ? 'waits for credits'
                : 'goes on tomorrow'
          }`,
      ),
      '',
      isQuiet ? 'From ten at night to eight in the morning you hear nothing, your time.' : null,
      'Tap a name to stop watching it.',
    ),
  none: lines(
    'You are not watching anyone.',
    rich`Send ${bold('/watch @name')}, or press “Watch” under a result: I read the profile every week and write when something has changed.`,
  ),
  ended: (username) => `@${username} is no longer watched.`,
  tooMany: rich`You are watching as many profiles as possible. Stop watching one of them first: /watch`,
  changed: (username, { gained, lost, renamed }) =>
    rich`${bold(`@${username}`)} has changed: ${said([
      [gained, (n) => `${en.number(n)} new`],
      [lost, (n) => `${en.number(n)} gone`],
      [renamed, (n) => `${en.number(n)} renamed`],
    ])}.`,
  paused: (username, why) =>
    why === 'credits'
      ? rich`I would read ${bold(`@${username}`)} now, but you do not have enough credits. I go on by myself as soon as you do: /buy`
      : rich`Today’s limit of readings for you is reached. ${bold(`@${username}`)} follows by itself as soon as it can.`,
  over: (username) =>
    rich`${bold(`@${username}`)} was private or gone several times in a row, so I have stopped watching it. To begin again: /watch`,
  timeQuestion: rich`What time is it where you are? Telegram does not tell me.`,
  oddZones: ODD_ENGLISH,
  buttons: {
    watch: 'Watch',
    end: 'Stop watching',
    night: '🌙 Quiet at night',
    anyHour: '☀️ At any hour',
    otherMinutes: 'My clock shows other minutes',
    fullHours: '← Back',
  },
}

export const RUSSIAN_WATCH: WatchWords = {
  begun: ({ username, everyDays, nextAt }, pays) =>
    lines(
      rich`Слежу за ${bold(`@${username}`)}: читаю ${everyRu(everyDays)} и пишу, если кто-то пришёл, ушёл или сменил имя. Если ничего не изменилось, молчу.`,
      pays
        ? 'Каждое чтение стоит как проверка. Если кредитов нет, я жду, и ничего не списывается.'
        : null,
      rich`Первое чтение: ${instant(nextAt, 'both')}.`,
    ),
  list: (all, isQuiet) =>
    lines(
      [bold('Слежу за профилями')],
      ...all.map(
        ({ username, everyDays, nextAt, pausedFor }) =>
          rich`@${username} · ${everyRu(everyDays)} · ${
            pausedFor === null
              ? rich`следующее чтение ${instant(nextAt, 'day')}`
              : pausedFor === 'credits'
                ? 'не хватает кредитов'
                : 'продолжу завтра'
          }`,
      ),
      '',
      isQuiet ? 'С десяти вечера до восьми утра по вашему времени я молчу.' : null,
      'Нажмите на имя, чтобы больше за ним не следить.',
    ),
  none: lines(
    'Вы ни за кем не следите.',
    rich`Пришлите ${bold('/watch @имя')} или нажмите «Следить» под результатом: я буду читать профиль раз в неделю и писать, если что-то изменилось.`,
  ),
  ended: (username) => `За @${username} больше не слежу.`,
  tooMany: rich`За большим числом профилей следить не могу. Сначала перестаньте следить за одним из них: /watch`,
  changed: (username, { gained, lost, renamed }) =>
    rich`Изменения у ${bold(`@${username}`)}: ${said([
      [gained, (n) => `новых ${ru.number(n)}`],
      [lost, (n) => `ушло ${ru.number(n)}`],
      [renamed, (n) => `сменили имя ${ru.number(n)}`],
    ])}.`,
  paused: (username, why) =>
    why === 'credits'
      ? rich`Пора читать ${bold(`@${username}`)}, но кредитов не хватает. Как только они появятся, продолжу сам: /buy`
      : rich`На сегодня я прочитал для вас всё, что можно. До ${bold(`@${username}`)} очередь дойдёт сама.`,
  over: (username) =>
    rich`Профиль ${bold(`@${username}`)} несколько раз подряд был закрыт или не находился, поэтому я больше за ним не слежу. Начать снова: /watch`,
  timeQuestion: rich`Который у вас час? Telegram мне этого не говорит.`,
  oddZones: ODD_RUSSIAN,
  buttons: {
    watch: 'Следить',
    end: 'Перестать следить',
    night: '🌙 Ночью не писать',
    anyHour: '☀️ Писать в любое время',
    otherMinutes: 'На моих часах другие минуты',
    fullHours: '← Назад',
  },
}

function everyEn(days: number): string {
  return days === 1 ? 'every day' : `every ${en.days(days)}`
}

function everyRu(days: number): string {
  return days === 1 ? 'каждый день' : `раз в ${ru.days(days)}`
}

/** Those of the numbers that are not 0, in words. */
function said(all: readonly (readonly [number, (count: number) => string])[]): string {
  return all.flatMap(([count, say]) => (count === 0 ? [] : [say(count)])).join(', ')
}
