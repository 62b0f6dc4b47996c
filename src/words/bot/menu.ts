import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { type Counts, ENGLISH_COUNTS, RUSSIAN_COUNTS } from './counts.ts'

/** The commands of customers, in the order of the menu. */
export const CUSTOMER_COMMANDS = [
  'check',
  'checks',
  'balance',
  'buy',
  'watch',
  'ignore',
  'language',
  'help',
  'terms',
  'paysupport',
  'cancel',
  'forget',
  'start',
] as const

export type CustomerCommand = (typeof CUSTOMER_COMMANDS)[number]

/** Greeting, menu, help, and what is said about ourselves. */
export type MenuWords = {
  /** What the list of commands says of each. */
  readonly commands: Readonly<Record<CustomerCommand, string>>
  /** The three messages with which a customer begins. */
  readonly welcome: readonly [Rich, Rich, Rich]
  readonly welcomeBack: (name: string) => Rich
  /** To what was not understood. */
  readonly notUnderstood: Rich
  /** What stands in a message before it becomes a file. */
  readonly fileComes: Rich
  readonly help: Rich
  /** Above what is needed less often. */
  readonly more: Rich
  readonly terms: (support: string | null, keptDays: number) => Rich
  readonly languageQuestion: Rich
  readonly languageChosen: Rich
  readonly nothingToCancel: Rich
  readonly questionClosed: Rich
  readonly tooFast: Rich
  readonly buttonOld: string
  readonly trouble: (errorId: string) => Rich
  readonly forgetQuestion: (balance: number, open: number) => Rich
  readonly forgotten: (open: number) => Rich
  readonly forgetLeft: Rich
  readonly buttons: Readonly<
    Record<
      | 'check'
      | 'checks'
      | 'balance'
      | 'buy'
      | 'help'
      | 'language'
      | 'forgetYes'
      | 'forgetNo'
      | 'menu'
      | 'back'
      | 'more'
      | 'watch'
      | 'ignore'
      | 'terms'
      | 'support'
      | 'cancel'
      | 'forget',
      string
    >
  >
  /** When a check was ordered, in a list. */
  readonly day: (at: Date) => Rich
}

const en: Counts = ENGLISH_COUNTS
const ru: Counts = RUSSIAN_COUNTS

export const ENGLISH_MENU: MenuWords = {
  commands: {
    start: 'from the beginning',
    check: 'check a profile',
    checks: 'my checks',
    balance: 'my balance',
    buy: 'buy credits',
    watch: 'tell me when a profile changes',
    ignore: 'hide people from the lists',
    language: 'русский / English',
    help: 'how it works',
    terms: 'terms of use',
    paysupport: 'help with a payment',
    cancel: 'stop a check, or drop a question',
    forget: 'delete everything about me',
  },
  welcome: [
    rich`Hello! I compare who follows an Instagram profile with whom it follows: who does not follow back, who is a fan, who has come and who has gone.`,
    rich`You need no password here, and I never ask for one. I read with accounts of my own, at the pace of a person: an ordinary profile takes 5 to 15 minutes, a large one hours. What I have read is never lost, and you may close this chat at any time.`,
    lines(
      rich`The price is said before anything begins. If a profile is private or gone, or if less than nine tenths of a list can be read, it costs nothing.`,
      '',
      rich`Send me a name, such as ${bold('@nasa')}, or a link to a profile.`,
    ),
  ],
  welcomeBack: (name) => rich`Good to see you, ${name}. Send me a name or a link, or choose below.`,
  more: rich`What else there is:`,
  fileComes: rich`One moment, here comes the file.`,
  notUnderstood: lines(
    rich`That is neither the name of a profile nor a link to one.`,
    rich`Send something like ${bold('@nasa')} or ${bold('instagram.com/nasa')}, or choose below.`,
  ),
  help: lines(
    bolded('How it works'),
    '1. Send a name or a link. I look the profile up and say what it costs.',
    '2. Press “Start”. One message shows how far I am.',
    '3. The result comes by itself: the figures, a spreadsheet, and the lists to leaf through.',
    '',
    bolded('What you can rely on'),
    'Nobody is named because a list came out short: what I do not know for sure, I do not say.',
    'If Instagram asks me to wait or signs me out, I go on where I was. Nothing is lost.',
    'What could not be delivered is not charged.',
    '',
    'Private profiles cannot be read unless one of my accounts follows them.',
  ),
  terms: (support, keptDays) =>
    lines(
      bolded('Terms'),
      'You buy checks of public Instagram profiles, in credits. Credits do not expire.',
      'A check is charged when it is delivered. If the profile is private or gone, if the check is cancelled, or if less than nine tenths of a list could be read, nothing is charged.',
      'Payment is in Telegram Stars. Unused credits are paid back within 21 days of the payment: /paysupport.',
      `I keep the lists of your checks for ${en.days(keptDays)} so that you can compare; /forget deletes them at once.`,
      'I am not a part of Instagram, and cannot promise that Instagram shows everything.',
      support === null ? null : `Who answers for this bot: ${support}`,
    ),
  languageQuestion: rich`Which language shall we speak? / На каком языке говорим?`,
  languageChosen: rich`English it is.`,
  nothingToCancel: rich`There is nothing to stop: no check is running, and no question is open.`,
  questionClosed: rich`All right, never mind the question.`,
  tooFast: rich`You are writing faster than I can read. I have skipped some of it; please send the last message again.`,
  buttonOld: 'This button is from an old message. /start shows the menu.',
  trouble: (errorId) =>
    lines(
      'Something went wrong on my side. Nothing was charged for it, and your checks go on.',
      rich`Please try again. If it stays like this, write to /paysupport and mention ${bold(errorId)}.`,
    ),
  forgetQuestion: (balance, open) =>
    lines(
      bolded('Delete everything about you?'),
      open === 0 ? null : `${en.checks(open)} still under way will be stopped.`,
      balance === 0 ? null : `Your balance of ${en.credits(balance)} will be lost.`,
      'Deleted: your checks and their lists, whom you ignore, your name, your language, and the link to this chat.',
      'Kept, because books must be kept: the amounts and days of your payments and charges, under a number that does not say who you are.',
      'This cannot be undone.',
    ),
  forgotten: (open) =>
    lines(
      'Everything about you is deleted.',
      open === 0 ? null : `${en.checks(open)} stopped.`,
      'If you write to me again, we begin as strangers.',
    ),
  forgetLeft: rich`All right, everything stays as it is.`,
  buttons: {
    check: 'Check a profile',
    checks: 'My checks',
    balance: 'Balance',
    buy: 'Buy credits',
    help: 'How it works',
    language: 'Русский',
    forgetYes: 'Delete everything',
    forgetNo: 'Keep everything',
    menu: 'Menu',
    back: 'Back',
    more: 'More …',
    watch: 'What I watch',
    ignore: 'Hidden people',
    terms: 'Terms',
    support: 'Help with a payment',
    cancel: 'Stop a check',
    forget: 'Delete everything about me',
  },
  day: (at) => [instant(at, 'day')],
}

export const RUSSIAN_MENU: MenuWords = {
  commands: {
    start: 'начать сначала',
    check: 'проверить профиль',
    checks: 'мои проверки',
    balance: 'мой баланс',
    buy: 'купить кредиты',
    watch: 'сообщать об изменениях профиля',
    ignore: 'кого не показывать в списках',
    language: 'English / русский',
    help: 'как это работает',
    terms: 'условия',
    paysupport: 'вопрос по оплате',
    cancel: 'остановить проверку или закрыть вопрос',
    forget: 'удалить всё обо мне',
  },
  welcome: [
    rich`Здравствуйте! Я сравниваю, кто подписан на профиль в Instagram и на кого подписан он сам: видно, кто не подписан в ответ, кто фанат, кто пришёл и кто ушёл.`,
    rich`Пароль не нужен, и я никогда его не спрошу. Я читаю со своих аккаунтов, в темпе живого человека: обычный профиль — от 5 до 15 минут, большой — несколько часов. Прочитанное не теряется, а чат можно закрыть в любой момент.`,
    lines(
      rich`Цену я называю до начала. Если профиль закрыт или удалён либо прочитать удастся меньше девяти десятых списка, платить не нужно.`,
      '',
      rich`Пришлите имя, например ${bold('@nasa')}, или ссылку на профиль.`,
    ),
  ],
  welcomeBack: (name) =>
    rich`Рад видеть вас, ${name}. Пришлите имя или ссылку либо выберите, что нужно.`,
  more: rich`Что ещё можно:`,
  fileComes: rich`Секунду, готовлю файл.`,
  notUnderstood: lines(
    rich`Это не похоже ни на имя профиля, ни на ссылку.`,
    rich`Пришлите, например, ${bold('@nasa')} или ${bold('instagram.com/nasa')} — или выберите ниже.`,
  ),
  help: lines(
    bolded('Как это работает'),
    '1. Пришлите имя или ссылку. Я найду профиль и скажу, сколько стоит проверка.',
    '2. Нажмите «Начать». Одно сообщение будет показывать, как идут дела.',
    '3. Результат придёт сам: цифры, таблица и списки, которые можно листать.',
    '',
    bolded('На что можно положиться'),
    'Никто не будет назван только потому, что список прочитался не весь: чего не знаю наверняка, того не говорю.',
    'Если Instagram просит подождать или завершает мой сеанс, я продолжаю с того же места. Ничего не теряется.',
    'За то, что не удалось сделать, платить не нужно.',
    '',
    'Закрытый профиль прочитать нельзя, если на него не подписан один из моих аккаунтов.',
  ),
  terms: (support, keptDays) =>
    lines(
      bolded('Условия'),
      'Вы покупаете проверки открытых профилей Instagram, цена — в кредитах. Кредиты не сгорают.',
      'Кредиты за проверку списываются, когда готов результат. Если профиль закрыт или удалён, если проверку остановили или если удалось прочитать меньше девяти десятых списка, не списывается ничего.',
      'Оплата — в звёздах Telegram. За неиспользованные кредиты звёзды можно вернуть в течение 21 дня после оплаты: /paysupport.',
      `Списки ваших проверок я храню ${ru.days(keptDays)}, чтобы было с чем сравнивать; /forget удаляет их сразу.`,
      'Я не имею отношения к Instagram и не могу обещать, что он покажет всё.',
      support === null ? null : `Кто отвечает за бота: ${support}`,
    ),
  languageQuestion: rich`На каком языке говорим? / Which language shall we speak?`,
  languageChosen: rich`Хорошо, говорим по-русски.`,
  nothingToCancel: rich`Останавливать нечего: проверок сейчас нет, вопросов тоже.`,
  questionClosed: rich`Хорошо, вопрос закрыт.`,
  tooFast: rich`Вы пишете быстрее, чем я читаю. Часть сообщений я пропустил: пришлите последнее ещё раз.`,
  buttonOld: 'Эта кнопка из старого сообщения. Меню — /start.',
  trouble: (errorId) =>
    lines(
      'У меня что-то сломалось. За это ничего не списано, ваши проверки продолжаются.',
      rich`Попробуйте ещё раз. Если не поможет, напишите в /paysupport и назовите номер ${bold(errorId)}.`,
    ),
  forgetQuestion: (balance, open) =>
    lines(
      bolded('Удалить всё о вас?'),
      open === 0 ? null : `Будет остановлено: ${ru.checks(open)}.`,
      balance === 0 ? null : `На балансе ${ru.credits(balance)} — они пропадут.`,
      'Будут удалены ваши проверки и их списки, список тех, кого не показывать, ваше имя, язык и связь с этим чатом.',
      'Останутся, потому что учёт обязателен, суммы и даты оплат и списаний — под номером, по которому вас не узнать.',
      'Отменить это будет нельзя.',
    ),
  forgotten: (open) =>
    lines(
      'Всё о вас удалено.',
      open === 0 ? null : `Остановлено: ${ru.checks(open)}.`,
      'Если напишете снова, начнём знакомство заново.',
    ),
  forgetLeft: rich`Хорошо, всё остаётся как есть.`,
  buttons: {
    check: 'Проверить профиль',
    checks: 'Мои проверки',
    balance: 'Баланс',
    buy: 'Купить кредиты',
    help: 'Как это работает',
    language: 'English',
    forgetYes: 'Удалить всё',
    forgetNo: 'Оставить всё как есть',
    menu: 'Меню',
    back: 'Назад',
    more: 'Ещё …',
    watch: 'За кем слежу',
    ignore: 'Кого не показывать',
    terms: 'Условия',
    support: 'Вопрос по оплате',
    cancel: 'Остановить проверку',
    forget: 'Удалить всё обо мне',
  },
  day: (at) => [instant(at, 'day')],
}

function bolded(text: string): Rich {
  return [bold(text)]
}
