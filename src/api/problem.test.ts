import { expect, test } from 'vitest'
import { BalanceTooLowError, DayLimitError, LineFullError } from '../checks/refused.ts'
import { ControlRefusedError } from '../dialogues/refusals.ts'
import { LANGUAGES } from '../words/language.ts'
import { PasswordWeakError, RateLimitedError } from './auth-refusals.ts'
import { problemOf, STATUS_OF_CODE } from './problem.ts'
import { ScopeMissingError } from './refusals.ts'

/** Three words of English beside each other: names and commands are not translated. */
const ENGLISH = /\b[a-z]+ [a-z]+ [a-z]+\b/

test('whoever reads Russian is refused in Russian, whatever it is, and under its own title', () => {
  const told = new Error('this is not a sentence of ours')
  const english = Object.entries(STATUS_OF_CODE).flatMap(([code, status]) => {
    // Its words are chosen in the language of whoever sent the code.
    if (code === 'CODE_REFUSED') return []
    const { title, detail = '' } = problemOf({ code, status, told, issues: [] }, 'err_1', 'ru')
    const hides = detail.replaceAll(/(evercheck|npm) [a-z ]+/g, '')
    return ENGLISH.test(`${title} ${hides}`) || title === '' || detail === '' ? [detail] : []
  })
  expect(english).toEqual([])
})

test('what a refusal knows in detail is said in either language', () => {
  const allowance = { retryInMs: 41_000, limit: 5, remaining: 0, resetInMs: 41_000 }
  const cases: readonly [Error & { readonly code: string }, RegExp, RegExp][] = [
    [new PasswordWeakError('too-short'), /at least 15/, /не меньше 15/],
    [new PasswordWeakError('too-simple'), /everybody tries first/, /подбирают первым/],
    [new RateLimitedError(allowance as never), /in 41 s/, /через 41 с/],
    [new BalanceTooLowError(2, 1), /2 credits.* is 1/, /2 кредита.* 1\./],
    [new LineFullError(5), /5 checks/, /5 проверок/],
    [
      new DayLimitError(3, new Date('2026-11-27T08:30:00Z')),
      /08:30/,
      /3 раза.*27\.11\.2026, 08:30/,
    ],
    [new ControlRefusedError('ada'), /controlled by ada\./, /работает ada/],
    [new ControlRefusedError(null), /not open/, /закрыта/],
    [new ScopeMissingError('looks-only'), /change nothing.*Settings, People/, /смотреть.*«Люди»/],
    [new ScopeMissingError('owner-only'), /Only an owner/, /только владелец/],
    [new ScopeMissingError('wider-token'), /scope of this token/, /ключа API/],
  ]
  for (const [told, english, russian] of cases) {
    const { code } = told
    for (const language of LANGUAGES) {
      const { detail } = problemOf({ code, status: 409, told, issues: [] }, 'err_1', language)
      expect(detail).toMatch(language === 'en' ? english : russian)
    }
  }
})
