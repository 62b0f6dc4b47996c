import { english, type InEveryLanguage, numberIn, russian } from '../language.ts'
import { THE_HOUSE } from './shell.ts'

const en = (count: number) => numberIn('en', count)
const ru = (count: number) => numberIn('ru', count)
const credits = (count: number) => english(count, { one: 'credit', other: 'credits' })
const кредитов = (count: number) =>
  russian(Math.abs(count), { one: 'кредит', few: 'кредита', many: 'кредитов' })

type Kind = 'credit' | 'hold' | 'release' | 'capture' | 'adjust'

const ENGLISH = {
  search: 'Name or number',
  figures: {
    toSpend: 'Credits of customers',
    ofCustomers: (count: number) =>
      `to spend, ${en(count)} ${english(count, { one: 'customer', other: 'customers' })}`,
    held: 'Held now',
    forChecks: (count: number) =>
      `for ${en(count)} open ${english(count, { one: 'check', other: 'checks' })}`,
    taken: 'Taken in 30 days',
    delivered: (count: number) =>
      `for ${en(count)} delivered ${english(count, { one: 'check', other: 'checks' })}`,
    givenBack: 'Given back in 30 days',
    why: (incomplete: number, failed: number) =>
      `${en(incomplete)} incomplete, ${en(failed)} not read`,
    addsUp: 'Does it add up?',
    toTheCredit: 'To the credit',
    off: (findings: number) =>
      `${en(findings)} ${english(findings, { one: 'difference', other: 'differences' })}`,
    compared: (count: number, when: string) =>
      `${en(count)} ${english(count, { one: 'balance', other: 'balances' })} compared ${when}`,
    notYet: 'compared every night',
  },
  columns: {
    customer: 'Customer',
    by: 'By',
    toSpend: 'To spend',
    open: 'Open',
    since: 'Since',
    when: 'When',
    entry: 'Entry',
    check: 'Check',
    why: 'Why',
    credits: 'Credits',
    worth: 'To spend',
    actor: 'By',
  },
  toSpend: 'to spend',
  credited: 'moved in all',
  held: (count: number): string => (count === 1 ? 'held for a check' : 'held for checks'),
  debt: 'owed',
  from: (day: string) => `since ${day}`,
  pays: 'pays for checks',
  free: 'checks cost nothing',
  writes: { en: 'reads English', ru: 'reads Russian' },
  ledger: 'Ledger',
  ledgerNote: 'rows are only ever added; the balance is their sum',
  house: THE_HOUSE.en as string,
  grant: 'Grant credits',
  forget: 'Forget',
  forgetTitle: (name: string) => `Forget ${name}?`,
  forgetMeans:
    'Open checks are cancelled and what was held is given back; checks with their lists, keys, watches and links are deleted. The ledger stays, without a name. This cannot be undone.',
  forgotten: (checks: number) => `Forgotten, with ${numberIn('en', checks)} checks.`,
  grantTo: (count: number, name: string) => `Grant ${en(count)} ${credits(count)} to ${name}`,
  takeFrom: (count: number, name: string) => `Take ${en(-count)} ${credits(-count)} from ${name}`,
  amount: 'Credits',
  amountHint: 'a number below zero takes away',
  amountRule: 'A whole number of at most nine digits that is not 0.',
  reason: 'Why',
  reasonHint: 'stands beside the entry for ever',
  kindOf: 'Kind',
  reasons: {
    granted: 'granted',
    paid: 'paid',
    corrected: 'corrected',
    refunded: 'refunded',
    'charged-back': 'charged back',
  },
  granted: (name: string) => `The balance of ${name} has changed.`,
  kinds: {
    credit: 'credit',
    hold: 'hold',
    release: 'release',
    capture: 'capture',
    adjust: 'adjust',
  } satisfies Record<Kind, string>,
  add: 'Add a customer',
  addMeans: 'For those who do not come by Telegram: then make them an API token.',
  name: 'Name',
  language: 'Language',
  added: (name: string) => `${name} is entered.`,
  noneTitle: 'No customer yet',
  noneMeans: 'They come by Telegram by themselves; others you enter here.',
  notFound: (text: string) => `No customer fits “${text}”.`,
  choose: 'Choose a customer.',
  chooseToGrant: 'Choose who is to get credits.',
  checks: 'Checks of this customer',
  noEntries: 'Nothing has moved yet.',
  allOf: 'Does it add up?',
}

export type CustomerWords = typeof ENGLISH

const RUSSIAN: CustomerWords = {
  search: 'Имя или номер',
  figures: {
    toSpend: 'Кредиты клиентов',
    ofCustomers: (count) =>
      `можно потратить, ${ru(count)} ${russian(count, { one: 'клиент', few: 'клиента', many: 'клиентов' })}`,
    held: 'Отложено сейчас',
    forChecks: (count) =>
      `на ${ru(count)} ${russian(count, { one: 'открытую проверку', few: 'открытые проверки', many: 'открытых проверок' })}`,
    taken: 'Списано за 30 дней',
    delivered: (count) =>
      `за ${ru(count)} ${russian(count, { one: 'проверку', few: 'проверки', many: 'проверок' })}`,
    givenBack: 'Возвращено за 30 дней',
    why: (incomplete, failed) => `неполных: ${ru(incomplete)}, не прочитано: ${ru(failed)}`,
    addsUp: 'Счёт сходится?',
    toTheCredit: 'Кредит в кредит',
    off: (findings) =>
      `${ru(findings)} ${russian(findings, { one: 'расхождение', few: 'расхождения', many: 'расхождений' })}`,
    compared: (count, when) => `сверено ${when}, клиентов: ${ru(count)}`,
    notYet: 'сверяется каждую ночь',
  },
  columns: {
    customer: 'Клиент',
    by: 'Через',
    toSpend: 'Можно потратить',
    open: 'Открыто',
    since: 'С',
    when: 'Когда',
    entry: 'Запись',
    check: 'Проверка',
    why: 'Почему',
    credits: 'Кредиты',
    worth: 'Остаток',
    actor: 'Кем',
  },
  toSpend: 'можно потратить',
  credited: 'движение за всё время',
  held: () => 'отложено на проверки',
  debt: 'долг',
  from: (day) => `с ${day}`,
  pays: 'платит за проверки',
  free: 'проверки бесплатны',
  writes: { en: 'читает по-английски', ru: 'читает по-русски' },
  ledger: 'Движение кредитов',
  ledgerNote: 'строки только добавляются; остаток — их сумма',
  house: THE_HOUSE.ru,
  grant: 'Начислить кредиты',
  forget: 'Забыть',
  forgetTitle: (name) => `Забыть ${name}?`,
  forgetMeans:
    'Открытые проверки отменяются, отложенное возвращается; проверки со списками, ключи, наблюдения и ссылки удаляются. Движение кредитов остаётся, без имени. Отменить это нельзя.',
  forgotten: (checks) => `Забыт, проверок удалено: ${numberIn('ru', checks)}.`,
  grantTo: (count, name) => `Начислить ${ru(count)} ${кредитов(count)}: ${name}`,
  takeFrom: (count, name) => `Списать ${ru(-count)} ${кредитов(count)}: ${name}`,
  amount: 'Кредиты',
  amountHint: 'меньше нуля — списать',
  amountRule: 'Целое число не длиннее девяти цифр и не 0.',
  reason: 'Почему',
  reasonHint: 'остаётся рядом с записью навсегда',
  kindOf: 'Вид',
  reasons: {
    granted: 'начислено',
    paid: 'оплачено',
    corrected: 'исправлено',
    refunded: 'возвращено',
    'charged-back': 'отозвано банком',
  },
  granted: (name) => `Баланс изменён: ${name}.`,
  kinds: {
    credit: 'зачислено',
    hold: 'отложено',
    release: 'возвращено',
    capture: 'списано',
    adjust: 'исправлено',
  },
  add: 'Добавить клиента',
  addMeans: 'Для тех, кто приходит не через Telegram: потом создайте им ключ API.',
  name: 'Имя',
  language: 'Язык',
  added: (name) => `${name}: клиент добавлен.`,
  noneTitle: 'Клиентов ещё нет',
  noneMeans: 'Через Telegram они приходят сами; остальных добавляют здесь.',
  notFound: (text) => `Клиенты с «${text}» не найдены.`,
  choose: 'Выберите клиента.',
  chooseToGrant: 'Выберите, кому начислить кредиты.',
  checks: 'Проверки этого клиента',
  noEntries: 'Движений ещё не было.',
  allOf: 'Счёт сходится?',
}

export const CUSTOMER_WORDS: InEveryLanguage<CustomerWords> = { en: ENGLISH, ru: RUSSIAN }
