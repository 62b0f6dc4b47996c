import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'

type Ending = 'logged-in' | 'closed' | 'expired' | 'interrupted' | 'left' | 'failed' | 'refused'

/** Who opens a page besides operators and tokens, as it is stored. */
const ITSELF = 'evercheck'
const COMMAND_LINE = 'the command line'

const ENGLISH = {
  none: 'Nobody waits for you',
  noneMeans:
    'When Instagram wants a human, the page that it shows is opened here, with some minutes to answer. You can also log an account in by hand.',
  byHand: 'Log in by hand',
  byHandMeans:
    'The account’s own browser opens as soon as no check uses it. You click and type; the session that comes of it is tested and used.',
  account: 'Account',
  columns: { asks: 'What Instagram says', opened: 'Opened', left: 'Closes in' },
  waitsForYou: 'Waits for you',
  opening: 'A worker opens the browser.',
  noWorker: 'No worker lives that could open the browser. Start one: evercheck worker',
  workerGone: 'The worker that kept this page open has gone. Nothing that you send arrives there.',
  untilClosed: 'until the browser closes',
  codeFrom: 'Code from Instagram',
  digits: '6 digits',
  codeRule: 'Four to eight digits, as Instagram has sent them.',
  sendCode: 'Send code',
  codeSent: 'The code is being typed.',
  codeHow:
    'Or type it into the picture, or reply to the message in Telegram. The first one counts.',
  whatHappens: 'What happens',
  steps: {
    lost: 'The session was lost',
    asked: 'You asked to log in by hand',
    typed: 'Evercheck opened the login page in the browser of this account',
    typedNote: 'same device as ever',
    human: 'You do what Instagram asks',
    code: 'You enter the code',
    proves: 'Evercheck asks for the account’s own profile',
    provesNote: 'with the new session, one question',
    current: 'The new session becomes current',
    currentNote: 'the old one is kept beside it',
    goesOn: 'Checks go on where they stood',
    goesOnNote: 'the same page; nothing is read twice',
  },
  ifLate: 'If the time runs out',
  ifLateMeans: (account: string) =>
    `The browser closes and ${account} keeps waiting for you. Checks go on with other accounts, or stand still; nothing is lost. Open this again whenever you like.`,
  notices: 'Tell me on this machine',
  noticesMeans: 'The next account that needs you can be told while you look at something else.',
  addTime: 'Add 10 min',
  added: 'The page stays open for ten minutes more.',
  closeNow: 'Close it now',
  closed: 'The browser is closed.',
  picture: 'Picture of the browser',
  pictureHow:
    'Picture of the browser. Take control to send clicks and keys to it; Escape gives it back.',
  age: (seconds: number) => `last changed ${seconds} s ago`,
  noPicture: 'No picture yet.',
  pictureGone: 'The picture went with the login.',
  pictureNotYours: 'The page is shown to those who may act on it.',
  takeControl: 'Take control',
  takeOver: 'Take over',
  youControl: 'Your clicks and keys go to this page',
  leaves: 'leaves it',
  othersControl: (who: string) => `${who} is in control; you watch`,
  typeHere: 'Type here; it goes to the page as you type',
  controlGone: 'Nothing that is typed here goes to the page now',
  controlLost:
    'Somebody else took control, nothing was done for two minutes, or the line was away.',
  notSent: 'Not sent: the worker that kept this page has gone.',
  tooMany: 'That was too much at once. Go on slowly.',
  notConnected: 'The live view is not connected; it tries again.',
  done: 'What was done here',
  doneNote: 'kept in the audit, without what was typed',
  acts: (count: number) =>
    count === 0
      ? 'Nothing was sent to the page.'
      : `${numberIn('en', count)} ${english(count, { one: 'act was', other: 'acts were' })} sent to the page.`,
  openedBy: (who: string) => `Opened by ${who === ITSELF ? 'Evercheck' : who}.`,
  instagramSays: (said: string) => `Instagram says: ${said}`,
  endings: {
    'logged-in': 'Logged in. The session was tested and is in use.',
    closed: 'Closed by a human.',
    expired: 'The time ran out. The account keeps waiting.',
    interrupted: 'The worker was stopped.',
    left: 'The page went away from Instagram.',
    failed: 'The browser failed.',
    refused: 'Instagram refused the login.',
  } satisfies Record<Ending, string>,
  openAgain: 'Open it again',
  toAccount: 'To the account',
  toSetup: 'Go on with the set-up',
  overview: 'To the overview',
}

export type LoginWords = typeof ENGLISH

const RUSSIAN: LoginWords = {
  none: 'Вас никто не ждёт',
  noneMeans:
    'Когда без человека не войти, страница Instagram открывается здесь, и на ответ есть несколько минут. Войти в аккаунт вручную можно и самому.',
  byHand: 'Войти вручную',
  byHandMeans:
    'Браузер аккаунта откроется, как только он не занят проверкой. Нажимаете и печатаете вы; новая сессия проверяется и идёт в работу.',
  account: 'Аккаунт',
  columns: { asks: 'Что говорит Instagram', opened: 'Открыт', left: 'Закроется через' },
  waitsForYou: 'Ждёт вас',
  opening: 'Рабочий процесс открывает браузер.',
  noWorker: 'Нет рабочего процесса, который открыл бы браузер. Запустите его: evercheck worker',
  workerGone:
    'Рабочего процесса, который держал эту страницу, больше нет. Ничто из отправленного до неё не дойдёт.',
  untilClosed: 'до закрытия браузера',
  codeFrom: 'Код от Instagram',
  digits: '6 цифр',
  codeRule: 'От четырёх до восьми цифр, как их прислал Instagram.',
  sendCode: 'Отправить код',
  codeSent: 'Код вводится.',
  codeHow:
    'Его можно ввести и прямо на картинке или прислать ответом на сообщение в Telegram. Считается первый.',
  whatHappens: 'Что происходит',
  steps: {
    lost: 'Сессия оборвалась',
    asked: 'Вы попросили войти вручную',
    typed: 'Evercheck открыл страницу входа в браузере этого аккаунта',
    typedNote: 'то же устройство, что всегда',
    human: 'Вы делаете, что просит Instagram',
    code: 'Вы вводите код',
    proves: 'Evercheck запрашивает профиль самого аккаунта',
    provesNote: 'новой сессией, одним запросом',
    current: 'Новая сессия становится текущей',
    currentNote: 'прежняя хранится рядом',
    goesOn: 'Проверки идут дальше с того же места',
    goesOnNote: 'та же страница; ничего не читается дважды',
  },
  ifLate: 'Если время выйдет',
  ifLateMeans: (account) =>
    `Браузер закроется, ${account} будет ждать вас дальше. Проверки пойдут с другими аккаунтами или постоят; ничего не потеряно. Откройте снова, когда захотите.`,
  notices: 'Сообщать на этом компьютере',
  noticesMeans: 'О следующем таком аккаунте можем сообщить, даже если открыто другое окно.',
  addTime: 'Ещё 10 минут',
  added: 'Страница останется открытой ещё десять минут.',
  closeNow: 'Закрыть сейчас',
  closed: 'Браузер закрыт.',
  picture: 'Картинка браузера',
  pictureHow:
    'Картинка браузера. Возьмите управление, чтобы нажатия и клавиши уходили туда; Escape его вернёт.',
  age: (seconds) => `изменилась ${seconds} с назад`,
  noPicture: 'Картинки пока нет.',
  pictureGone: 'Картинка удалена вместе с входом.',
  pictureNotYours: 'Страницу видят те, кому можно на ней действовать.',
  takeControl: 'Взять управление',
  takeOver: 'Перехватить',
  youControl: 'Нажатия и клавиши уходят на эту страницу',
  leaves: 'вернёт управление',
  othersControl: (who) => `Управляет ${who}; вы смотрите`,
  typeHere: 'Печатайте здесь; текст сразу идёт на страницу',
  controlGone: 'Набранное здесь сейчас никуда не идёт',
  controlLost: 'Управление перешло к другому, не было нужно две минуты или не работала связь.',
  notSent: 'Не отправлено: рабочего процесса, который держал эту страницу, больше нет.',
  tooMany: 'Слишком много сразу. Помедленнее.',
  notConnected: 'Связь с живой картинкой потеряна; пробуем ещё.',
  done: 'Что здесь сделано',
  doneNote: 'хранится в журнале, без набранного',
  acts: (count) =>
    count === 0
      ? 'На страницу ничего не отправляли.'
      : `На страницу отправлено ${numberIn('ru', count)} ${russian(count, { one: 'действие', few: 'действия', many: 'действий' })}.`,
  openedBy: (who) =>
    who === COMMAND_LINE
      ? 'Открыто из командной строки.'
      : `Открыл: ${who === ITSELF ? 'Evercheck' : who}.`,
  instagramSays: (said) => `Instagram говорит: ${said}`,
  endings: {
    'logged-in': 'Вход выполнен. Сессия проверена и используется.',
    closed: 'Закрыто человеком.',
    expired: 'Время вышло. Аккаунт ждёт дальше.',
    interrupted: 'Рабочий процесс остановлен.',
    left: 'Страница ушла с Instagram.',
    failed: 'Браузер не справился.',
    refused: 'Instagram отказал во входе.',
  },
  openAgain: 'Открыть снова',
  toAccount: 'К аккаунту',
  toSetup: 'Продолжить настройку',
  overview: 'К обзору',
}

export const LOGIN_WORDS: InEveryLanguage<LoginWords> = { en: ENGLISH, ru: RUSSIAN }
