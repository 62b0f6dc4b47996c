import type { LossReason } from '../checks/history/loss.ts'
import { english, type InEveryLanguage, type Language, numberIn, russian } from './language.ts'

/** Why a follower is gone, in few words; null where it is not known. */
export function lossWords(reason: LossReason | null, language: Language): string {
  return reason === null ? UNKNOWN[language] : WORDS[language][reason]
}

/** How many were left out because the reader ignores them. */
export function hiddenWords(count: number, language: Language): string {
  return HIDDEN[language](count)
}

const WORDS: InEveryLanguage<Readonly<Record<LossReason, string>>> = {
  en: {
    unfollowed: 'unfollowed',
    blocked: 'has blocked the account that reads; may still follow',
    gone: 'deactivated or deleted',
    purged: 'taken down by Instagram with many others',
    hidden: 'deactivated, deleted, or has blocked the account that reads',
  },
  ru: {
    unfollowed: 'отписались',
    blocked: 'заблокировали читающий аккаунт; возможно, всё ещё подписаны',
    gone: 'аккаунт отключён или удалён',
    purged: 'Instagram удалил вместе со многими другими',
    hidden: 'аккаунт отключён, удалён или заблокировал читающий аккаунт',
  },
}

const UNKNOWN: InEveryLanguage<string> = { en: 'not known', ru: 'неизвестно' }

const HIDDEN: InEveryLanguage<(count: number) => string> = {
  en: (count) =>
    `${numberIn('en', count)} ${english(count, { one: 'is', other: 'are' })} hidden: they are on the ignore list.`,
  ru: (count) =>
    `Скрыто: ${numberIn('ru', count)} ${russian(count, { one: 'профиль', few: 'профиля', many: 'профилей' })} из списка «не показывать».`,
}
