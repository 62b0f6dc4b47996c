import type { LedgerFinding } from '../balance/compare-ledger.ts'
import type { EntryKind, EntryReason } from '../balance/entry.ts'
import type { Cost } from '../checks/cost.ts'
import { english, type InEveryLanguage, type Language, numberIn, russian } from './language.ts'

/** So many credits: 1 credit, 5 credits; 1 кредит, 5 кредитов. */
export function creditsWords(credits: number, language: Language): string {
  const count = Math.abs(credits)
  const noun =
    language === 'ru'
      ? russian(count, { one: 'кредит', few: 'кредита', many: 'кредитов' })
      : english(count, { one: 'credit', other: 'credits' })
  return `${numberIn(language, credits)} ${noun}`
}

/** What the end of a check has cost and why, as a clause that people read. */
export function costWords(cost: Cost, language: Language): string {
  const why = REASONS[language][cost.why]
  if (cost.chargedCredits > 0) return `${creditsWords(cost.chargedCredits, language)}: ${why}`
  return language === 'ru' ? `бесплатно: ${why}` : `nothing: ${why}`
}

/** What an entry of the ledger is. */
export function entryKindWords(kind: EntryKind, language: Language): string {
  return KINDS[language][kind]
}

/** Why an entry was made. */
export function entryReasonWords(reason: EntryReason, language: Language): string {
  return REASONS[language][reason]
}

/** Where the ledger does not agree with itself. */
export function findingWords(finding: LedgerFinding, language: Language): string {
  const { kind, customerId, checkId, expected, found } = finding
  const where = checkId === null ? customerId : `${customerId}, ${checkId}`
  return `${where}: ${FINDINGS[language][kind](expected, found)}`
}

const KINDS: InEveryLanguage<Readonly<Record<EntryKind, string>>> = {
  en: {
    credit: 'credited',
    hold: 'held',
    release: 'given back',
    capture: 'charged',
    adjust: 'adjusted',
  },
  ru: {
    credit: 'зачислено',
    hold: 'отложено',
    release: 'возвращено',
    capture: 'списано',
    adjust: 'исправлено',
  },
}

const REASONS: InEveryLanguage<Readonly<Record<EntryReason, string>>> = {
  en: {
    granted: 'given by the operator',
    paid: 'paid',
    'taken-over': 'brought along from the former system',
    referral: 'for friends who came',
    corrected: 'corrected by the operator',
    refunded: 'the payment was given back',
    'charged-back': 'the payment was taken back by the bank or the store',
    ordered: 'set aside for a check',
    delivered: 'the check was delivered',
    free: 'the check was delivered and costs nothing',
    'under-threshold': 'a list came out too incomplete to be charged for',
    private: 'the profile is private',
    gone: 'there is no such profile',
    unseen: 'the profile cannot be seen',
    'blocked-us': 'the profile has blocked our accounts',
    'out-of-patience': 'no account could read it in time',
    cancelled: 'the check was cancelled',
    merged: 'it was the same order as another one',
  },
  ru: {
    granted: 'начислил оператор',
    paid: 'оплачено',
    'taken-over': 'перенесено из прежней системы',
    referral: 'за приглашённых друзей',
    corrected: 'исправил оператор',
    refunded: 'платёж возвращён',
    'charged-back': 'платёж отозван банком или магазином',
    ordered: 'отложено на проверку',
    delivered: 'проверка выполнена',
    free: 'проверка выполнена и ничего не стоит',
    'under-threshold': 'список получился слишком неполным, чтобы брать за него плату',
    private: 'профиль закрыт',
    gone: 'такого профиля нет',
    unseen: 'профиль не виден',
    'blocked-us': 'профиль заблокировал наши аккаунты',
    'out-of-patience': 'ни один аккаунт не смог прочитать его вовремя',
    cancelled: 'проверка отменена',
    merged: 'это тот же заказ, что и другой',
  },
}

type FindingWords = (expected: number, found: number) => string

const FINDINGS: InEveryLanguage<Readonly<Record<LedgerFinding['kind'], FindingWords>>> = {
  en: {
    'balance-off': (sum, found) => `the entries come to ${sum}, and the balance is ${found}`,
    'hold-off': (held, found) => `${-held} should have been held, and ${-found} was`,
    'release-off': (given, found) => `${given} should have been given back, and ${found} was`,
    'capture-off': (taken, found) => `${-taken} should have been charged, and ${-found} was`,
  },
  ru: {
    'balance-off': (sum, found) => `сумма записей ${sum}, а на балансе ${found}`,
    'hold-off': (held, found) => `должно быть отложено ${-held}, а отложено ${-found}`,
    'release-off': (given, found) => `должно быть возвращено ${given}, а возвращено ${found}`,
    'capture-off': (taken, found) => `должно быть списано ${-taken}, а списано ${-found}`,
  },
}
