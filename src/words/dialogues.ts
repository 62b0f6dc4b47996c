import type { Dialogue, DialogueEnding } from '../dialogues/dialogue.ts'
import type { CodeOutcome } from '../dialogues/input-store.ts'
import type { InEveryLanguage, Language } from './language.ts'

/** What a dialogue waits for, as a clause that people read. */
export function asksWords(language: Language, { state, asks }: Dialogue): string {
  if (state === 'ordered') return WORDS[language].ordered
  return WORDS[language][asks]
}

/** How a dialogue ended, as a sentence without its dot; its subject is the account. */
export function dialogueEndingWords(language: Language, ending: DialogueEnding): string {
  return ENDINGS[language][ending]
}

/** Why a code was not typed, as a sentence. */
export function codeRefusalWords(language: Language, refusal: CodeRefusal): string {
  return CODE_REFUSALS[language][refusal]
}

type CodeRefusal = Exclude<CodeOutcome['kind'], 'sent'>

const WORDS: InEveryLanguage<Readonly<Record<'ordered' | 'human' | 'code', string>>> = {
  en: {
    ordered: 'waits for a worker to open its browser',
    human: 'wants somebody who looks at its page',
    code: 'wants a code',
  },
  ru: {
    ordered: 'ждёт, пока воркер откроет браузер',
    human: 'нужен человек, который посмотрит на страницу',
    code: 'нужен код',
  },
}

const ENDINGS: InEveryLanguage<Readonly<Record<DialogueEnding, string>>> = {
  en: {
    'logged-in': 'a human has logged it in',
    closed: 'the page that waited for a human was closed',
    expired: 'nobody came in time to the page that waited for a human',
    interrupted: 'the page that waited for a human went with its worker',
    left: 'the page led away from Instagram and was closed',
    failed: 'the page that waited for a human broke',
    refused: 'Instagram let nobody in, human or not',
  },
  ru: {
    'logged-in': 'вход выполнен человеком',
    closed: 'страница, ждавшая человека, закрыта',
    expired: 'к странице, ждавшей человека, никто не пришёл вовремя',
    interrupted: 'страница, ждавшая человека, закрылась вместе с воркером',
    left: 'страница увела с Instagram и была закрыта',
    failed: 'страница, ждавшая человека, сломалась',
    refused: 'Instagram не впустил никого, даже человека',
  },
}

const CODE_REFUSALS: InEveryLanguage<Readonly<Record<CodeRefusal, string>>> = {
  en: {
    'no-code': 'A code is four to eight digits.',
    'not-asked': 'The page asks for no code now.',
    'too-many': 'Too many codes were tried on this page. Close it and open another one later.',
    'no-worker':
      'The code was not typed: the worker that kept the page has gone. Send a new one when the page is open again.',
    ended: 'The page is closed: its time is over, or its worker is gone.',
  },
  ru: {
    'no-code': 'Код — это от четырёх до восьми цифр.',
    'not-asked': 'Сейчас страница не просит кода.',
    'too-many':
      'На этой странице перепробовано слишком много кодов. Закройте её и откройте позже другую.',
    'no-worker':
      'Код не введён: воркера, который держал страницу, больше нет. Отправьте новый, когда она снова откроется.',
    ended: 'Страница закрыта: её время вышло или её воркера больше нет.',
  },
}
