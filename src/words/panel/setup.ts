import type { InEveryLanguage } from '../language.ts'

const ENGLISH = {
  practice: {
    title: 'Practice',
    means: 'This Instagram is a fake on your server. Nothing here is real, and nothing is kept.',
    mail: 'Mail to the practice account: your code is',
    wantsYou: (account: string) => `${account} needs you: open the live login`,
    end: 'End practice',
    offer: 'The practice Instagram',
    offerMeans:
      'A fake Instagram on this server: it kills the session at 728 followers, throttles at 1,200 and asks for a code. No network, no account of yours, and nothing of it is kept.',
    start: 'Try it with the practice Instagram',
    starting: 'It takes some seconds to start.',
    filled: 'The practice account is filled in for you.',
  },
  account: {
    means:
      'It needs an Instagram account that may see the profiles you check: one that you own and can do without. Automating an account is against Instagram’s terms and can cost you that account.',
    ways: { password: 'Password and code', cookies: 'Cookies of a browser', 'by-hand': 'By hand' },
    waysLabel: 'How it gets its session',
    passwordMeans:
      'A browser on the server types this once and asks for the account’s own profile. If Instagram wants a code that no secret makes, you type it here.',
    cookiesMeans:
      'Those of your own browser, where you are logged in. They are used only if they answer for themselves.',
    byHandMeans:
      'A browser opens on the server, and you see it here: you log in yourself. No password is stored.',
    logIn: 'Log in and verify',
    take: 'Take over and verify',
    open: 'Open the browser',
    sameInApp: 'the same as in your app?',
    steps: {
      'logging-in': 'Logging in',
      proving: 'Proving that the session answers',
      'in-use': 'In use',
    },
    wantsYou: 'Instagram wants a confirmation.',
    openLogin: 'Look at the page',
    failed: 'It did not work.',
    inUse: (account: string) => `${account} is logged in and ready to read.`,
    again: 'Try again',
    slow: 'This takes longer than usual. The log of the server says what it waits for.',
  },
  messages: {
    means:
      'Evercheck writes when an account needs a human, when a session stays dead, when something grows too old. All of it can wait.',
    channels: { telegram: 'Telegram', mail: 'E-mail', ntfy: 'ntfy', webhook: 'A webhook' },
    notSet:
      'Not set up. Put this into the environment of the server and start it again; this page notices.',
    leadsTo: (targets: string) => `To ${targets}.`,
    ready: 'Set up.',
    send: 'Send a test message',
    arrived: 'It took the message.',
  },
  check: {
    watch: 'Your first check',
    watchMeans: 'It goes on whether you look or not.',
    done: 'Set up.',
    doneMeans: (next: string | null) =>
      next === null
        ? 'The first check has ended.'
        : `The first check has ended. The next renewal is ${next}, by itself.`,
    lists: 'Look at the lists',
    overview: 'To the overview',
    wantsYou: (account: string) => `${account} needs you: open the live login`,
  },
}

export type SetupWords = typeof ENGLISH

const RUSSIAN: SetupWords = {
  practice: {
    title: 'Тренировка',
    means: 'Этот Instagram ненастоящий и работает на вашем сервере. Ничего не сохраняется.',
    mail: 'Письмо учебному аккаунту: ваш код',
    wantsYou: (account) => `${account}: нужны вы, откройте вход`,
    end: 'Закончить тренировку',
    offer: 'Учебный Instagram',
    offerMeans:
      'Ненастоящий Instagram на этом сервере: обрывает сессию на 728‑м подписчике, просит подождать на 1200‑м и требует код. Ни сети, ни вашего аккаунта, и ничего не остаётся.',
    start: 'Попробовать на учебном Instagram',
    starting: 'Запуск займёт несколько секунд.',
    filled: 'Данные учебного аккаунта уже вписаны.',
  },
  account: {
    means:
      'Нужен аккаунт Instagram, которому видны проверяемые профили: ваш и такой, без которого вы обойдётесь. Автоматизация нарушает условия Instagram и может стоить аккаунта.',
    ways: { password: 'Пароль и код', cookies: 'Cookies браузера', 'by-hand': 'Вручную' },
    waysLabel: 'Откуда возьмётся сессия',
    passwordMeans:
      'Браузер на сервере введёт это один раз и запросит профиль самого аккаунта. Если Instagram попросит код, которого секрет не даёт, вы введёте его здесь.',
    cookiesMeans:
      'Cookies вашего браузера, в котором вы вошли. Используются, только если отвечают сами за себя.',
    byHandMeans:
      'На сервере откроется браузер, вы увидите его здесь и войдёте сами. Пароль не сохраняется.',
    logIn: 'Войти и проверить',
    take: 'Перенять и проверить',
    open: 'Открыть браузер',
    sameInApp: 'в вашем приложении тот же?',
    steps: {
      'logging-in': 'Входим',
      proving: 'Убеждаемся, что сессия отвечает',
      'in-use': 'Работает',
    },
    wantsYou: 'Instagram просит подтвердить вход.',
    openLogin: 'Посмотреть на страницу',
    failed: 'Не получилось.',
    inUse: (account) => `${account} вошёл и готов читать.`,
    again: 'Попробовать ещё раз',
    slow: 'Это дольше обычного. Чего ждём, скажет журнал сервера.',
  },
  messages: {
    means:
      'Evercheck пишет, когда аккаунту нужен человек, когда сессия не оживает, когда что-то слишком старо. Всё это может подождать.',
    channels: { telegram: 'Telegram', mail: 'Почта', ntfy: 'ntfy', webhook: 'Вебхук' },
    notSet: 'Не настроено. Добавьте это в окружение сервера и перезапустите его; страница заметит.',
    leadsTo: (targets) => `Кому: ${targets}.`,
    ready: 'Настроено.',
    send: 'Отправить пробное сообщение',
    arrived: 'Сообщение принято.',
  },
  check: {
    watch: 'Ваша первая проверка',
    watchMeans: 'Она идёт, даже если вы не смотрите.',
    done: 'Готово.',
    doneMeans: (next) =>
      next === null
        ? 'Первая проверка закончена.'
        : `Первая проверка закончена. Следующее продление: ${next}, само.`,
    lists: 'Посмотреть списки',
    overview: 'К обзору',
    wantsYou: (account) => `${account}: нужны вы, откройте вход`,
  },
}

/** The first run of the panel, and practising. */
export const SETUP_WORDS: InEveryLanguage<SetupWords> = { en: ENGLISH, ru: RUSSIAN }
