import type { Standing } from '../../accounts/standing.ts'

/** How an account stands, after its name. */
export const STANDS_ENGLISH: Readonly<Record<Standing, string>> = {
  active: 'is in use already',
  paused: 'is paused already',
  'wrong-password': 'needs a new password first',
  'code-needed': 'needs a code first',
  challenged: 'waits for a person to sign in',
  blocked: 'is blocked by Instagram for a while',
  suspended: 'is suspended by Instagram',
  failing: 'has failed to sign in twice',
}

/** The same in Russian. */
export const STANDS_RUSSIAN: Readonly<Record<Standing, string>> = {
  active: 'уже в работе',
  paused: 'уже приостановлен',
  'wrong-password': 'ждёт новый пароль',
  'code-needed': 'ждёт код',
  challenged: 'ждёт, когда войдёт человек',
  blocked: 'на время заблокирован в Instagram',
  suspended: 'заморожен в Instagram',
  failing: 'дважды не смог войти',
}

/** What has become of a payment. */
export type PaymentState = 'paid' | 'refunded' | 'charged-back'

/** The same as one word. */
export const PAID_ENGLISH: Readonly<Record<PaymentState, string>> = {
  paid: 'paid',
  refunded: 'paid back',
  'charged-back': 'charged back',
}

/** The same in Russian. */
export const PAID_RUSSIAN: Readonly<Record<PaymentState, string>> = {
  paid: 'оплачено',
  refunded: 'возвращено',
  'charged-back': 'отозвано',
}

/** What renewing a session by hand came to. */
export type Refreshed = 'renewed' | 'stopped' | 'wait' | 'busy' | 'unable'

/** The same after an account's name. */
export const REFRESHED_ENGLISH: Readonly<Record<Refreshed, string>> = {
  renewed: 'the session is renewed and proved',
  stopped: 'it has stopped and waits for you',
  wait: 'not now',
  busy: 'a check is being read with it, and it is not disturbed',
  unable: 'this machine cannot log in',
}

/** The same in Russian. */
export const REFRESHED_RUSSIAN: Readonly<Record<Refreshed, string>> = {
  renewed: 'сессия продлена и проверена',
  stopped: 'аккаунт остановлен и ждёт вас',
  wait: 'не сейчас',
  busy: 'с него идёт проверка, её не прерываю',
  unable: 'с этой машины войти не получается',
}

/** How a session is. */
export const STATUS_ENGLISH = {
  valid: 'valid',
  invalid: 'not valid',
  none: 'never signed in',
} as const
/** The same in Russian. */
export const STATUS_RUSSIAN = {
  valid: 'действует',
  invalid: 'не действует',
  none: 'входа ещё не было',
} as const
