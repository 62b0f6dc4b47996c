import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { type Counts, ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** How far one list is. */
export type ListProgress = {
  readonly collected: number
  /** What the profile counts; null before it was asked. */
  readonly expected: number | null
  readonly isFinished: boolean
}

/** How far a check is, and what is happening to it. */
export type CheckProgress = {
  readonly username: string
  readonly followers: ListProgress
  readonly following: ListProgress
  readonly doing: Doing
  /** What is left, at the pace so far; null when nobody can tell. */
  readonly leftMs: number | null
}

/** What is happening to a check. */
export type Doing =
  | { readonly kind: 'in-line'; readonly place: number }
  | { readonly kind: 'reading'; readonly list: 'followers' | 'following' }
  /** A list is read once more, because it came short. */
  | {
      readonly kind: 'reading-again'
      readonly list: 'followers' | 'following'
      readonly pass: number
    }
  /** Instagram asks us to wait, and our own pace does. */
  | { readonly kind: 'waits'; readonly why: WaitsFor; readonly until: Date | null }
  | { readonly kind: 'signing-in' }
  | { readonly kind: 'signed-in'; readonly collected: number; readonly expected: number | null }

/** For what a check waits, as far as it is the customer's business. */
export type WaitsFor = 'instagram' | 'pace' | 'account' | 'network'

/** The one message that shows how far a check is. */
export type ProgressWords = {
  readonly message: (progress: CheckProgress) => Rich
  /** What stands in a message before it says the first thing about a check. */
  readonly begins: (username: string) => Rich
}

type Parts = {
  readonly counts: Counts
  readonly followers: string
  readonly following: string
  readonly of: (collected: string, expected: string) => string
  readonly notBegun: string
  readonly finished: string
  readonly left: (about: string) => string
  readonly doing: (doing: Doing) => Rich
  readonly close: string
}

export const ENGLISH_PROGRESS: ProgressWords = {
  message: (progress) => message(progress, ENGLISH),
  begins: (username) => rich`One moment, here comes the check of ${bold(`@${username}`)}.`,
}

export const RUSSIAN_PROGRESS: ProgressWords = {
  message: (progress) => message(progress, RUSSIAN),
  begins: (username) => rich`Секунду, сейчас покажу проверку ${bold(`@${username}`)}.`,
}

const ENGLISH: Parts = {
  counts: en,
  followers: 'Followers',
  following: 'Following',
  of: (collected, expected) => `${collected} of ${expected}`,
  notBegun: 'not begun yet',
  finished: '✓',
  left: (about) => ` ${about.replace(/^./, (first) => first.toUpperCase())} left.`,
  doing: (doing) => {
    switch (doing.kind) {
      case 'in-line':
        return doing.place <= 1
          ? rich`Next in the queue.`
          : rich`In the queue: ${en.checks(doing.place - 1)} come before it.`
      case 'reading':
        return [doing.list === 'followers' ? 'Reading the followers.' : 'Reading whom it follows.']
      case 'reading-again':
        return rich`Instagram left some out, so I am reading ${doing.list === 'followers' ? 'the followers' : 'whom it follows'} once more, time ${doing.pass}.`
      case 'waits':
        return lines(WAITS_ENGLISH[doing.why], goesOnInEnglish(doing.until))
      case 'signing-in':
        return rich`Instagram has signed me out. I am signing in again and go on where I was.`
      case 'signed-in':
        return rich`Signed in again, going on at ${at(doing, ENGLISH)}.`
    }
  },
  close: 'You may close this chat, the result comes by itself.',
}

const WAITS_ENGLISH: Readonly<Record<WaitsFor, string>> = {
  instagram: 'Instagram asks us to wait.',
  pace: 'A short pause: I read no faster than a person would.',
  account: 'I am waiting for an account that can read on. Whoever runs this bot knows already.',
  network: 'Instagram cannot be reached just now.',
}

function goesOnInEnglish(until: Date | null): Rich {
  if (until === null) return rich`I go on as soon as I can; nothing is lost.`
  return rich`I go on at ${instant(until, 'time')}, nothing is lost.`
}

const RUSSIAN: Parts = {
  counts: ru,
  followers: 'Подписчики',
  following: 'Подписки',
  of: (collected, expected) => `${collected} из ${expected}`,
  notBegun: 'ещё впереди',
  finished: '✓',
  left: (about) => ` Осталось ${about}.`,
  doing: (doing) => {
    switch (doing.kind) {
      case 'in-line':
        return doing.place <= 1
          ? rich`Ваша проверка — следующая в очереди.`
          : rich`В очереди, впереди ${ru.checks(doing.place - 1)}.`
      case 'reading':
        return [doing.list === 'followers' ? 'Читаю подписчиков.' : 'Читаю подписки.']
      case 'reading-again':
        return rich`Instagram показал не всех, поэтому читаю ${doing.list === 'followers' ? 'подписчиков' : 'подписки'} ещё раз, заход ${doing.pass}.`
      case 'waits':
        return lines(WAITS_RUSSIAN[doing.why], goesOnInRussian(doing.until))
      case 'signing-in':
        return rich`Instagram завершил мой сеанс. Вхожу заново и продолжу с того же места.`
      case 'signed-in':
        return rich`Вход восстановлен, продолжаю: ${at(doing, RUSSIAN)}.`
    }
  },
  close: 'Чат можно закрыть, результат придёт сам.',
}

const WAITS_RUSSIAN: Readonly<Record<WaitsFor, string>> = {
  instagram: 'Instagram просит подождать.',
  pace: 'Небольшая пауза: я читаю не быстрее живого человека.',
  account: 'Жду аккаунт, который сможет читать дальше. Те, кто отвечает за бота, уже знают.',
  network: 'Instagram сейчас недоступен.',
}

function goesOnInRussian(until: Date | null): Rich {
  if (until === null) return rich`Продолжу, как только смогу; ничего не теряется.`
  return rich`Продолжу в ${instant(until, 'time')}, ничего не теряется.`
}

const CELLS = 12

function message(progress: CheckProgress, parts: Parts): Rich {
  const { username, followers, following, doing, leftMs } = progress
  const begun = doing.kind !== 'in-line' || followers.collected + following.collected > 0
  const left = leftMs === null || !isReading(doing) ? '' : parts.left(parts.counts.about(leftMs))
  return lines(
    [bold(`@${username}`)],
    begun ? bar(progress) : null,
    `${parts.followers}: ${listLine(followers, parts)}`,
    `${parts.following}: ${listLine(following, parts)}`,
    '',
    rich`${parts.doing(doing)}${left}`,
    '',
    parts.close,
  )
}

function isReading(doing: Doing): boolean {
  return doing.kind === 'reading' || doing.kind === 'signed-in'
}

function bar({ followers, following }: CheckProgress): string {
  const share = shareOf(followers, following)
  const full = Math.floor(share * CELLS)
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)} ${Math.floor(share * 100)} %`
}

/** The share that was read of all there is; never all of it before both lists are finished. */
function shareOf(...lists: readonly ListProgress[]): number {
  if (lists.every((list) => list.isFinished)) return 1
  const whole = lists.reduce((sum, list) => sum + (list.expected ?? list.collected), 0)
  const read = lists.reduce(
    (sum, list) =>
      sum +
      (list.isFinished
        ? (list.expected ?? list.collected)
        : Math.min(list.collected, list.expected ?? 0)),
    0,
  )
  return whole === 0 ? 0 : Math.min(read / whole, 0.99)
}

function listLine(list: ListProgress, parts: Parts): string {
  if (list.collected === 0 && !list.isFinished) {
    return list.expected === null
      ? parts.notBegun
      : parts.of('0', parts.counts.number(list.expected))
  }
  const collected = parts.counts.number(list.collected)
  const read =
    list.expected === null ? collected : parts.of(collected, parts.counts.number(list.expected))
  return list.isFinished ? `${read} ${parts.finished}` : read
}

function at(
  { collected, expected }: { readonly collected: number; readonly expected: number | null },
  parts: Parts,
): string {
  const read = parts.counts.number(collected)
  return expected === null ? read : parts.of(read, parts.counts.number(expected))
}
