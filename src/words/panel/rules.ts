import type { InEveryLanguage } from '../language.ts'

const ENGLISH = {
  tab: 'Rules',
  means:
    'The same rules for our own alerts and for Prometheus. The bar says how close each is to its limit at this moment.',
  closeTitle: 'How close the others are',
  all: (count: number) => `All ${count} rules`,
  day: 'Last 24 hours',
  dayNote: 'each bar is one alert, from first to over',
  dayNone: 'Nothing fired.',
  channels: { telegram: 'Telegram', mail: 'E-mail', ntfy: 'ntfy', webhook: 'Webhook' },
  tryIt: (channel: string) => `Try ${channel}`,
  arrived: (channel: string) => `${channel}: arrived.`,
  noChannel: 'Nobody is told: no channel is set up',
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
  closeTitle: 'Насколько близки остальные',
  all: (count) => `Все правила: ${count}`,
  day: 'Последние 24 часа',
  dayNote: 'полоса — одно оповещение, от начала до конца',
  dayNone: 'Ничего не было.',
  channels: { telegram: 'Telegram', mail: 'Почта', ntfy: 'ntfy', webhook: 'Вебхук' },
  tryIt: (channel) => `Проверить: ${channel}`,
  arrived: (channel) => `${channel}: дошло.`,
  noChannel: 'Никому не сообщаем: каналов нет',
  rule: 'Правило',
  now: 'Сейчас',
  limit: 'Срабатывает выше',
  close: 'Близость',
  holds: 'Дольше',
  atOnce: 'сразу',
}

export const RULES_WORDS: InEveryLanguage<RulesWords> = { en: ENGLISH, ru: RUSSIAN }
