import type { Standing } from '../accounts/standing.ts'
import type { InEveryLanguage, Language } from './language.ts'

/** What the operator does about an account in this standing, as one sentence. */
export function remedy(standing: Standing, username: string, language: Language = 'en'): string {
  return REMEDIES[language][standing](username)
}

type Remedies = Readonly<Record<Standing, (username: string) => string>>

const resume = (username: string) => `evercheck account resume ${username}`
const add = (username: string) => `evercheck account add ${username}`

const REMEDIES: InEveryLanguage<Remedies> = {
  en: {
    active: () => 'Nothing needs to be done.',
    paused: (name) => `To use it again run: ${resume(name)}`,
    'wrong-password': (name) => `Store the right password: ${add(name)}`,
    'code-needed': (name) => `Store its TOTP secret: ${add(name)} --totp-file FILE`,
    challenged: (name) =>
      `Open instagram.com in a browser, log in as ${name}, answer what Instagram asks, then run: ${resume(name)}`,
    blocked: () => 'It is used again by itself when the block is over; let it rest until then.',
    suspended: (name) =>
      `Open instagram.com as ${name} and follow what Instagram says about the account, then run: ${resume(name)}`,
    failing: (name) => `Run: evercheck doctor, mend what it names, then run: ${resume(name)}`,
  },
  ru: {
    active: () => 'Делать ничего не нужно.',
    paused: (name) => `Чтобы снова им пользоваться, выполните: ${resume(name)}`,
    'wrong-password': (name) => `Сохраните верный пароль: ${add(name)}`,
    'code-needed': (name) => `Сохраните его секрет TOTP: ${add(name)} --totp-file FILE`,
    challenged: (name) =>
      `Откройте instagram.com в браузере, войдите как ${name}, ответьте на вопросы Instagram и выполните: ${resume(name)}`,
    blocked: () =>
      'Когда ограничение кончится, аккаунт вернётся в работу сам; дайте ему отдохнуть.',
    suspended: (name) =>
      `Откройте instagram.com как ${name}, сделайте то, что пишет Instagram об аккаунте, и выполните: ${resume(name)}`,
    failing: (name) =>
      `Выполните: evercheck doctor, исправьте то, что он назовёт, и выполните: ${resume(name)}`,
  },
}
