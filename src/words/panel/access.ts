import type { InEveryLanguage } from '../language.ts'

const ENGLISH = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  code: 'Two-factor code',
  codeHint: 'six digits from your authenticator app',
  withPasskey: 'Sign in with a passkey',
  withPassword: 'Sign in',
  or: 'or with a password',
  lockedOut:
    'Locked out? An owner makes you a link in Settings, People, with which you choose anew. Where nobody can sign in, the server makes it: evercheck operator reset NAME.',
  failed: 'That was not accepted.',
  setup: {
    title: 'Set up',
    steps: ['You', 'Means to sign in', 'An account to read with', 'Messages', 'The first check'],
    stepOf: (at: number, of: number) => `Step ${at} of ${of}`,
    came: 'You came by the one-time link of this server. It is used up when you have chosen how to sign in.',
    hello: 'Who are you?',
    helloMeans:
      'You will be the owner of this installation. The link in the log of the server is used up by this.',
    helloAgain: (name: string) => `Welcome back, ${name}`,
    helloAgainMeans: 'Choose anew how you sign in. All your sessions elsewhere have ended.',
    name: 'What shall Evercheck call you?',
    nameHint: 'letters, digits and . _ @ + -',
    nameRule: 'One to 64 letters, digits and . _ @ + -, with a letter or a digit first.',
    passwordRule: 'At least 15 characters: some words at random.',
    language: 'Language',
    how: 'How will you sign in?',
    passkey: 'A passkey',
    passkeyMeans:
      'Your device or security key proves who you are. Nothing to remember or to steal.',
    makePasskey: 'Make a passkey',
    password: 'A password and a code',
    passwordMeans:
      'At least 15 characters, and a code from an authenticator app. For where passkeys do not work.',
    beginTotp: 'Choose a password',
    scan: 'Add this to your authenticator app, then type the code that it shows.',
    secret: 'Secret',
    anotherSecret:
      'This took more than ten minutes. Here is another secret: put it into your app in place of the first, and type its code.',
    finish: 'Finish',
    over: 'This link is used up',
    overMeans:
      'Links work once and for a day. An owner makes another one in Settings, People. Where nobody can sign in, the server makes it: evercheck operator invite.',
    noSecret: 'This address has no link in it. Open the link from the log of the server.',
    later: 'Later, in Settings',
    next: 'Go on',
    done: 'To the overview',
    reader: 'What shall Evercheck read with?',
    own: 'An account of yours',
    sealed: 'Sealed before it is stored. Nobody can read it again, not even you.',
    paced: 'Asked slowly, with a limit for every day, and three logins a day at the most.',
    human: 'When Instagram wants a human, Evercheck stops and calls you.',
    messages: 'Who shall be told when something needs you?',
    first: 'The first check',
    firstMeans: 'A profile that your account may see. You can watch it being read.',
  },
  roles: { owner: 'owner', operator: 'operator', 'read-only': 'looks only' },
}

export type AccessWords = typeof ENGLISH

const RUSSIAN: AccessWords = {
  title: 'Вход',
  name: 'Имя',
  password: 'Пароль',
  code: 'Код двухфакторной защиты',
  codeHint: 'шесть цифр из приложения-аутентификатора',
  withPasskey: 'Войти с ключом доступа',
  withPassword: 'Войти',
  or: 'или с паролем',
  lockedOut:
    'Не можете войти? Владелец создаст ссылку («Настройки», раздел «Люди»), по которой вы выберете заново. Если войти не может никто, её создаст сервер: evercheck operator reset ИМЯ.',
  failed: 'Не принято.',
  setup: {
    title: 'Настройка',
    steps: ['Вы', 'Как входить', 'Аккаунт для чтения', 'Сообщения', 'Первая проверка'],
    stepOf: (at, of) => `Шаг ${at} из ${of}`,
    came: 'Вы пришли по одноразовой ссылке этого сервера. Она перестанет действовать, когда вы выберете, как входить.',
    hello: 'Кто вы?',
    helloMeans:
      'Вы станете владельцем этой установки. После этого ссылка из журнала сервера перестанет действовать.',
    helloAgain: (name) => `С возвращением, ${name}`,
    helloAgainMeans: 'Выберите заново, как входить. Ваши прежние входы завершены.',
    name: 'Как вас называть?',
    nameHint: 'буквы, цифры и . _ @ + -',
    nameRule: 'От одного до 64 знаков: буквы, цифры и . _ @ + -; в начале буква или цифра.',
    passwordRule: 'Не меньше 15 знаков: несколько случайных слов.',
    language: 'Язык',
    how: 'Как вы будете входить?',
    passkey: 'Ключ доступа',
    passkeyMeans: 'Вас подтверждает ваше устройство или ключ. Нечего запоминать, нечего красть.',
    makePasskey: 'Создать ключ доступа',
    password: 'Пароль и код',
    passwordMeans:
      'Не меньше 15 знаков и код из приложения-аутентификатора. Там, где ключи доступа не работают.',
    beginTotp: 'Выбрать пароль',
    scan: 'Добавьте это в приложение-аутентификатор и введите код, который оно покажет.',
    secret: 'Секрет',
    anotherSecret:
      'Прошло больше десяти минут. Вот другой секрет: замените им прежний в приложении и введите его код.',
    finish: 'Готово',
    over: 'Ссылка больше не действует',
    overMeans:
      'Ссылка работает один раз и один день. Новую создаст владелец: «Настройки», раздел «Люди». Если войти не может никто, её создаст сервер: evercheck operator invite.',
    noSecret: 'В этом адресе нет ссылки. Откройте ссылку из журнала сервера.',
    later: 'Позже, в настройках',
    next: 'Дальше',
    done: 'К обзору',
    reader: 'Чем Evercheck будет читать?',
    own: 'Ваш аккаунт',
    sealed: 'Шифруется ещё до сохранения. Прочитать его снова не может никто, даже вы.',
    paced: 'Спрашиваем медленно, с дневным пределом и не больше трёх входов в день.',
    human: 'Когда без человека нельзя, Evercheck останавливается и зовёт вас.',
    messages: 'Кому сообщать, когда нужны вы?',
    first: 'Первая проверка',
    firstMeans: 'Профиль, который виден вашему аккаунту. За чтением можно наблюдать.',
  },
  roles: { owner: 'владелец', operator: 'оператор', 'read-only': 'только смотрит' },
}

export const ACCESS_WORDS: InEveryLanguage<AccessWords> = { en: ENGLISH, ru: RUSSIAN }
