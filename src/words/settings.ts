import type { InEveryLanguage } from './language.ts'
import { SETTINGS_IN_ENGLISH } from './settings-in-english.ts'
import { SETTINGS_IN_RUSSIAN } from './settings-in-russian.ts'

/** What a setting means, and what it is where nobody has set it. */
export type SettingWords = { readonly means: string; readonly usual: string }

/** Every setting by its name in the environment: a test compares them with the README. */
export const SETTING_WORDS: InEveryLanguage<Readonly<Record<string, SettingWords>>> = {
  en: SETTINGS_IN_ENGLISH,
  ru: SETTINGS_IN_RUSSIAN,
}
