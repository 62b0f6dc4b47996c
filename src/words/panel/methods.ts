import type { InEveryLanguage, Language } from '../language.ts'

const METHODS: InEveryLanguage<Readonly<Record<string, string>>> = {
  en: { browser: 'browser', import: 'cookies', assisted: 'with you', instagrapi: 'side-car' },
  ru: { browser: 'браузер', import: 'cookies', assisted: 'с вами', instagrapi: 'side-car' },
}

/** How a session was logged in, in a word or two; a way that is not known here by its own name. */
export function methodIn(language: Language, method: string): string {
  return METHODS[language][method] ?? method
}
