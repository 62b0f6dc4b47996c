import type { FindingWords, Meaning } from './finding-meaning.ts'
import { FINDINGS_EN } from './findings-en.ts'
import { FINDINGS_RU } from './findings-ru.ts'
import type { InEveryLanguage, Language } from './language.ts'
import type { ActsBy } from './remedy.ts'

/** What `doctor` says of every finding. */
export const FINDING_WORDS: InEveryLanguage<FindingWords> = { en: FINDINGS_EN, ru: FINDINGS_RU }

/** What was found, and how to mend it, as a sentence. */
export function findingWords(
  language: Language,
  meaning: Meaning,
  by: ActsBy = 'commands',
): string {
  // TypeScript does not see that the words are those of this very code.
  const words = FINDING_WORDS[language][meaning.code] as (meaning: Meaning, by: ActsBy) => string
  return words(meaning, by)
}
