import type { Standing } from '../../accounts/standing.ts'
import { bold, code, instant, lines, type Rich, rich } from '../rich.ts'
import { ENGLISH_COUNTS as en, RUSSIAN_COUNTS as ru } from './counts.ts'
import {
  PAID_ENGLISH,
  PAID_RUSSIAN,
  type PaymentState,
  REFRESHED_ENGLISH,
  REFRESHED_RUSSIAN,
  type Refreshed,
  STANDS_ENGLISH,
  STANDS_RUSSIAN,
  STATUS_ENGLISH,
  STATUS_RUSSIAN,
} from './states.ts'

/** The commands of operators, in the order of the menu. */
export const OPERATOR_COMMANDS = [
  'admin_session_status',
  'admin_refresh_session',
  'admin_find',
  'admin_grant',
  'admin_pause',
  'admin_resume',
  'admin_refund',
  'admin_summary',
] as const

export type OperatorCommand = (typeof OPERATOR_COMMANDS)[number]

/** So many of so many went well. */
export type Rate = { readonly attempts: number; readonly successes: number }

/** The eight figures of an account, or of all together. */
export type Figures = {
  /** Null for all together. */
  readonly account: string | null
  readonly status: 'valid' | 'invalid' | 'none' | null
  readonly valid: number
  readonly all: number
  /** Why it is not used, as a clause; null while it is. */
  readonly trouble: string | null
  readonly ageMs: number | null
  readonly lastVerifiedAt: Date | null
  readonly nextRefreshAt: Date | null
  readonly proactive: Rate
  readonly reactive: Rate
  readonly refreshes: Rate
  readonly checks: Rate
}

/** What a day came to. */
export type Day = {
  readonly done: number
  readonly failed: number
  readonly open: number
  readonly customersNew: number
  readonly starsPaid: number
  readonly logins: number
  readonly feedbackWrong: number
}

/** A customer as operators see him. */
export type Person = {
  readonly id: string
  readonly name: string
  readonly chat: string | null
  readonly balance: number
  readonly debt: number
  readonly open: number
  readonly since: Date
  readonly payments: readonly {
    readonly charge: string
    readonly stars: number
    readonly at: Date
    readonly state: PaymentState
  }[]
}

/** What operators read. */
export type OperatorWords = {
  readonly commands: Readonly<Record<OperatorCommand, string>>
  readonly notForYou: Rich
  readonly status: (all: Figures, accounts: readonly Figures[], more: number) => Rich
  readonly noAccounts: Rich
  readonly refreshWhich: Rich
  readonly refreshOrdered: (account: string) => Rich
  /** `why` is a clause about what kept it from it. */
  readonly refreshed: (account: string, came: Refreshed, why: string | null) => Rich
  readonly noSuchAccount: (account: string) => Rich
  readonly paused: (account: string) => Rich
  readonly resumed: (account: string) => Rich
  readonly notMoved: (account: string, standing: Standing) => Rich
  readonly usage: Readonly<Record<'find' | 'grant' | 'pause' | 'resume' | 'refund', Rich>>
  readonly person: (person: Person) => Rich
  readonly nobody: (named: string) => Rich
  readonly several: (named: string) => Rich
  readonly grantDone: (credits: number, name: string, balance: number) => Rich
  readonly grantImpossible: (name: string, balance: number) => Rich
  readonly refundDone: (stars: number, charge: string) => Rich
  readonly refundImpossible: (charge: string, why: string) => Rich
  readonly refundWhy: Readonly<Record<'spent' | 'unknown', string>>
  readonly summary: (on: Date, day: Day, all: Figures) => Rich
  readonly feedback: (username: string, check: string, from: string, said: string | null) => Rich
  readonly support: (from: string, said: string) => Rich
  readonly replySent: Rich
  readonly notReached: Rich
  readonly chargeback: (from: string, stars: number, debt: number) => Rich
  readonly alertSeen: (by: string) => string
  readonly alertSilenced: string
  readonly alertGone: string
  readonly buttons: Readonly<
    Record<
      | 'seen'
      | 'silence'
      | 'whatToDo'
      | 'refresh'
      | 'pause'
      | 'resume'
      | 'status'
      | 'answer'
      | 'give',
      string
    >
  >
}

export const ENGLISH_OPERATOR: OperatorWords = {
  commands: {
    admin_session_status: 'how the sessions are',
    admin_refresh_session: 'renew a session: [account]',
    admin_find: 'find a customer: name, tg:ID',
    admin_grant: 'give credits: customer number [why]',
    admin_pause: 'stop using an account: name',
    admin_resume: 'use an account again: name',
    admin_refund: 'pay a payment back: receipt',
    admin_summary: 'the last day in figures',
  },
  notForYou: rich`That is for those who run this bot.`,
  status: (all, accounts, more) =>
    lines(
      [bold('Sessions')],
      ...figuresInEnglish(all),
      ...accounts.flatMap((each) => ['', ...figuresInEnglish(each)]),
      more === 0 ? null : '',
      more === 0 ? null : `… and ${en.number(more)} more: /admin_session_status ACCOUNT`,
    ),
  noAccounts: lines(
    'There is no account to read with.',
    rich`Add one on the machine: ${code('evercheck account add USERNAME')}`,
  ),
  refreshWhich: rich`Which session shall be renewed?`,
  refreshOrdered: (account) =>
    rich`${bold(account)} is being renewed. I will say here what it came to.`,
  refreshed: (account, came, why) =>
    rich`${bold(account)}: ${REFRESHED_ENGLISH[came]}${why === null ? '' : `: ${why}`}.`,
  noSuchAccount: (account) => rich`There is no account ${bold(account)}.`,
  paused: (account) =>
    rich`${bold(account)} is paused: nothing is read with it until you resume it.`,
  resumed: (account) => rich`${bold(account)} is in use again.`,
  notMoved: (account, standing) =>
    rich`${bold(account)} ${STANDS_ENGLISH[standing]}, so nothing was changed.`,
  usage: {
    find: rich`Find whom? ${code('/admin_find NAME')} or ${code('/admin_find tg:12345')}`,
    grant: rich`To whom, and how many? ${code('/admin_grant tg:12345 5 for the trouble')}`,
    pause: rich`Which account? ${code('/admin_pause ACCOUNT')}`,
    resume: rich`Which account? ${code('/admin_resume ACCOUNT')}`,
    refund: rich`Which payment? ${code('/admin_refund RECEIPT')}; /admin_find shows receipts.`,
  },
  person: (person) =>
    lines(
      rich`${bold(person.name)} · ${code(person.id)}`,
      person.chat === null ? null : `Chat: ${person.chat}`,
      `Balance: ${en.credits(person.balance)}${person.debt === 0 ? '' : `, owes ${en.credits(person.debt)}`}`,
      `Open: ${en.checks(person.open)}`,
      rich`Since ${instant(person.since, 'day')}`,
      ...person.payments.map(
        ({ charge, stars, at, state }) =>
          rich`${instant(at, 'day')} · ${en.stars(stars)} · ${PAID_ENGLISH[state]} · ${code(charge)}`,
      ),
    ),
  nobody: (named) => rich`There is no customer ${bold(named)}.`,
  several: (named) => rich`Several customers are called ${bold(named)}. Name one by tg:ID or id.`,
  grantDone: (credits, name, balance) =>
    rich`${credits > 0 ? 'Given to' : 'Taken from'} ${name}: ${bold(en.credits(Math.abs(credits)))}. Balance: ${en.credits(balance)}.`,
  grantImpossible: (name, balance) =>
    rich`${name} has ${en.credits(balance)}: less cannot be taken below zero.`,
  refundDone: (stars, charge) => rich`${bold(en.stars(stars))} paid back: ${code(charge)}`,
  refundImpossible: (charge, why) => rich`${code(charge)} cannot be paid back: ${why}.`,
  refundWhy: { spent: 'its credits are spent or set aside', unknown: 'there is no such payment' },
  summary: (on, day, all) =>
    lines(
      rich`${bold('The last day')}, until ${instant(on, 'both')}`,
      `${en.checks(day.done)} done, ${en.number(day.failed)} failed, ${en.number(day.open)} open`,
      `${day.logins === 1 ? '1 login' : `${en.number(day.logins)} logins`} · ${en.number(all.valid)} of ${en.number(all.all)} sessions valid`,
      `${en.number(day.customersNew)} new customers · ${en.stars(day.starsPaid)} paid`,
      day.feedbackWrong === 0
        ? 'Nobody has found a result wrong.'
        : `${en.number(day.feedbackWrong)} results called wrong`,
    ),
  feedback: (username, check, from, said) =>
    lines(
      rich`${bold('A result is called wrong')}: @${username}, ${code(check)}, by ${from}`,
      said,
    ),
  support: (from, said) =>
    lines(
      rich`${bold('A question about a payment')} from ${from}`,
      said,
      '',
      'Reply to this message to answer.',
    ),
  replySent: rich`Sent.`,
  notReached: rich`That chat cannot be reached: the bot was blocked there.`,
  chargeback: (from, stars, debt) =>
    rich`${bold('Chargeback')}: ${en.stars(stars)} of ${from} were taken back${debt === 0 ? '' : `; ${en.credits(debt)} are owed`}.`,
  alertSeen: (by) => `Seen by ${by}`,
  alertSilenced: 'Silenced for an hour.',
  alertGone: 'This is over already.',
  buttons: {
    seen: 'Seen',
    silence: 'Silence for an hour',
    whatToDo: 'What to do',
    refresh: 'Renew',
    pause: 'Pause',
    resume: 'Resume',
    status: 'Sessions',
    answer: 'Answer',
    give: 'Give 1 credit',
  },
}

export const RUSSIAN_OPERATOR: OperatorWords = {
  commands: {
    admin_session_status: 'состояние сессий',
    admin_refresh_session: 'обновить сессию: [аккаунт]',
    admin_find: 'найти клиента: имя, tg:ID',
    admin_grant: 'начислить кредиты: клиент число [за что]',
    admin_pause: 'приостановить аккаунт: имя',
    admin_resume: 'вернуть аккаунт в работу: имя',
    admin_refund: 'вернуть оплату: квитанция',
    admin_summary: 'последние сутки в цифрах',
  },
  notForYou: rich`Это для тех, кто управляет ботом.`,
  status: (all, accounts, more) =>
    lines(
      [bold('Сессии')],
      ...figuresInRussian(all),
      ...accounts.flatMap((each) => ['', ...figuresInRussian(each)]),
      more === 0 ? null : '',
      more === 0 ? null : `… и ещё ${ru.number(more)}: /admin_session_status АККАУНТ`,
    ),
  noAccounts: lines(
    'Читать нечем: нет ни одного аккаунта.',
    rich`Добавьте его на сервере: ${code('evercheck account add USERNAME')}`,
  ),
  refreshWhich: rich`Какую сессию обновить?`,
  refreshOrdered: (account) => rich`Обновляю ${bold(account)}. Что вышло, напишу здесь.`,
  refreshed: (account, came, why) =>
    rich`${bold(account)}: ${REFRESHED_RUSSIAN[came]}${why === null ? '' : `: ${why}`}.`,
  noSuchAccount: (account) => rich`Аккаунт ${bold(account)} не найден.`,
  paused: (account) =>
    rich`${bold(account)} приостановлен: с него ничего не читается, пока вы его не вернёте.`,
  resumed: (account) => rich`${bold(account)} снова в работе.`,
  notMoved: (account, standing) =>
    rich`${bold(account)} ${STANDS_RUSSIAN[standing]}, ничего не изменено.`,
  usage: {
    find: rich`Кого? ${code('/admin_find ИМЯ')} или ${code('/admin_find tg:12345')}`,
    grant: rich`Кому и сколько? ${code('/admin_grant tg:12345 5 за неудобство')}`,
    pause: rich`Какой аккаунт? ${code('/admin_pause АККАУНТ')}`,
    resume: rich`Какой аккаунт? ${code('/admin_resume АККАУНТ')}`,
    refund: rich`Какую оплату? ${code('/admin_refund КВИТАНЦИЯ')}; квитанции видны в /admin_find.`,
  },
  person: (person) =>
    lines(
      rich`${bold(person.name)} · ${code(person.id)}`,
      person.chat === null ? null : `Чат: ${person.chat}`,
      `На балансе: ${ru.credits(person.balance)}${person.debt === 0 ? '' : `, долг: ${ru.credits(person.debt)}`}`,
      `Идёт: ${ru.checks(person.open)}`,
      rich`С нами с ${instant(person.since, 'day')}`,
      ...person.payments.map(
        ({ charge, stars, at, state }) =>
          rich`${instant(at, 'day')} · ${ru.stars(stars)} · ${PAID_RUSSIAN[state]} · ${code(charge)}`,
      ),
    ),
  nobody: (named) => rich`Клиент ${bold(named)} не найден.`,
  several: (named) => rich`Клиентов с именем ${bold(named)} несколько. Укажите tg:ID или номер.`,
  grantDone: (credits, name, balance) =>
    rich`${credits > 0 ? 'Начислено' : 'Списано'}: ${bold(ru.credits(Math.abs(credits)))}, клиент ${name}. На балансе: ${ru.credits(balance)}.`,
  grantImpossible: (name, balance) =>
    rich`${name}: на балансе ${ru.credits(balance)}, ниже нуля списать нельзя.`,
  refundDone: (stars, charge) => rich`Возвращено: ${bold(ru.stars(stars))}, ${code(charge)}`,
  refundImpossible: (charge, why) => rich`${code(charge)} вернуть нельзя: ${why}.`,
  refundWhy: { spent: 'кредиты потрачены или отложены', unknown: 'такой оплаты нет' },
  summary: (on, day, all) =>
    lines(
      rich`${bold('Последние сутки')}, до ${instant(on, 'both')}`,
      `Проверки: готово ${ru.number(day.done)}, не удалось ${ru.number(day.failed)}, идёт ${ru.number(day.open)}`,
      `Входов: ${ru.number(day.logins)} · живых сессий: ${ru.number(all.valid)} из ${ru.number(all.all)}`,
      `Новых клиентов: ${ru.number(day.customersNew)} · оплачено: ${ru.stars(day.starsPaid)}`,
      day.feedbackWrong === 0
        ? 'Ошибок в результатах никто не нашёл.'
        : `Результатов названо неверными: ${ru.number(day.feedbackWrong)}`,
    ),
  feedback: (username, check, from, said) =>
    lines(
      rich`${bold('Результат назвали неверным')}: @${username}, ${code(check)}, клиент ${from}`,
      said,
    ),
  support: (from, said) =>
    lines(
      rich`${bold('Вопрос по оплате')}, клиент ${from}`,
      said,
      '',
      'Чтобы ответить, ответьте на это сообщение.',
    ),
  replySent: rich`Отправлено.`,
  notReached: rich`Сообщение не дошло: в этом чате бота заблокировали.`,
  chargeback: (from, stars, debt) =>
    rich`${bold('Оплату отозвали')}: ${ru.stars(stars)}, клиент ${from}${debt === 0 ? '' : `; долг: ${ru.credits(debt)}`}.`,
  alertSeen: (by) => `Отмечено: ${by}`,
  alertSilenced: 'Молчу об этом час.',
  alertGone: 'Этого оповещения уже нет.',
  buttons: {
    seen: 'Вижу',
    silence: 'Молчать час',
    whatToDo: 'Что делать',
    refresh: 'Обновить',
    pause: 'Приостановить',
    resume: 'Вернуть в работу',
    status: 'Сессии',
    answer: 'Ответить',
    give: 'Начислить 1 кредит',
  },
}

const MARKS = { valid: '🟢', invalid: '🔴', none: '⚪' } as const

/** The eight figures, in the order in which they have always been shown. */
function figuresInEnglish(of: Figures): readonly (Rich | null)[] {
  const status =
    of.status === null
      ? `Status: ${en.number(of.valid)} of ${en.number(of.all)} valid`
      : `${MARKS[of.status]} Status: ${STATUS_ENGLISH[of.status]}`
  return [
    of.account === null ? null : [bold(of.account)],
    [status],
    of.trouble === null ? null : [of.trouble],
    [`Age: ${of.ageMs === null ? '–' : en.about(of.ageMs)}`],
    rich`Last verified: ${when(of.lastVerifiedAt)}`,
    rich`Next refresh: ${when(of.nextRefreshAt)}`,
    [`Proactive refreshes: ${en.number(of.proactive.attempts)}`],
    [`Reactive refreshes: ${en.number(of.reactive.attempts)}`],
    [`Refreshes that succeeded: ${share(of.refreshes)}`],
    [`Checks that succeeded: ${share(of.checks)}`],
  ]
}

function figuresInRussian(of: Figures): readonly (Rich | null)[] {
  const status =
    of.status === null
      ? `Действующих сессий: ${ru.number(of.valid)} из ${ru.number(of.all)}`
      : `${MARKS[of.status]} Состояние: ${STATUS_RUSSIAN[of.status]}`
  return [
    of.account === null ? null : [bold(of.account)],
    [status],
    of.trouble === null ? null : [of.trouble],
    [`Возраст: ${of.ageMs === null ? '–' : ru.about(of.ageMs)}`],
    rich`Проверена: ${when(of.lastVerifiedAt)}`,
    rich`Следующее продление: ${when(of.nextRefreshAt)}`,
    [`Плановых продлений: ${ru.number(of.proactive.attempts)}`],
    [`Входов после обрыва: ${ru.number(of.reactive.attempts)}`],
    [`Удачных продлений: ${share(of.refreshes)}`],
    [`Удачных проверок: ${share(of.checks)}`],
  ]
}

function when(at: Date | null): Rich {
  return at === null ? ['–'] : [instant(at, 'both')]
}

function share({ attempts, successes }: Rate): string {
  return attempts === 0
    ? '–'
    : `${Math.round((successes / attempts) * 100)} % (${successes}/${attempts})`
}
