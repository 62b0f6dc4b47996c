import { bold, instant, lines, type Rich, rich } from '../rich.ts'

/** A login that waits for a human. */
export type LoginWait = {
  readonly account: string
  /** What the page wants: a code and nothing else, or somebody who looks at it. */
  readonly asks: 'code' | 'human'
  /** What Instagram has written; null when that is not known. */
  readonly said: string | null
  readonly until: Date
}

/** How such a login ended. */
export type LoginEnd =
  | 'logged-in'
  | 'closed'
  | 'expired'
  | 'interrupted'
  | 'left'
  | 'failed'
  | 'refused'

/** The login dialogue as operators read it. */
export type LoginWords = {
  readonly wanted: (wait: LoginWait) => Rich
  readonly codeHint: string
  /** Above the field for it. */
  readonly codeField: (account: string) => Rich
  readonly codeSent: (account: string) => Rich
  readonly codeWrong: (account: string) => Rich
  readonly codeShape: Rich
  /** The page wants no code, or too many were tried. */
  readonly codeNotAsked: (account: string) => Rich
  readonly notOpen: Rich
  readonly noWorker: Rich
  readonly ended: Readonly<Record<LoginEnd, (account: string) => Rich>>
  readonly pictureOf: (account: string) => Rich
  readonly buttons: Readonly<Record<'live' | 'picture' | 'close', string>>
}

export const ENGLISH_LOGIN: LoginWords = {
  wanted: ({ account, asks, said, until }) =>
    lines(
      rich`${bold('Instagram wants a person')} to sign in to ${bold(account)}.`,
      said === null ? null : `It says: ${said}`,
      '',
      asks === 'code'
        ? 'It has sent a code by e-mail or SMS. Reply to this message with the code; I delete your message when I have it.'
        : 'Open the live view and do what the page asks for.',
      rich`It waits until ${instant(until, 'time')}. The checks that were being read wait meanwhile or go on with another account; nothing is lost.`,
    ),
  codeHint: 'the code',
  codeField: (account) => rich`${bold(account)}: the code, as a reply to this message.`,
  codeSent: (account) => rich`${bold(account)}: the code is being entered.`,
  codeWrong: (account) =>
    rich`${bold(account)}: Instagram did not take that code. Reply with the new one, or look at the page.`,
  codeShape: rich`A code is 4 to 8 digits, with or without a space. Reply with nothing but the code.`,
  codeNotAsked: (account) =>
    rich`${bold(account)}: the page takes no code now. Look at it in the live view.`,
  noWorker: rich`The code was not entered: the process that kept this page open has gone.`,
  notOpen: rich`This login is over already. A new one begins by itself or in the panel.`,
  ended: {
    'logged-in': (account) => rich`✅ ${bold(account)} is signed in and proved; the checks go on.`,
    closed: (account) => rich`${bold(account)}: the login was closed.`,
    expired: (account) =>
      rich`${bold(account)}: nobody came in time, so the login was closed. It can be opened again in the panel.`,
    interrupted: (account) =>
      rich`${bold(account)}: the process that held the browser has ended, and the login with it. Open it again in the panel.`,
    left: (account) => rich`${bold(account)}: the page led away from the login, so it was closed.`,
    failed: (account) =>
      rich`${bold(account)}: the browser failed. Open the login again in the panel.`,
    refused: (account) => rich`${bold(account)}: Instagram refused the login.`,
  },
  pictureOf: (account) => rich`What ${bold(account)} sees`,
  buttons: { live: 'Live view', picture: 'Show the page', close: 'Close it' },
}

export const RUSSIAN_LOGIN: LoginWords = {
  wanted: ({ account, asks, said, until }) =>
    lines(
      rich`${bold('Instagram просит, чтобы вошёл человек')}: аккаунт ${bold(account)}.`,
      said === null ? null : `На странице сказано: ${said}`,
      '',
      asks === 'code'
        ? 'Код отправлен письмом или в SMS. Ответьте на это сообщение кодом; ваше сообщение я потом удалю.'
        : 'Откройте страницу входа и сделайте то, о чём она просит.',
      rich`Ждёт до ${instant(until, 'time')}. Проверки пока стоят или идут с другого аккаунта, ничего не теряется.`,
    ),
  codeHint: 'код',
  codeField: (account) => rich`${bold(account)}: пришлите код ответом на это сообщение.`,
  codeSent: (account) => rich`${bold(account)}: ввожу код.`,
  codeWrong: (account) =>
    rich`${bold(account)}: Instagram не принял этот код. Ответьте новым или посмотрите на страницу.`,
  codeShape: rich`Код — это от 4 до 8 цифр, можно с пробелом. В ответе должен быть только код.`,
  codeNotAsked: (account) =>
    rich`${bold(account)}: страница сейчас не принимает код. Посмотрите на неё на странице входа.`,
  noWorker: rich`Код не введён: процесса, который держал эту страницу, больше нет.`,
  notOpen: rich`Этот вход уже закончился. Новый начнётся сам или в панели.`,
  ended: {
    'logged-in': (account) =>
      rich`✅ ${bold(account)}: вход выполнен и проверен, проверки идут дальше.`,
    closed: (account) => rich`${bold(account)}: вход закрыт.`,
    expired: (account) =>
      rich`${bold(account)}: за отведённое время никто не ответил, вход закрыт. Открыть его снова можно в панели.`,
    interrupted: (account) =>
      rich`${bold(account)}: процесс с браузером завершился, а с ним и вход. Откройте его снова в панели.`,
    left: (account) =>
      rich`${bold(account)}: страница увела в сторону от входа, поэтому он закрыт.`,
    failed: (account) => rich`${bold(account)}: браузер дал сбой. Откройте вход снова в панели.`,
    refused: (account) => rich`${bold(account)}: Instagram отказал во входе.`,
  },
  pictureOf: (account) => rich`Что видит ${bold(account)}`,
  buttons: { live: 'Открыть страницу', picture: 'Прислать снимок', close: 'Закрыть' },
}
