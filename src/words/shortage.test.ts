import { expect, test } from 'vitest'
import type { Shortage } from '../checks/reading/shortage.ts'
import { shortageWords, shortListsWords } from './shortage.ts'

const SHORT = { kind: 'short', present: 150, expected: 1200 } as const

test.each<[Shortage, string, string]>([
  [
    { ...SHORT, end: 'end', passes: { which: 'quiet', count: 2 } },
    '150 of the 1200 that the profile counts; 2 passes brought nobody new',
    '150 из 1\u00a0200, указанных в профиле; 2 прохода подряд никого не добавили',
  ],
  [
    { ...SHORT, end: 'limited', passes: { which: 'all', count: 6 } },
    '150 of the 1200 that the profile counts after 6 passes (Instagram shows only a part of this list)',
    '150 из 1\u00a0200, указанных в профиле, после 6 проходов (Instagram показывает только часть этого списка)',
  ],
  [
    { ...SHORT, end: 'end', passes: null },
    '150 of the 1200 that the profile counts',
    '150 из 1\u00a0200, указанных в профиле',
  ],
  [
    { kind: 'uncounted', unserved: [], end: 'end', passes: { which: 'all', count: 1 } },
    'the profile does not say how many there are after one pass',
    'в профиле не указано, сколько их всего, после 1 прохода',
  ],
  [
    { kind: 'unseen', count: 8 },
    'the profile counts 8 more, whom nobody can see (deactivated accounts)',
    'в профиле указано на 8 больше: это отключённые аккаунты, их никто не видит',
  ],
  [
    { kind: 'parts-missing', parts: [2, 5] },
    'its parts 2, 5 are missing',
    'не хватает частей 2, 5',
  ],
])('%o is said in every language', (shortage, english, russian) => {
  expect(shortageWords(shortage)).toBe(english)
  expect(shortageWords(shortage, 'ru')).toBe(russian)
})

test('each short list of a check is named', () => {
  const short = [
    { list: 'followers', shortage: { kind: 'unseen', count: 1 } },
    { list: 'following', shortage: { kind: 'parts-missing', parts: [1] } },
  ] as const
  expect(shortListsWords(short)).toMatch(/^followers: .*; following: its part 1 is missing$/)
  expect(shortListsWords(short, 'ru')).toMatch(/^подписчики: .*; подписки: не хватает части 1$/)
})
