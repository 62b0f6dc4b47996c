import type { Standing } from '../accounts/standing.ts'
import type { InEveryLanguage, Language } from './language.ts'

/** By what a reader acts: the panel's buttons stand beside what he reads, or he types commands. */
export type ActsBy = 'buttons' | 'commands'

/** What the operator does about an account in this standing, as one sentence. */
export function remedy(
  standing: Standing,
  username: string,
  language: Language = 'en',
  by: ActsBy = 'commands',
): string {
  return REMEDIES[language](BY[language][by])[standing](username)
}

/** What is done about an account, by its name: as a button is called, or as a command. */
type Acts = Readonly<
  Record<
    'resume' | 'storePassword' | 'storeSecret' | 'answer' | 'resumeAfter',
    (username: string) => string
  >
> & { readonly examine: string }

type Remedies = (by: Acts) => Readonly<Record<Standing, (username: string) => string>>

const resume = (username: string) => `evercheck account resume ${username}`
const add = (username: string) => `evercheck account add ${username}`

const BY: InEveryLanguage<Readonly<Record<ActsBy, Acts>>> = {
  en: {
    commands: {
      resume: (name) => `To use it again run: ${resume(name)}`,
      storePassword: (name) => `Store the right password: ${add(name)}`,
      storeSecret: (name) => `Store its TOTP secret: ${add(name)} --totp-file FILE`,
      answer: (name) =>
        `Open instagram.com in a browser, log in as ${name}, answer what Instagram asks, then run: ${resume(name)}`,
      resumeAfter: (name) => `then run: ${resume(name)}`,
      examine: 'Run: evercheck doctor, mend what it names',
    },
    buttons: {
      resume: () => 'To use it again press “Resume”.',
      storePassword: () => 'Store the right password: “Set password or secret”.',
      storeSecret: () => 'Store its TOTP secret: “Set password or secret”.',
      answer: () =>
        '“Log in by hand” shows the page on which Instagram asks: answer it there, and the account is used again.',
      resumeAfter: () => 'then press “Resume”.',
      examine: 'Open Doctor, mend what it names',
    },
  },
  ru: {
    commands: {
      resume: (name) => `Чтобы снова им пользоваться, выполните: ${resume(name)}`,
      storePassword: (name) => `Сохраните верный пароль: ${add(name)}`,
      storeSecret: (name) => `Сохраните его секрет TOTP: ${add(name)} --totp-file FILE`,
      answer: (name) =>
        `Откройте instagram.com в браузере, войдите как ${name}, ответьте на вопросы Instagram и выполните: ${resume(name)}`,
      resumeAfter: (name) => `выполните: ${resume(name)}`,
      examine: 'Выполните: evercheck doctor, исправьте то, что он назовёт',
    },
    buttons: {
      resume: () => 'Чтобы снова им пользоваться, нажмите «Продолжить».',
      storePassword: () => 'Сохраните верный пароль: «Пароль или секрет».',
      storeSecret: () => 'Сохраните его секрет TOTP: «Пароль или секрет».',
      answer: () =>
        '«Войти вручную» покажет страницу, на которой спрашивает Instagram: ответьте там, и аккаунт вернётся в работу.',
      resumeAfter: () => 'нажмите «Продолжить».',
      examine: 'Откройте «Диагностику», исправьте то, что она назовёт',
    },
  },
}

const REMEDIES: InEveryLanguage<Remedies> = {
  en: (by) => ({
    active: () => 'Nothing needs to be done.',
    paused: by.resume,
    'wrong-password': by.storePassword,
    'code-needed': by.storeSecret,
    challenged: by.answer,
    blocked: () => 'It is used again by itself when the block is over; let it rest until then.',
    suspended: (name) =>
      `Open instagram.com as ${name} and follow what Instagram says about the account, ${by.resumeAfter(name)}`,
    failing: (name) => `${by.examine}, ${by.resumeAfter(name)}`,
  }),
  ru: (by) => ({
    active: () => 'Делать ничего не нужно.',
    paused: by.resume,
    'wrong-password': by.storePassword,
    'code-needed': by.storeSecret,
    challenged: by.answer,
    blocked: () =>
      'Когда ограничение кончится, аккаунт вернётся в работу сам; дайте ему отдохнуть.',
    suspended: (name) =>
      `Откройте instagram.com как ${name}, сделайте то, что пишет Instagram об аккаунте, и ${by.resumeAfter(name)}`,
    failing: (name) => `${by.examine}, и ${by.resumeAfter(name)}`,
  }),
}
