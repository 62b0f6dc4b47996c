import type { InEveryLanguage, Language } from '../language.ts'

/** Kinds of jobs, as people say what they do. */
const JOBS: InEveryLanguage<Readonly<Record<string, string>>> = {
  en: {
    'clean-up': 'Deletes what is kept no longer',
    'compare-ledger': 'Compares every balance with its ledger',
    'deliver-alert': 'Tells people of an alert',
    'deliver-webhook': 'Tells a program that a check has ended',
    'plan-renewals': 'Renews sessions at night',
    'read-watches': 'Orders the checks of watched profiles',
    'verify-audit': 'Verifies the audit log',
  },
  ru: {
    'clean-up': 'Удаляет то, что больше не хранится',
    'compare-ledger': 'Сверяет балансы с движением кредитов',
    'deliver-alert': 'Сообщает людям об оповещении',
    'deliver-webhook': 'Сообщает программе, что проверка закончилась',
    'plan-renewals': 'Продлевает сессии ночью',
    'read-watches': 'Заказывает проверки профилей, за которыми следят',
    'verify-audit': 'Проверяет журнал действий',
  },
}

/** What jobs of a kind do; the kind itself where a newer server has one more. */
export function jobIn(language: Language, kind: string): string {
  return JOBS[language][kind] ?? kind
}
