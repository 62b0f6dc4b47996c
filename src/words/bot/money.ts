import { bold, code, instant, lines, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'

/** What is sold: so many credits at so many Stars. */
export type Pack = { readonly credits: number; readonly stars: number }

/** A line of the ledger as its customer sees it. */
export type Line = {
  readonly at: Date
  readonly credits: number
  readonly why: LineWhy
  /** The profile that it was about, if it was about one. */
  readonly username: string | null
}

export type LineWhy =
  | 'granted'
  | 'paid'
  | 'taken-over'
  | 'referral'
  | 'corrected'
  | 'refunded'
  | 'charged-back'
  | 'check'
  | 'held'

/** Why an invoice cannot be paid. */
export type NotPayable = 'old' | 'paid' | 'other-person' | 'changed' | 'trouble'

/** Balance, buying, paying back. */
export type MoneyWords = {
  readonly balance: (balance: number, held: number, debt: number, entries: readonly Line[]) => Rich
  readonly balanceFree: Rich
  readonly packs: (balance: number) => Rich
  readonly packButton: (pack: Pack) => string
  readonly nothingForSale: Rich
  /** At most 32 and 255 characters. */
  readonly invoiceTitle: (credits: number) => string
  readonly invoiceDescription: (credits: number) => string
  readonly invoiceSingleTitle: string
  readonly invoiceSingleDescription: (username: string) => string
  readonly priceLabel: (credits: number) => string
  readonly payButton: (stars: number) => string
  readonly notPayable: Readonly<Record<NotPayable, string>>
  /** What stands in the message of a receipt, or of news of a payment, before that does. */
  readonly opening: Rich
  readonly receipt: (receipt: {
    readonly credits: number
    readonly stars: number
    readonly balance: number
    readonly debtPaid: number
    readonly charge: string
    readonly at: Date
  }) => Rich
  /** A payment that nobody can tell what it was for. */
  readonly returned: (stars: number) => Rich
  readonly refundTooLate: string
  readonly refundSpent: string
  readonly refunded: (credits: number, stars: number, balance: number) => Rich
  readonly chargedBack: (stars: number, balance: number, debt: number) => Rich
  readonly support: (
    contact: string | null,
    payments: readonly { readonly at: Date; readonly stars: number; readonly charge: string }[],
  ) => Rich
  readonly supportQuestion: Rich
  /** Telegram did not let a subscription be changed. */
  readonly subscriptionTrouble: Rich
  readonly supportKept: Rich
  readonly referral: (friends: number, of: number, credits: number, link: string) => Rich
  readonly referralPaid: (friends: number, credits: number) => Rich
  readonly granted: (credits: number, balance: number, note: string | null) => Rich
  readonly buttons: Readonly<
    Record<'history' | 'support' | 'writeSupport' | 'refund' | 'invite', string>
  >
}

function owed(debt: number): string {
  return debt === 1 ? 'is owed' : 'are owed'
}

export const ENGLISH_MONEY: MoneyWords = {
  balance: (balance, held, debt, entries) =>
    lines(
      rich`You have ${bold(en.credits(balance))}.`,
      held === 0 ? null : `${en.credits(held)} set aside for checks that are running.`,
      debt === 0
        ? null
        : `A payment of yours was taken back after it was spent: ${en.credits(debt)} ${owed(debt)}. Whatever you buy next pays that first.`,
      entries.length === 0 ? null : '',
      ...entries.map(lineInEnglish),
    ),
  balanceFree: rich`Your checks cost nothing, so there is no balance.`,
  packs: (balance) =>
    lines(
      rich`You have ${bold(en.credits(balance))}. How many more?`,
      'An ordinary profile costs one credit. Credits do not expire.',
    ),
  packButton: ({ credits, stars }) => `${en.credits(credits)} · ⭐ ${en.number(stars)}`,
  nothingForSale: rich`Nothing is for sale here: whoever runs this bot gives the credits out.`,
  invoiceTitle: (credits) => en.credits(credits),
  invoiceDescription: (credits) =>
    `${en.credits(credits)} for checks of Instagram profiles. They do not expire, and unused ones are paid back within 21 days.`,
  invoiceSingleTitle: 'One check',
  invoiceSingleDescription: (username) =>
    `Enough credits to check @${username}. What is left over stays on your balance.`,
  priceLabel: (credits) => en.credits(credits),
  payButton: (stars) => `Pay ⭐ ${en.number(stars)}`,
  notPayable: {
    old: 'This invoice is out of date. Please ask for a new one with /buy.',
    paid: 'This invoice has been paid already. Nothing was taken again.',
    'other-person': 'This invoice was made for somebody else. Ask for your own with /buy.',
    changed: 'The price has changed. Please ask for a new invoice with /buy.',
    trouble: 'I cannot take payments just now. Nothing was taken; please try again later.',
  },
  opening: rich`About your payment:`,
  receipt: ({ credits, stars, balance, debtPaid, charge, at }) =>
    lines(
      rich`Thank you! ${bold(en.credits(credits))} for ${en.stars(stars)}.`,
      debtPaid === 0 ? null : `${en.credits(debtPaid)} of them paid what was owed.`,
      rich`Balance: ${en.credits(balance)}.`,
      '',
      rich`Paid ${instant(at, 'both')}, receipt ${code(charge)}`,
    ),
  returned: (stars) =>
    rich`I cannot tell what this payment was for, so I am sending it back to you at once: ${bold(en.stars(stars))}.`,
  refundTooLate: 'A payment is paid back within 21 days, and this one is older. Write to a person.',
  refundSpent:
    'Its credits are spent or set aside for a check, so it cannot be paid back. Write to a person.',
  refunded: (credits, stars, balance) =>
    lines(
      rich`${bold(en.stars(stars))} on the way back to you; ${en.credits(credits)} taken from your balance.`,
      `Balance: ${en.credits(balance)}.`,
    ),
  chargedBack: (stars, balance, debt) =>
    lines(
      `Your payment of ${en.stars(stars)} was taken back, so its credits were, too.`,
      debt === 0
        ? `Balance: ${en.credits(balance)}.`
        : `Some of them were spent already: ${en.credits(debt)} ${owed(debt)}. Whatever you buy next pays that first.`,
    ),
  support: (contact, payments) =>
    lines(
      'I answer for payments here, not Telegram.',
      payments.length === 0
        ? 'You have not paid anything yet.'
        : 'Unused credits are paid back within 21 days of the payment, in Stars. Your payments:',
      ...payments.map(
        ({ at, stars, charge }) =>
          rich`${instant(at, 'day')} · ${en.stars(stars)} · ${code(charge)}`,
      ),
      contact === null ? null : `You can also write to ${contact}.`,
    ),
  subscriptionTrouble: rich`Telegram has not let me change that just now, so it is as it was. Please try again in a minute, or end it in Telegram under Settings, My Stars.`,
  supportQuestion: rich`What is it about? Write it in one message; a person will read it and answer here.`,
  supportKept: rich`Thank you. A person will read it and answer here.`,
  referral: (friends, of, credits, url) =>
    lines(
      `You get ${en.credits(credits)} for every ${of === 1 ? 'friend who comes by your link and has' : `${en.friends(of)} who come by your link and have`} something checked. So far: ${en.number(friends)}.`,
      rich`Your link: ${code(url)}`,
    ),
  referralPaid: (friends, credits) =>
    rich`${en.friends(friends)} of yours had something checked by now: ${bold(en.credits(credits))} for you. Thank you!`,
  granted: (credits, balance, note) =>
    lines(
      credits >= 0
        ? rich`You have been given ${bold(en.credits(credits))}. Balance: ${en.credits(balance)}.`
        : rich`${bold(en.credits(-credits))} taken from your balance. Balance: ${en.credits(balance)}.`,
      note,
    ),
  buttons: {
    history: 'History',
    support: 'Help with a payment',
    writeSupport: 'Write to a person',
    refund: 'Refund',
    invite: 'Invite friends',
  },
}

export const RUSSIAN_MONEY: MoneyWords = {
  balance: (balance, held, debt, entries) =>
    lines(
      rich`На балансе ${bold(ru.credits(balance))}.`,
      held === 0 ? null : `Отложено на идущие проверки: ${ru.credits(held)}.`,
      debt === 0
        ? null
        : `Одну из ваших оплат отозвали, когда кредиты уже были потрачены. Долг: ${ru.credits(debt)}; следующая покупка сначала закроет его.`,
      entries.length === 0 ? null : '',
      ...entries.map(lineInRussian),
    ),
  balanceFree: rich`Ваши проверки бесплатны, поэтому баланса у вас нет.`,
  packs: (balance) =>
    lines(
      rich`На балансе ${bold(ru.credits(balance))}. Сколько добавить?`,
      'Обычный профиль стоит один кредит. Кредиты не сгорают.',
    ),
  packButton: ({ credits, stars }) => `${ru.credits(credits)} · ⭐ ${ru.number(stars)}`,
  nothingForSale: rich`Здесь ничего не продаётся: кредиты выдаёт владелец бота.`,
  invoiceTitle: (credits) => ru.credits(credits),
  invoiceDescription: (credits) =>
    `${ru.credits(credits)} на проверки профилей Instagram. Не сгорают; за неиспользованные вернём звёзды в течение 21 дня.`,
  invoiceSingleTitle: 'Одна проверка',
  invoiceSingleDescription: (username) =>
    `Столько кредитов, чтобы хватило на проверку @${username}. Что останется, останется на балансе.`,
  priceLabel: (credits) => ru.credits(credits),
  payButton: (stars) => `Оплатить ⭐ ${ru.number(stars)}`,
  notPayable: {
    old: 'Этот счёт устарел. Запросите новый: /buy.',
    paid: 'Этот счёт уже оплачен. Ещё раз ничего не списано.',
    'other-person': 'Этот счёт выписан другому человеку. Запросите свой: /buy.',
    changed: 'Цена изменилась. Запросите новый счёт: /buy.',
    trouble: 'Сейчас я не могу принять оплату. Ничего не списано, попробуйте позже.',
  },
  opening: rich`О вашей оплате:`,
  receipt: ({ credits, stars, balance, debtPaid, charge, at }) =>
    lines(
      rich`Спасибо! Куплено: ${bold(ru.credits(credits))}, оплачено: ${ru.stars(stars)}.`,
      debtPaid === 0 ? null : `Из них ушло на долг: ${ru.credits(debtPaid)}.`,
      rich`На балансе: ${ru.credits(balance)}.`,
      '',
      rich`Оплата ${instant(at, 'both')}, квитанция ${code(charge)}`,
    ),
  returned: (stars) =>
    rich`Не могу понять, за что эта оплата, поэтому сразу возвращаю: ${bold(ru.stars(stars))}.`,
  refundTooLate: 'Вернуть оплату можно в течение 21 дня, а эта старше. Напишите человеку.',
  refundSpent:
    'Её кредиты потрачены или отложены на проверку, поэтому вернуть её нельзя. Напишите человеку.',
  refunded: (credits, stars, balance) =>
    lines(
      rich`Возвращаю вам ${bold(ru.stars(stars))}. С баланса списано: ${ru.credits(credits)}.`,
      `На балансе: ${ru.credits(balance)}.`,
    ),
  chargedBack: (stars, balance, debt) =>
    lines(
      `Вашу оплату (${ru.stars(stars)}) отозвали, поэтому списаны и её кредиты.`,
      debt === 0
        ? `На балансе: ${ru.credits(balance)}.`
        : `Часть из них уже была потрачена. Долг: ${ru.credits(debt)}; следующая покупка сначала закроет его.`,
    ),
  support: (contact, payments) =>
    lines(
      'По оплате отвечаю я, а не Telegram.',
      payments.length === 0
        ? 'Вы пока ничего не оплачивали.'
        : 'За неиспользованные кредиты звёзды возвращаются в течение 21 дня после оплаты. Ваши оплаты:',
      ...payments.map(
        ({ at, stars, charge }) =>
          rich`${instant(at, 'day')} · ${ru.stars(stars)} · ${code(charge)}`,
      ),
      contact === null ? null : `Можно написать и сюда: ${contact}.`,
    ),
  subscriptionTrouble: rich`Telegram сейчас не дал это изменить, всё осталось как было. Попробуйте через минуту или отмените подписку в Telegram: «Настройки», «Мои звёзды».`,
  supportQuestion: rich`Что случилось? Напишите одним сообщением: его прочитает человек и ответит здесь.`,
  supportKept: rich`Спасибо. Человек прочитает и ответит здесь.`,
  referral: (friends, of, credits, url) =>
    lines(
      `Вы получаете ${ru.credits(credits)} за ${of === 1 ? 'каждого друга, который пришёл по вашей ссылке и что-нибудь проверил' : `каждые ${ru.number(of)} друзей, которые пришли по вашей ссылке и что-нибудь проверили`}. Пока таких: ${ru.number(friends)}.`,
      rich`Ваша ссылка: ${code(url)}`,
    ),
  referralPaid: (friends, credits) =>
    rich`По вашей ссылке пришли и что-то проверили: ${ru.friends(friends)}. Вам ${bold(ru.credits(credits))}. Спасибо!`,
  granted: (credits, balance, note) =>
    lines(
      credits >= 0
        ? rich`Вам начислено: ${bold(ru.credits(credits))}. На балансе: ${ru.credits(balance)}.`
        : rich`С баланса списано: ${bold(ru.credits(-credits))}. Осталось: ${ru.credits(balance)}.`,
      note,
    ),
  buttons: {
    history: 'История',
    support: 'Вопрос по оплате',
    writeSupport: 'Написать человеку',
    refund: 'Вернуть звёзды',
    invite: 'Пригласить друзей',
  },
}

const WHY_ENGLISH: Readonly<Record<LineWhy, string>> = {
  granted: 'given to you',
  paid: 'bought',
  'taken-over': 'brought along',
  referral: 'for friends',
  corrected: 'corrected',
  refunded: 'paid back',
  'charged-back': 'payment taken back',
  check: 'check',
  held: 'set aside',
}

const WHY_RUSSIAN: Readonly<Record<LineWhy, string>> = {
  granted: 'начислено вам',
  paid: 'покупка',
  'taken-over': 'перенесено',
  referral: 'за друзей',
  corrected: 'исправление',
  refunded: 'возврат',
  'charged-back': 'отозванная оплата',
  check: 'проверка',
  held: 'отложено',
}

function lineInEnglish(line: Line): Rich {
  return rich`${instant(line.at, 'day')} · ${signed(line.credits, en.number)} · ${WHY_ENGLISH[line.why]}${about(line)}`
}

function lineInRussian(line: Line): Rich {
  return rich`${instant(line.at, 'day')} · ${signed(line.credits, ru.number)} · ${WHY_RUSSIAN[line.why]}${about(line)}`
}

function about({ username }: Line): string {
  return username === null ? '' : ` @${username}`
}

function signed(credits: number, say: (count: number) => string): string {
  return credits > 0 ? `+${say(credits)}` : `−${say(-credits)}`
}
