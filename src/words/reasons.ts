import {
  parseReason,
  parseRestReason,
  parseStopReason,
  type Reason,
  type RestReason,
  type StopReason,
} from '../accounts/reasons.ts'
import type { MachineTrouble } from '../sessions/machine-trouble.ts'
import type { InEveryLanguage, Language } from './language.ts'
import { loginDetailWords } from './login-details.ts'
import type { ReasonWords } from './reason-words.ts'
import { REASONS_IN_ENGLISH } from './reasons-in-english.ts'
import { REASONS_IN_RUSSIAN } from './reasons-in-russian.ts'

const WORDS: InEveryLanguage<ReasonWords> = { en: REASONS_IN_ENGLISH, ru: REASONS_IN_RUSSIAN }

/** Why an account rests, as a clause that people read. */
export function restWords({ kind, detail }: RestReason, language: Language = 'en'): string {
  return WORDS[language].rest[kind](loginDetailWords(language, detail ?? ''))
}

/** The same for what the database keeps. */
export function restTextWords(text: string, language: Language = 'en'): string {
  return restWords(parseRestReason(text), language)
}

/** Why an account has stopped, as a clause that people read. */
export function stopWords({ kind, detail }: StopReason, language: Language = 'en'): string {
  return WORDS[language].stop[kind](loginDetailWords(language, detail ?? ''))
}

/** The same for what the database keeps. */
export function stopTextWords(text: string, language: Language = 'en'): string {
  return stopWords(parseStopReason(text), language)
}

/** Why a check cannot go on, as a clause that people read. */
export function reasonWords({ kind, detail }: Reason, language: Language = 'en'): string {
  const words = { ...WORDS[language].stop, ...WORDS[language].rest }
  return words[kind](detail ?? '')
}

/** The same for what the database keeps. */
export function reasonTextWords(text: string, language: Language = 'en'): string {
  return reasonWords(parseReason(text), language)
}

/** What is wrong with the machine, as a clause in a language. */
export function troubleWords(trouble: MachineTrouble, language: Language): string {
  return WORDS[language].trouble[trouble]
}

/** What is wrong with the machine, when that is why nobody can log in. */
export const TROUBLE_WORDS = REASONS_IN_ENGLISH.trouble

/** What the operator does about it, as one sentence. */
export const TROUBLE_REMEDIES = REASONS_IN_ENGLISH.troubleRemedies
