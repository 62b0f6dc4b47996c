import type { InEveryLanguage, Language } from '../language.ts'
import { type CheckWords, ENGLISH_CHECK, RUSSIAN_CHECK } from './check.ts'
import { ENGLISH_IMPORTS, type ImportWords, RUSSIAN_IMPORTS } from './imports.ts'
import { ENGLISH_LISTS, type ListWords, RUSSIAN_LISTS } from './lists.ts'
import { ENGLISH_LOGIN, type LoginWords, RUSSIAN_LOGIN } from './login.ts'
import { ENGLISH_MENU, type MenuWords, RUSSIAN_MENU } from './menu.ts'
import { ENGLISH_MONEY, type MoneyWords, RUSSIAN_MONEY } from './money.ts'
import { ENGLISH_OPERATOR, type OperatorWords, RUSSIAN_OPERATOR } from './operator.ts'
import { ENGLISH_PROGRESS, type ProgressWords, RUSSIAN_PROGRESS } from './progress.ts'
import { ENGLISH_RESULT, type ResultWords, RUSSIAN_RESULT } from './result.ts'
import {
  ENGLISH_SUBSCRIPTION,
  RUSSIAN_SUBSCRIPTION,
  type SubscriptionWords,
} from './subscription.ts'
import { ENGLISH_WATCH, RUSSIAN_WATCH, type WatchWords } from './watch.ts'

/** Everything that the bot says. */
export type BotWords = {
  readonly menu: MenuWords
  readonly check: CheckWords
  readonly progress: ProgressWords
  readonly result: ResultWords
  readonly lists: ListWords
  readonly money: MoneyWords
  readonly operator: OperatorWords
  readonly login: LoginWords
  readonly watch: WatchWords
  readonly subscription: SubscriptionWords
  readonly imports: ImportWords
}

const WORDS: InEveryLanguage<BotWords> = {
  en: {
    menu: ENGLISH_MENU,
    check: ENGLISH_CHECK,
    progress: ENGLISH_PROGRESS,
    result: ENGLISH_RESULT,
    lists: ENGLISH_LISTS,
    money: ENGLISH_MONEY,
    operator: ENGLISH_OPERATOR,
    login: ENGLISH_LOGIN,
    watch: ENGLISH_WATCH,
    subscription: ENGLISH_SUBSCRIPTION,
    imports: ENGLISH_IMPORTS,
  },
  ru: {
    menu: RUSSIAN_MENU,
    check: RUSSIAN_CHECK,
    progress: RUSSIAN_PROGRESS,
    result: RUSSIAN_RESULT,
    lists: RUSSIAN_LISTS,
    money: RUSSIAN_MONEY,
    operator: RUSSIAN_OPERATOR,
    login: RUSSIAN_LOGIN,
    watch: RUSSIAN_WATCH,
    subscription: RUSSIAN_SUBSCRIPTION,
    imports: RUSSIAN_IMPORTS,
  },
}

/** What the bot says in a language. */
export function botWords(language: Language): BotWords {
  return WORDS[language]
}
