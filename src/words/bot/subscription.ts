import { bold, instant, lines, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'
import type { Pack } from './money.ts'

/** Credits by a subscription that Telegram renews. */
export type SubscriptionWords = {
  readonly offer: (pack: Pack) => Rich
  /** At most 32 and 255 characters. */
  readonly invoiceTitle: string
  readonly invoiceDescription: (pack: Pack) => string
  /** It renews itself at that instant. */
  readonly active: (pack: Pack, until: Date) => Rich
  /** It was ended, and is over at that instant. */
  readonly ending: (until: Date) => Rich
  readonly begun: (pack: Pack, balance: number, until: Date) => Rich
  readonly renewed: (pack: Pack, balance: number, until: Date) => Rich
  /** It was not renewed. */
  readonly over: Rich
  readonly none: Rich
  readonly offerButton: (pack: Pack) => string
  readonly payButton: (pack: Pack) => string
  readonly buttons: Readonly<Record<'manage' | 'end' | 'goOn', string>>
}

export const ENGLISH_SUBSCRIPTION: SubscriptionWords = {
  offer: (pack) =>
    lines(
      [bold(`${en.credits(pack.credits)} every 30 days for ${en.stars(pack.stars)}`)],
      'Made for watching: your profiles are read from these credits, and what is left over stays on your balance.',
      'Telegram renews it by itself. You can end it at any time, here or in Telegram under Settings, My Stars; what is paid stays yours.',
    ),
  invoiceTitle: 'Subscription, 30 days',
  invoiceDescription: (pack) =>
    `${en.credits(pack.credits)} now and every 30 days, until you end it. Unused credits stay on your balance and do not expire.`,
  active: (pack, until) =>
    lines(
      rich`Your subscription: ${bold(en.credits(pack.credits))} every 30 days for ${en.stars(pack.stars)}.`,
      rich`It renews itself on ${instant(until, 'both')}.`,
    ),
  ending: (until) =>
    lines(
      rich`Your subscription ends on ${instant(until, 'both')}, and nothing is charged any more.`,
      'Your credits stay on your balance. Until then you can change your mind.',
    ),
  begun: (pack, balance, until) =>
    lines(
      rich`Thank you! Your subscription has begun: ${bold(en.credits(pack.credits))} now, and again every 30 days.`,
      rich`Balance: ${en.credits(balance)}. Next payment: ${instant(until, 'both')}. Manage or end it under /watch.`,
    ),
  renewed: (pack, balance, until) =>
    lines(
      rich`Your subscription is renewed: ${bold(en.credits(pack.credits))} for ${en.stars(pack.stars)}.`,
      rich`Balance: ${en.credits(balance)}. Next payment: ${instant(until, 'both')}. Manage or end it under /watch.`,
    ),
  over: rich`Your subscription is over, and nothing more is charged. Watching goes on for as long as you have credits. To subscribe again: /watch`,
  none: rich`You have no subscription, so there is nothing to end.`,
  offerButton: (pack) => `Subscribe · ${en.credits(pack.credits)} every 30 days`,
  payButton: (pack) => `Subscribe for ⭐ ${en.number(pack.stars)}`,
  buttons: {
    manage: 'My subscription',
    end: 'End the subscription',
    goOn: 'Keep the subscription',
  },
}

export const RUSSIAN_SUBSCRIPTION: SubscriptionWords = {
  offer: (pack) =>
    lines(
      [bold(`${ru.credits(pack.credits)} каждые 30 дней за ${ru.starsPaid(pack.stars)}`)],
      'Подписка удобна для слежения: профили читаются за счёт этих кредитов, а что останется, останется на балансе.',
      'Telegram продлевает её сам. Отменить можно в любой момент, здесь или в Telegram: «Настройки», «Мои звёзды». Всё оплаченное остаётся вашим.',
    ),
  invoiceTitle: 'Подписка на 30 дней',
  invoiceDescription: (pack) =>
    `${ru.credits(pack.credits)} сейчас и каждые 30 дней, пока вы её не отмените. Неиспользованные кредиты остаются на балансе и не сгорают.`,
  active: (pack, until) =>
    lines(
      rich`Ваша подписка: ${bold(ru.credits(pack.credits))} каждые 30 дней за ${ru.starsPaid(pack.stars)}.`,
      rich`Продлится автоматически: ${instant(until, 'both')}.`,
    ),
  ending: (until) =>
    lines(
      rich`Подписка закончится ${instant(until, 'both')}, больше ничего не спишется.`,
      'Кредиты останутся на балансе. До этого времени можно передумать.',
    ),
  begun: (pack, balance, until) =>
    lines(
      rich`Спасибо! Подписка оформлена: ${bold(ru.credits(pack.credits))} сейчас и ещё столько же каждые 30 дней.`,
      rich`На балансе: ${ru.credits(balance)}. Следующее списание: ${instant(until, 'both')}. Управлять подпиской и отменить её можно в /watch.`,
    ),
  renewed: (pack, balance, until) =>
    lines(
      rich`Подписка продлена: ${bold(ru.credits(pack.credits))} за ${ru.starsPaid(pack.stars)}.`,
      rich`На балансе: ${ru.credits(balance)}. Следующее списание: ${instant(until, 'both')}. Управлять подпиской и отменить её можно в /watch.`,
    ),
  over: rich`Подписка закончилась, больше ничего не списывается. Слежение продолжается, пока есть кредиты. Оформить снова: /watch`,
  none: rich`Подписки у вас нет, отменять нечего.`,
  offerButton: (pack) => `Подписка · ${ru.credits(pack.credits)} каждые 30 дней`,
  payButton: (pack) => `Оформить за ⭐ ${ru.number(pack.stars)}`,
  buttons: {
    manage: 'Моя подписка',
    end: 'Отменить подписку',
    goOn: 'Оставить подписку',
  },
}
