/**
 * Refusals as a page says them, by their codes, where the server's own sentence speaks to programs
 * or to whoever types commands. All others are said as the server says them.
 */
export const REFUSED_IN_ENGLISH = {
  REQUEST_INVALID:
    'The server does not understand something that was filled in. Look at the fields, and send it again.',
  CURSOR_INVALID: 'This place in the list is out of date. Open the list from its beginning.',
  CREDENTIALS_MISSING: 'You are signed out. Sign in again.',
  DATABASE_UNREACHABLE:
    'The database does not answer. Workers have stopped after the last page that was saved, and go on by themselves.',
  STREAMS_TOO_MANY: 'This panel is open in too many tabs. Close some of them.',
  ORIGIN_REFUSED:
    'Only pages of this installation may send this: open them at the address in EVERCHECK_PUBLIC_URL, or at http://localhost.',
  ACCOUNT_UNKNOWN: 'There is no such account. Accounts shows all that there are.',
  CUSTOMER_INVALID:
    'Such a customer cannot be added: a name has 1 to 200 characters in one line, a time zone is called such as Europe/Moscow, and a chat is nobody else’s.',
  DIALOGUE_UNKNOWN: 'There is no such login.',
  TOKEN_UNKNOWN: 'There is no such token. Settings, API tokens, shows all that there are.',
  OPERATOR_UNKNOWN: 'There is no such operator. Settings, People, shows all that there are.',
  INVITATION_OVER:
    'This link has been used, or has expired. An owner makes a new one in Settings, People; where nobody can sign in: evercheck operator invite, on the server.',
  SIGN_IN_REFUSED: 'Name, password or code is wrong.',
  LISTS_DELETED:
    'The lists of this check were deleted: they were kept for as long as was promised. Order a new check.',
  BODY_TOO_LARGE: 'This is more than the server takes.',
  DISK_FULL: 'There is no room on the disk. Make some: all that was saved is whole.',
} as const

/** The same in Russian. */
export const REFUSED_IN_RUSSIAN: Readonly<Record<keyof typeof REFUSED_IN_ENGLISH, string>> = {
  REQUEST_INVALID: 'Что-то из введённого сервер не понимает. Проверьте поля и отправьте ещё раз.',
  CURSOR_INVALID: 'Это место списка устарело. Откройте список с начала.',
  CREDENTIALS_MISSING: 'Ваш вход завершён. Войдите снова.',
  DATABASE_UNREACHABLE:
    'База данных не отвечает. Рабочие процессы остановились после последней сохранённой страницы и продолжат сами.',
  STREAMS_TOO_MANY: 'Панель открыта в слишком многих вкладках. Закройте лишние.',
  ORIGIN_REFUSED:
    'Это можно отправить только со страниц этой установки: откройте их по адресу из EVERCHECK_PUBLIC_URL или по http://localhost.',
  ACCOUNT_UNKNOWN: 'Такого аккаунта нет. Все, что есть, — на странице «Аккаунты».',
  CUSTOMER_INVALID:
    'Такого клиента завести нельзя: имя — от 1 до 200 знаков в одну строку, часовой пояс — например Europe/Moscow, чат — ещё ничей.',
  DIALOGUE_UNKNOWN: 'Такого входа нет.',
  TOKEN_UNKNOWN: 'Такого ключа API нет. Все, что есть, — в «Настройках», раздел «Ключи API».',
  OPERATOR_UNKNOWN: 'Такого оператора нет. Все, что есть, — в «Настройках», раздел «Люди».',
  INVITATION_OVER:
    'Эта ссылка уже использована или её срок истёк. Новую создаст владелец в «Настройках», раздел «Люди»; если войти не может никто, выполните на сервере: evercheck operator invite',
  SIGN_IN_REFUSED: 'Имя, пароль или код неверны.',
  LISTS_DELETED:
    'Списки этой проверки удалены: их хранили столько, сколько обещано. Закажите новую проверку.',
  BODY_TOO_LARGE: 'Это больше, чем сервер принимает.',
  DISK_FULL: 'На диске нет места. Освободите его: всё сохранённое цело.',
}
