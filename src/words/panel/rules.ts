import type { InEveryLanguage } from '../language.ts'

const ENGLISH = {
  tab: 'Rules',
  means:
    'The same rules for our own alerts and for Prometheus. The bar says how close each is to its limit at this moment.',
  rule: 'Rule',
  now: 'Now',
  limit: 'Fires above',
  close: 'How close',
  holds: 'For',
  atOnce: 'at once',
}

/** The rules of alerts, and how close each is. */
export type RulesWords = typeof ENGLISH

const RUSSIAN: RulesWords = {
  tab: 'Правила',
  means:
    'Одни и те же правила для наших оповещений и для Prometheus. Полоса показывает, насколько каждое близко к пределу сейчас.',
  rule: 'Правило',
  now: 'Сейчас',
  limit: 'Срабатывает выше',
  close: 'Близость',
  holds: 'Дольше',
  atOnce: 'сразу',
}

export const RULES_WORDS: InEveryLanguage<RulesWords> = { en: ENGLISH, ru: RUSSIAN }
