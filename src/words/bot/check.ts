import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** Who was found, and what a check of him would be. */
export type Card = {
  readonly username: string
  readonly fullName: string
  readonly followers: number
  readonly following: number
  /** What it costs, and the most that it can cost; null where nothing is to be paid. */
  readonly price: { readonly credits: number; readonly ceiling: number } | null
  readonly balance: number
  /** Reading alone. */
  readonly takesMs: number
  /** Checks that come before it. */
  readonly ahead: number
}

/** Why there is no card. */
export type NoCard = 'private' | 'gone' | 'unseen' | 'blocked-us' | 'unanswered'

/** From a name to the start of a check. */
export type CheckWords = {
  readonly nameQuestion: Rich
  readonly nameHint: string
  readonly looking: (username: string) => Rich
  readonly nameWrong: (shown: string) => Rich
  /** A link that leads to a post, a reel, a highlight, or was made for sharing. */
  readonly linkWithoutName: Rich
  readonly card: (card: Card) => Rich
  /** That lists can be taken as they were read at those times; null where there are none. */
  readonly young: (readAt: Readonly<Record<'followers' | 'following', Date | null>>) => Rich | null
  readonly none: Readonly<Record<NoCard, (username: string) => Rich>>
  readonly quotesUsedUp: (countMax: number, again: Date) => Rich
  readonly ordersUsedUp: (countMax: number, again: Date) => Rich
  readonly tooDear: (need: number, have: number) => Rich
  readonly priceChanged: string
  readonly lineFull: Rich
  readonly running: string
  /** In reply to the message about it. */
  readonly here: Rich
  readonly runningAlready: string
  /** `held` is what was set aside for it. */
  readonly cancelQuestion: (username: string, held: number) => Rich
  readonly whichToCancel: Rich
  readonly cancelled: (username: string, back: number) => Rich
  readonly cancelTooLate: string
  readonly cancelsUsedUp: (countMax: number) => string
  readonly checks: Rich
  readonly noChecks: Rich
  readonly states: Readonly<Record<'waiting' | 'running' | 'done' | 'failed' | 'cancelled', string>>
  readonly buttons: Readonly<
    Record<
      | 'start'
      | 'take'
      | 'leave'
      | 'stop'
      | 'goOn'
      | 'stopYes'
      | 'again'
      | 'show'
      | 'topUp'
      | 'tryAgain',
      string
    >
  >
}

export const ENGLISH_CHECK: CheckWords = {
  nameQuestion: rich`Which profile? Send its name or a link to it.`,
  nameHint: '@name or a link',
  looking: (username) => rich`Looking ${bold(`@${username}`)} up …`,
  nameWrong: (shown) =>
    rich`${bold(shown)} cannot be the name of a profile: names have up to 30 letters of the Latin alphabet, digits, dots and underscores.`,
  linkWithoutName: lines(
    'That link does not say whose profile it is: it leads to a post, a reel or a highlight, or was made for sharing.',
    'Open it, press the name, and send me that.',
  ),
  card: (card) =>
    lines(
      named(card),
      `${en.followers(card.followers)} · ${en.following(card.following)}`,
      '',
      priceInEnglish(card),
      `Reading takes ${en.about(card.takesMs)}${aheadInEnglish(card.ahead)}.`,
      '',
      card.price === null
        ? 'You may stop it at any time.'
        : 'You may stop it at any time. If you do, or if less than nine tenths of a list can be read, it costs nothing.',
    ),
  young: (readAt) => youngIn(readAt, YOUNG_ENGLISH),
  none: {
    private: (username) =>
      lines(
        rich`${bold(`@${username}`)} is private, and none of my accounts follows it: its lists cannot be read.`,
        'If it is yours, make it public until the check is done. This has cost nothing.',
      ),
    gone: (username) =>
      lines(
        rich`There is no profile ${bold(`@${username}`)}: it was misspelt, renamed or deleted.`,
        'Look at the spelling and send it again. This has cost nothing.',
      ),
    unseen: (username) =>
      lines(
        rich`I cannot find ${bold(`@${username}`)}: there is no such profile, or Instagram does not show it to me.`,
        'Look at the spelling and send it again. This has cost nothing.',
      ),
    'blocked-us': (username) =>
      rich`${bold(`@${username}`)} has blocked the account I read with. This has cost nothing.`,
    unanswered: (username) =>
      lines(
        rich`Instagram does not answer me just now, so I cannot say what ${bold(`@${username}`)} would cost.`,
        'Please send the name again in a few minutes.',
      ),
  },
  quotesUsedUp: (countMax, again) =>
    lines(
      `You have had ${en.people(countMax)} looked up today, and each asks a question of Instagram.`,
      rich`The next one can be looked up at ${instant(again, 'both')}. Checks that are running go on.`,
    ),
  ordersUsedUp: (countMax, again) =>
    lines(
      `You have ordered ${en.checks(countMax)} today, which is the limit.`,
      rich`The next one can be ordered at ${instant(again, 'both')}.`,
    ),
  tooDear: (need, have) =>
    lines(
      `This check may cost ${en.upToCredits(need)}, and you have ${en.number(have)}.`,
      'What it does not use comes back when it is done.',
    ),
  priceChanged: 'The price has changed since. Here is the new one.',
  lineFull: rich`So many checks are waiting that yours would not be read in a sensible time, so I have not ordered it. Nothing was charged; please try again later.`,
  running: 'It has begun.',
  here: rich`It is here.`,
  runningAlready: 'This profile is being checked for you already.',
  cancelQuestion: (username, held) =>
    lines(
      rich`Stop the check of ${bold(`@${username}`)}?`,
      held === 0
        ? 'It will deliver nothing.'
        : 'It will deliver nothing, and costs nothing: what was set aside comes back at once.',
    ),
  whichToCancel: rich`Which check shall I stop? A stopped one delivers nothing and costs nothing.`,
  cancelled: (username, back) =>
    lines(
      rich`The check of ${bold(`@${username}`)} is stopped.`,
      back === 0 ? null : `Back on your balance: ${en.credits(back)}.`,
    ),
  cancelTooLate: 'It had finished already.',
  cancelsUsedUp: (countMax) =>
    `You have stopped ${en.checks(countMax)} today, which is the limit. This one goes on.`,
  checks: rich`Your checks, the newest first:`,
  noChecks: rich`You have not checked anything yet. Send me a name or a link.`,
  states: {
    waiting: 'waiting',
    running: 'being read',
    done: 'done',
    failed: 'not done',
    cancelled: 'stopped',
  },
  buttons: {
    start: 'Start',
    take: 'Use what I have read',
    leave: 'Not now',
    stop: 'Stop it',
    goOn: 'Go on',
    stopYes: 'Yes, stop it',
    again: 'Check again',
    show: 'Show',
    topUp: 'Buy credits',
    tryAgain: 'Try again',
  },
}

export const RUSSIAN_CHECK: CheckWords = {
  nameQuestion: rich`Какой профиль? Пришлите имя или ссылку.`,
  nameHint: '@имя или ссылка',
  looking: (username) => rich`Ищу ${bold(`@${username}`)} …`,
  nameWrong: (shown) =>
    rich`${bold(shown)} не может быть именем профиля: в имени не больше 30 знаков — латинские буквы, цифры, точки и подчёркивания.`,
  linkWithoutName: lines(
    'По этой ссылке не понять, чей это профиль: она ведёт на публикацию, Reels или хайлайт либо сделана кнопкой «Поделиться».',
    'Откройте её, нажмите на имя и пришлите его мне.',
  ),
  card: (card) =>
    lines(
      named(card),
      `${ru.followers(card.followers)} · ${ru.following(card.following)}`,
      '',
      priceInRussian(card),
      `Чтение займёт ${ru.about(card.takesMs)}${aheadInRussian(card.ahead)}.`,
      '',
      card.price === null
        ? 'Остановить можно в любой момент.'
        : 'Остановить можно в любой момент. Если остановите или если удастся прочитать меньше девяти десятых списка, платить не нужно.',
    ),
  young: (readAt) => youngIn(readAt, YOUNG_RUSSIAN),
  none: {
    private: (username) =>
      lines(
        rich`Профиль ${bold(`@${username}`)} закрыт, и мои аккаунты на него не подписаны: списки не прочитать.`,
        'Если профиль ваш, откройте его на время проверки. За это ничего не списано.',
      ),
    gone: (username) =>
      lines(
        rich`Профиля ${bold(`@${username}`)} нет: в имени опечатка, его сменили или профиль удалили.`,
        'Проверьте имя и пришлите ещё раз. За это ничего не списано.',
      ),
    unseen: (username) =>
      lines(
        rich`Не нахожу ${bold(`@${username}`)}: такого профиля нет или Instagram мне его не показывает.`,
        'Проверьте имя и пришлите ещё раз. За это ничего не списано.',
      ),
    'blocked-us': (username) =>
      rich`${bold(`@${username}`)} заблокировал аккаунт, с которого я читаю. За это ничего не списано.`,
    unanswered: (username) =>
      lines(
        rich`Instagram сейчас мне не отвечает, поэтому цену для ${bold(`@${username}`)} назвать не могу.`,
        'Пришлите имя ещё раз через несколько минут.',
      ),
  },
  quotesUsedUp: (countMax, again) =>
    lines(
      `Сегодня я уже искал для вас ${ru.people(countMax)}, а каждый поиск — это запрос к Instagram.`,
      rich`Искать снова можно будет ${instant(again, 'both')}. Начатые проверки идут дальше.`,
    ),
  ordersUsedUp: (countMax, again) =>
    lines(
      `Заказано за сутки: ${ru.checks(countMax)}. Это предел.`,
      rich`Следующую можно будет начать ${instant(again, 'both')}.`,
    ),
  tooDear: (need, have) =>
    lines(
      `Эта проверка может стоить ${ru.upToCredits(need)}, а у вас ${ru.number(have)}.`,
      'Что не понадобится, вернётся после проверки.',
    ),
  priceChanged: 'Цена с тех пор изменилась. Вот новая.',
  lineFull: rich`Проверок в очереди так много, что ваша ждала бы слишком долго, поэтому я её не начал. Ничего не списано, попробуйте позже.`,
  running: 'Проверка началась.',
  here: rich`Вот она.`,
  runningAlready: 'Этот профиль для вас уже проверяется.',
  cancelQuestion: (username, held) =>
    lines(
      rich`Остановить проверку ${bold(`@${username}`)}?`,
      held === 0
        ? 'Результата не будет.'
        : 'Результата не будет, и платить не нужно: отложенные кредиты сразу вернутся.',
    ),
  whichToCancel: rich`Какую проверку остановить? Результата у неё не будет, и стоить она ничего не будет.`,
  cancelled: (username, back) =>
    lines(
      rich`Проверка ${bold(`@${username}`)} остановлена.`,
      back === 0 ? null : `На баланс вернулось: ${ru.credits(back)}.`,
    ),
  cancelTooLate: 'Она уже закончилась.',
  cancelsUsedUp: (countMax) =>
    `Остановлено за день: ${ru.checks(countMax)}. Больше нельзя, эта проверка идёт дальше.`,
  checks: rich`Ваши проверки, новые сверху:`,
  noChecks: rich`Вы ещё ничего не проверяли. Пришлите имя или ссылку.`,
  states: {
    waiting: 'ждёт',
    running: 'читается',
    done: 'готова',
    failed: 'не удалась',
    cancelled: 'остановлена',
  },
  buttons: {
    start: 'Начать',
    take: 'Взять прочитанное',
    leave: 'Не сейчас',
    stop: 'Остановить',
    goOn: 'Пусть идёт',
    stopYes: 'Да, остановить',
    again: 'Проверить ещё раз',
    show: 'Показать',
    topUp: 'Купить кредиты',
    tryAgain: 'Попробовать ещё раз',
  },
}

function named({ username, fullName }: Card): Rich {
  return fullName === '' ? [bold(`@${username}`)] : [bold(`@${username}`), ` · ${fullName}`]
}

function priceInEnglish({ price, balance }: Card): string {
  if (price === null) return 'Costs nothing.'
  const { credits, ceiling } = price
  const most = ceiling > credits ? `, ${en.number(ceiling)} at the most` : ''
  return `Costs ${en.credits(credits)}${most}. You have ${en.number(balance)}.`
}

function priceInRussian({ price, balance }: Card): string {
  if (price === null) return 'Бесплатно.'
  const { credits, ceiling } = price
  const most = ceiling > credits ? `, не больше ${ru.number(ceiling)}` : ''
  return `Стоит ${ru.credits(credits)}${most}. У вас ${ru.number(balance)}.`
}

function aheadInEnglish(ahead: number): string {
  return ahead === 0
    ? ''
    : `; ${ahead === 1 ? '1 check comes' : `${en.checks(ahead)} come`} before yours`
}

function aheadInRussian(ahead: number): string {
  return ahead === 0 ? '' : `; в очереди перед вами: ${ru.checks(ahead)}`
}

const YOUNG_ENGLISH = {
  followers: (at: Date) => rich`its followers (${instant(at, 'both')})`,
  following: (at: Date) => rich`whom it follows (${instant(at, 'both')})`,
  both: ' and ',
  before: 'I have read this for you before: ',
  after: '. You can take it as it is; what you have paid for is not charged again.',
}

const YOUNG_RUSSIAN = {
  followers: (at: Date) => rich`подписчики (${instant(at, 'both')})`,
  following: (at: Date) => rich`подписки (${instant(at, 'both')})`,
  both: ' и ',
  before: 'Для вас уже прочитаны ',
  after: '. Их можно взять как есть; за оплаченное второй раз платить не нужно.',
}

function youngIn(
  { followers, following }: Readonly<Record<'followers' | 'following', Date | null>>,
  say: typeof YOUNG_ENGLISH,
): Rich | null {
  if (followers === null && following === null) return null
  return rich`${say.before}${followers && say.followers(followers)}${followers && following && say.both}${following && say.following(following)}${say.after}`
}
