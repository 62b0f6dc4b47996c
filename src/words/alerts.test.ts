import { expect, test } from 'vitest'
import type { Notice, NoticeAlert } from '../alerts/alert.ts'
import type { RuleName } from '../alerts/rule.ts'
import { NAMED_RULES } from '../alerts/rules.ts'
import { noticeWords, richNotice } from './alerts.ts'
import { LANGUAGES } from './language.ts'

const SINCE = new Date('2026-11-25T10:00:00Z')
const DETAIL = {
  count: 3,
  failures: 5,
  attempts: 20,
  incomplete: 6,
  waiting: 7,
  recentSeconds: 86_400,
  usualSeconds: 400_000,
  standing: 'challenged',
  why: '{"kind":"challenged"}',
  error: 'it answers 500',
  next: '2026-11-27T08:00:00Z',
}

function alert(change: Partial<NoticeAlert> = {}): NoticeAlert {
  const of = { id: 'alt_1', subject: 'acc_1', name: 'keeper', value: 90_000, detail: DETAIL }
  return { ...of, sinceAt: SINCE, resolvedAt: null, ...change }
}

function notice(rule: RuleName, change: Partial<Notice> = {}): Notice {
  const of = { id: 'ntc_1', at: SINCE, change: 'raised', rule, severity: 'warning' } as const
  return { ...of, alerts: [alert()], ...change }
}

test.each(LANGUAGES)('every rule has a whole sentence in %s', (language) => {
  for (const [rule, { severity }] of NAMED_RULES) {
    const { title, lines } = noticeWords(notice(rule, { severity }), language, 'UTC')
    const said = `${title}\n${lines.join('\n')}`
    expect(said).not.toMatch(/undefined|null|NaN|\[object| {2}|\{/)
    expect(lines[0]).toMatch(/\.( \(.*\))?$/)
    if (language === 'ru') expect(said).toMatch(/[а-я]/)
  }
})

test('what is done about it is said while it lasts, and how long it lasted when it is over', () => {
  const resolvedAt = new Date('2026-11-25T12:05:00Z')
  const over = notice('SessionOld', { change: 'resolved', alerts: [alert({ resolvedAt })] })
  expect(noticeWords(notice('SessionOld'), 'en', 'UTC').todo).toContain('evercheck refresh')
  expect(noticeWords(over, 'en', 'UTC')).toEqual({
    title: 'Resolved: A session is old (keeper)',
    lines: ['keeper: It lasted 2 hours 5 minutes.'],
    todo: null,
  })
})

test('the proactive refresh that was done says when the next one is due', () => {
  const done = notice('ProactiveRefreshDone', { severity: 'info' })
  expect(noticeWords(done, 'en', 'UTC').lines).toEqual([
    'The session of keeper was renewed; next in 1 day 22 hours.',
  ])
})

test('of a hundred accounts ten are named, and the rest are counted', () => {
  const alerts = Array.from({ length: 100 }, (_, n) => alert({ name: `name${n}` }))
  const { title, lines } = noticeWords(notice('SessionInvalid', { alerts }), 'ru', 'Europe/Moscow')
  expect(title).toBe('Внимание: Сессия недействительна (100 аккаунтов)')
  expect(lines).toHaveLength(11)
  expect(lines[0]).toContain('25.11.2026, 13:00')
  expect(lines.at(-1)).toBe('… и ещё 90')
})

test('where everybody reads instants as his own, since when it lasts is one', () => {
  const { lines } = richNotice(notice('SessionOld'), 'en')
  expect(lines[0]).toContainEqual({ kind: 'instant', at: SINCE, shown: 'both' })
  expect(noticeWords(notice('SessionOld'), 'ru', 'Europe/Moscow').lines[0]).toMatch(
    / С 25\.11\.2026, 13:00 GMT\+3\.$/,
  )
})
