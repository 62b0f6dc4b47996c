import { english, russian } from '../language.ts'
import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { type Counts, ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** How many there are of something: all of them, or at least so many, or nobody can say. */
export type Tally =
  | { readonly kind: 'exactly' | 'at-least'; readonly count: number }
  | { readonly kind: 'unknown' }

/** What a check came to, for its card. */
export type Outcome = {
  readonly username: string
  readonly followers: Tally
  readonly following: Tally
  readonly notFollowingBack: Tally
  readonly fans: Tally
  readonly mutual: Tally
  /** What has changed since the last complete check. Whoever is not seen may still be there. */
  readonly since: {
    readonly at: Date
    readonly gained: Tally
    readonly lost: Tally
    readonly notSeen: Tally
    readonly renamed: Tally
  } | null
  /** How complete each list is. */
  readonly lists: {
    readonly followers: ListCompleteness
    readonly following: ListCompleteness
  }
  /** When each list was read: an earlier check may have done it. */
  readonly readAt: { readonly followers: Date | null; readonly following: Date | null }
  /** What it has cost, and what is left; null where nothing is to be paid. */
  readonly paid: { readonly credits: number; readonly balance: number } | null
}

/** How complete a list is. */
export type ListCompleteness =
  | { readonly kind: 'whole' }
  /** Everybody who can be seen; the profile counts so many more, who are deactivated. */
  | { readonly kind: 'whole-but'; readonly unseen: number }
  | { readonly kind: 'part'; readonly collected: number; readonly expected: number | null }

/** Why a check came to nothing. */
export type Failure =
  | 'private'
  | 'gone'
  | 'unseen'
  | 'blocked-us'
  | 'thin'
  | 'out-of-patience'
  | 'merged'
  | 'cancelled'

/** Results, and whether they were right. */
export type ResultWords = {
  readonly card: (outcome: Outcome) => Rich
  readonly failure: (why: Failure, username: string, back: number | null) => Rich
  readonly bell: (outcome: Outcome) => Rich
  readonly bellFailure: (username: string) => Rich
  readonly fileTooLarge: Rich
  /** Above the button that opens a result as a page. */
  readonly pageUntil: (at: Date) => Rich
  readonly feedbackThanks: string
  readonly feedbackQuestion: (username: string) => Rich
  readonly feedbackKept: Rich
  readonly buttons: Readonly<Record<'csv' | 'page' | 'again' | 'right' | 'wrong', string>>
}

export const ENGLISH_RESULT: ResultWords = {
  card: (outcome) =>
    lines(
      [bold(`@${outcome.username}`), ': done'],
      '',
      figure(
        outcome.notFollowingBack,
        en,
        'at least',
        (n) => english(n, NOT_BACK),
        'not following back: not known',
      ),
      figure(
        outcome.fans,
        en,
        'at least',
        (n) => english(n, { one: 'fan', other: 'fans' }),
        'fans: not known',
      ),
      figure(outcome.mutual, en, 'at least', () => 'mutual', 'mutual: not known'),
      `${followersOf(outcome.followers)} · ${tally(outcome.following, en, 'at least')} following`,
      sinceInEnglish(outcome),
      '',
      completenessInEnglish(outcome),
      agesIn(outcome, ['Followers', 'following'], 'read'),
      outcome.paid === null
        ? null
        : outcome.paid.credits === 0
          ? `This one is free. Balance: ${en.credits(outcome.paid.balance)}.`
          : `Cost: ${en.credits(outcome.paid.credits)}. Balance: ${en.credits(outcome.paid.balance)}.`,
    ),
  failure: (why, username, back) =>
    lines(
      rich`${bold(`@${username}`)}: ${FAILED_ENGLISH[why].what}`,
      FAILED_ENGLISH[why].next === '' ? null : FAILED_ENGLISH[why].next,
      back === null
        ? null
        : back === 0
          ? 'Nothing was charged.'
          : `Nothing was charged: ${en.credits(back)} back on your balance.`,
    ),
  bell: ({ username, notFollowingBack }) =>
    notFollowingBack.kind === 'unknown'
      ? rich`The result for ${bold(`@${username}`)} is here. Was it right?`
      : rich`The result for ${bold(`@${username}`)} is here: ${tally(notFollowingBack, en, 'at least')} ${english(notFollowingBack.count, NOT_BACK)}. Was it right?`,
  bellFailure: (username) =>
    rich`I could not check ${bold(`@${username}`)}. The reason is in the message above.`,
  pageUntil: (at) =>
    rich`The result as a page, with search and sorting. Whoever has this link can see it, until ${instant(at, 'day')}.`,
  fileTooLarge: rich`The spreadsheet is larger than Telegram takes, so here are its parts; the lists can be read below as well.`,
  feedbackThanks: 'Thank you, noted.',
  feedbackQuestion: (username) =>
    rich`What is wrong with the result for ${bold(`@${username}`)}? A sentence or a name is enough; a person will read it.`,
  feedbackKept: rich`Thank you. A person will look at it.`,
  buttons: {
    csv: 'CSV',
    page: 'Open as a page',
    again: 'Check again',
    right: '👍 Right',
    wrong: '👎 Something is wrong',
  },
}

export const RUSSIAN_RESULT: ResultWords = {
  card: (outcome) =>
    lines(
      [bold(`@${outcome.username}`), ': готово'],
      '',
      figure(
        outcome.notFollowingBack,
        ru,
        'не менее',
        (n) =>
          russian(n, {
            one: 'не подписан в ответ',
            few: 'не подписаны в ответ',
            many: 'не подписаны в ответ',
          }),
        'не подписаны в ответ: неизвестно',
      ),
      figure(
        outcome.fans,
        ru,
        'не менее',
        (n) => russian(n, outcome.fans.kind === 'at-least' ? AT_LEAST_FANS : FANS),
        'фанаты: неизвестно',
      ),
      figure(
        outcome.mutual,
        ru,
        'не менее',
        (n) => russian(n, { one: 'взаимный', few: 'взаимных', many: 'взаимных' }),
        'взаимные: неизвестно',
      ),
      `подписчики: ${tally(outcome.followers, ru, 'не менее')} · подписки: ${tally(outcome.following, ru, 'не менее')}`,
      sinceInRussian(outcome),
      '',
      completenessInRussian(outcome),
      agesIn(outcome, ['Подписчики', 'подписки'], 'прочитаны'),
      outcome.paid === null
        ? null
        : outcome.paid.credits === 0
          ? `За эту проверку ничего не списано. На балансе: ${ru.credits(outcome.paid.balance)}.`
          : `Списано: ${ru.credits(outcome.paid.credits)}. На балансе: ${ru.credits(outcome.paid.balance)}.`,
    ),
  failure: (why, username, back) =>
    lines(
      rich`${bold(`@${username}`)}: ${FAILED_RUSSIAN[why].what}`,
      FAILED_RUSSIAN[why].next === '' ? null : FAILED_RUSSIAN[why].next,
      back === null
        ? null
        : back === 0
          ? 'Ничего не списано.'
          : `Ничего не списано, на баланс вернулось: ${ru.credits(back)}.`,
    ),
  bell: ({ username, notFollowingBack }) =>
    notFollowingBack.kind === 'unknown'
      ? rich`Результат по ${bold(`@${username}`)} готов. Всё верно?`
      : rich`Результат по ${bold(`@${username}`)} готов. Не подписаны в ответ: ${tally(notFollowingBack, ru, 'не менее')}. Всё верно?`,
  bellFailure: (username) =>
    rich`Проверить ${bold(`@${username}`)} не удалось. Причина — в сообщении выше.`,
  pageUntil: (at) =>
    rich`Результат страницей, с поиском и сортировкой. Его увидит каждый, у кого есть ссылка, до ${instant(at, 'day')}.`,
  fileTooLarge: rich`Таблица больше, чем принимает Telegram, поэтому вот она по частям. Списки можно листать и ниже.`,
  feedbackThanks: 'Спасибо, записал.',
  feedbackQuestion: (username) =>
    rich`Что не так с результатом по ${bold(`@${username}`)}? Хватит одной фразы или имени, это прочитает человек.`,
  feedbackKept: rich`Спасибо. Человек посмотрит.`,
  buttons: {
    csv: 'CSV',
    page: 'Открыть страницей',
    again: 'Проверить ещё раз',
    right: '👍 Всё верно',
    wrong: '👎 Что-то не так',
  },
}

const FAILED_ENGLISH: Readonly<Record<Failure, { readonly what: string; readonly next: string }>> =
  {
    private: {
      what: 'the profile is private, and none of my accounts follows it.',
      next: 'If it is yours, make it public until the check is done.',
    },
    gone: {
      what: 'there is no such profile any more: it was renamed or deleted.',
      next: 'If you know its new name, send me that.',
    },
    unseen: {
      what: 'the profile is not there, or Instagram does not show it to me.',
      next: 'Look at the spelling and try again.',
    },
    'blocked-us': {
      what: 'the profile has blocked the account I read with, so I cannot see its lists.',
      next: 'Other profiles can be checked as before.',
    },
    thin: {
      what: 'Instagram shows less than nine tenths of a list, which is too little to compare.',
      next: 'Such lists are often complete again a few days later: try then.',
    },
    'out-of-patience': {
      what: 'Instagram has kept me waiting for so long that I have given up.',
      next: 'Please try again in a few hours.',
    },
    merged: {
      what: 'it is the same profile as another check of yours.',
      next: 'That one goes on, and its result comes by itself.',
    },
    cancelled: { what: 'the check was stopped, as you asked.', next: '' },
  }

const FAILED_RUSSIAN: Readonly<Record<Failure, { readonly what: string; readonly next: string }>> =
  {
    private: {
      what: 'профиль закрыт, и мои аккаунты на него не подписаны.',
      next: 'Если профиль ваш, откройте его на время проверки.',
    },
    gone: {
      what: 'такого профиля больше нет: его переименовали или удалили.',
      next: 'Если знаете новое имя, пришлите его.',
    },
    unseen: {
      what: 'профиля нет или Instagram мне его не показывает.',
      next: 'Проверьте имя и попробуйте ещё раз.',
    },
    'blocked-us': {
      what: 'профиль заблокировал аккаунт, с которого я читаю, и списков мне не видно.',
      next: 'Другие профили проверяются как обычно.',
    },
    thin: {
      what: 'Instagram показывает меньше девяти десятых списка, для сравнения этого мало.',
      next: 'Через несколько дней такие списки часто снова видны целиком: попробуйте тогда.',
    },
    'out-of-patience': {
      what: 'Instagram не давал читать так долго, что я прекратил попытки.',
      next: 'Попробуйте ещё раз через несколько часов.',
    },
    merged: {
      what: 'это тот же профиль, что и в другой вашей проверке.',
      next: 'Она идёт дальше, её результат придёт сам.',
    },
    cancelled: { what: 'проверка остановлена, как вы просили.', next: '' },
  }

const NOT_BACK = { one: 'does not follow back', other: 'do not follow back' } as const
const NOT_FOUND = {
  one: 'в этот раз не найден',
  few: 'в этот раз не найдены',
  many: 'в этот раз не найдены',
} as const
const RENAMED = { one: 'сменил имя', few: 'сменили имя', many: 'сменили имя' } as const
const FANS = { one: 'фанат', few: 'фаната', many: 'фанатов' } as const
/** The genitive follows "не менее". */
const AT_LEAST_FANS = { one: 'фаната', few: 'фанатов', many: 'фанатов' } as const

/** A number in bold, and what it counts. */
function figure(
  of: Tally,
  counts: Counts,
  atLeast: string,
  noun: (count: number) => string,
  unknown: string,
): Rich {
  return of.kind === 'unknown'
    ? [unknown]
    : rich`${bold(tally(of, counts, atLeast))} ${noun(of.count)}`
}

function followersOf(of: Tally): string {
  if (of.kind === 'unknown') return '? followers'
  const followers = en.followers(of.count)
  return of.kind === 'exactly' ? followers : `at least ${followers}`
}

function tally(of: Tally, counts: Counts, atLeast: string): string {
  if (of.kind === 'unknown') return '?'
  const count = counts.number(of.count)
  return of.kind === 'exactly' ? count : `${atLeast} ${count}`
}

function sinceInEnglish({ since }: Outcome): Rich | null {
  if (since === null) return null
  return rich`Since ${instant(since.at, 'day')}: ${change(since.gained, en, 'new')}, ${change(since.lost, en, 'gone')}${more(since.renamed, en, () => 'renamed')}${more(since.notSeen, en, () => 'not seen this time')}`
}

function sinceInRussian({ since }: Outcome): Rich | null {
  if (since === null) return null
  return rich`С ${instant(since.at, 'day')}: новых ${count(since.gained, ru)}, ушло ${count(since.lost, ru)}${more(since.renamed, ru, (n) => russian(n, RENAMED))}${more(since.notSeen, ru, (n) => russian(n, NOT_FOUND))}`
}

function change(of: Tally, counts: Counts, noun: string): string {
  return `${count(of, counts)} ${noun}`
}

function count(of: Tally, counts: Counts): string {
  return of.kind === 'unknown' ? '?' : counts.number(of.count)
}

function more(of: Tally, counts: Counts, noun: (count: number) => string): string {
  if (of.kind === 'unknown' || of.count === 0) return ''
  return `, ${counts.number(of.count)} ${noun(of.count)}`
}

/** How old the lists are, in one line. */
function agesIn(
  { readAt: { followers, following } }: Outcome,
  [first, second]: readonly [string, string],
  read: string,
): Rich | null {
  if (followers === null || following === null) return null
  return rich`${first} ${read} ${instant(followers, 'both')}, ${second} ${instant(following, 'both')}.`
}

function completenessInEnglish({ lists }: Outcome): string {
  const said = [
    partOf(lists.followers, (read, all) =>
      all === null ? en.followers(read) : `${en.number(read)} of ${en.followers(all)}`,
    ),
    partOf(
      lists.following,
      (read, all) => `${en.number(read)}${all === null ? '' : ` of ${en.number(all)}`} following`,
    ),
  ].filter((part) => part !== null)
  if (said.length > 0) {
    return `Incomplete: Instagram showed ${said.join(' and ')}. I name nobody just for being missing there.`
  }
  const unseen = unseenOf(lists.followers) + unseenOf(lists.following)
  if (unseen === 0) return 'Complete: everybody was read.'
  return `Complete, but for ${en.people(unseen)} that nobody can see: counted by Instagram, and deactivated.`
}

function completenessInRussian({ lists }: Outcome): string {
  const said = [
    partOf(
      lists.followers,
      (read, all) =>
        `подписчиков — ${ru.number(read)}${all === null ? '' : ` из ${ru.number(all)}`}`,
    ),
    partOf(
      lists.following,
      (read, all) => `подписок — ${ru.number(read)}${all === null ? '' : ` из ${ru.number(all)}`}`,
    ),
  ].filter((part) => part !== null)
  if (said.length > 0) {
    return `Список неполный: Instagram показал ${said.join(', ')}. Тех, кого в нём не видно, я невзаимными не называю.`
  }
  const unseen = unseenOf(lists.followers) + unseenOf(lists.following)
  if (unseen === 0) return 'Списки полные: прочитаны все.'
  return `Списки полные. Instagram считает ещё и тех, кого никто не видит (отключены или удалены): ${ru.number(unseen)}.`
}

function partOf(
  list: ListCompleteness,
  say: (read: number, all: number | null) => string,
): string | null {
  return list.kind === 'part' ? say(list.collected, list.expected) : null
}

function unseenOf(list: ListCompleteness): number {
  return list.kind === 'whole-but' ? list.unseen : 0
}
