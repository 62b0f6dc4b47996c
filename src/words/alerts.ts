import type { Notice } from '../alerts/alert.ts'
import type { RuleName, Severity } from '../alerts/rule.ts'
import type { RuleWords } from './alert-facts.ts'
import { ALERTS_EN } from './alerts-en.ts'
import { ALERTS_RU } from './alerts-ru.ts'
import { durationWords } from './durations.ts'
import {
  english,
  type InEveryLanguage,
  type Language,
  numberIn,
  russian,
  timeIn,
} from './language.ts'
import type { ActsBy } from './remedy.ts'
import { instant, type Piece, plainPiece, type Rich, rich } from './rich.ts'

/** What people read of every rule. */
export const ALERT_WORDS: InEveryLanguage<Readonly<Record<RuleName, RuleWords>>> = {
  en: ALERTS_EN,
  ru: ALERTS_RU,
}

/** What to do about what a rule has found. */
export function todoWords(language: Language, rule: RuleName, by: ActsBy): string {
  const { todo, byButtons = todo } = ALERT_WORDS[language][rule]
  return by === 'buttons' ? byButtons : todo
}

/** A notice as people read it. */
export type NoticeWords<Line = string> = {
  /** One line: how bad, what, and about whom. */
  readonly title: string
  /** A sentence for each, as far as they fit. */
  readonly lines: readonly Line[]
  /** What to do; null where it is over. */
  readonly todo: string | null
}

/** So many are named one by one. */
const NAMED_MAX = 10

/** What several alerts of a rule are about. */
type About = 'account' | 'channel' | 'schedule' | 'job'

/** Rules whose subjects are no accounts. */
const ABOUT: Partial<Record<RuleName, About>> = {
  AlertDeliveryFailing: 'channel',
  NightlyRefreshMissed: 'schedule',
  ScheduleLate: 'schedule',
  ScheduleFailing: 'schedule',
  DeadLettersPresent: 'job',
}

type Phrases = {
  readonly severity: Readonly<Record<Severity, string>>
  readonly repeated: string
  readonly resolved: string
  readonly test: string
  readonly testLine: string
  readonly many: Readonly<Record<About, (count: number) => string>>
  readonly since: string
  readonly lasted: (duration: string) => string
  readonly more: (count: string) => string
}

const PHRASES: InEveryLanguage<Phrases> = {
  en: {
    severity: { critical: 'CRITICAL', warning: 'Warning', info: 'Info' },
    repeated: 'still so',
    resolved: 'Resolved',
    test: 'Evercheck: a test of this channel',
    testLine: 'Alerts arrive here. Nothing is wrong.',
    many: {
      account: (count) => `${count} ${english(count, { one: 'account', other: 'accounts' })}`,
      channel: (count) => `${count} ${english(count, { one: 'channel', other: 'channels' })}`,
      schedule: (count) => `${count} ${english(count, { one: 'schedule', other: 'schedules' })}`,
      job: (count) => `${count} ${english(count, { one: 'kind', other: 'kinds' })}`,
    },
    since: 'Since',
    lasted: (duration) => `It lasted ${duration}.`,
    more: (count) => `… and ${count} more`,
  },
  ru: {
    severity: { critical: 'КРИТИЧНО', warning: 'Внимание', info: 'К сведению' },
    repeated: 'всё ещё так',
    resolved: 'Решено',
    test: 'Evercheck: проверка этого канала',
    testLine: 'Оповещения сюда доходят. Всё в порядке.',
    many: {
      account: (count) =>
        `${count} ${russian(count, { one: 'аккаунт', few: 'аккаунта', many: 'аккаунтов' })}`,
      channel: (count) =>
        `${count} ${russian(count, { one: 'канал', few: 'канала', many: 'каналов' })}`,
      schedule: (count) =>
        `${count} ${russian(count, { one: 'расписание', few: 'расписания', many: 'расписаний' })}`,
      job: (count) => `${count} ${russian(count, { one: 'вид', few: 'вида', many: 'видов' })}`,
    },
    since: 'С',
    lasted: (duration) => `Длилось ${duration}.`,
    more: (count) => `… и ещё ${count}`,
  },
}

/** How bad something is, as people read it. */
export function severityWords(language: Language, severity: Severity): string {
  return PHRASES[language].severity[severity]
}

/** A notice in a language; instants in a time zone such as `UTC`. */
export function noticeWords(notice: Notice, language: Language, zone: string): NoticeWords {
  const { title, lines, todo } = richNotice(notice, language)
  const shown = (piece: Piece) =>
    typeof piece === 'object' && piece.kind === 'instant'
      ? timeIn(language, piece.at, zone)
      : plainPiece(piece)
  return { title, lines: lines.map((line) => line.map(shown).join('')), todo }
}

/** The same where everybody reads instants in a zone of his own. */
export function richNotice(notice: Notice, language: Language): NoticeWords<Rich> {
  const phrases = PHRASES[language]
  if (notice.change === 'test') {
    return { title: phrases.test, lines: [[phrases.testLine]], todo: null }
  }
  const words = ALERT_WORDS[language][notice.rule]
  const isOver = notice.change === 'resolved'
  const named = notice.alerts.slice(0, NAMED_MAX)
  const more = notice.alerts.length - named.length
  const lines = named.map((alert) => {
    if (alert.resolvedAt !== null && isOver) {
      const lasted = durationWords(language, alert.resolvedAt.getTime() - alert.sinceAt.getTime())
      return [[nameOf(alert.name), phrases.lasted(lasted)].filter((part) => part !== '').join(' ')]
    }
    if (notice.severity === 'info') return [words.says(alert)]
    return rich`${words.says(alert)} ${phrases.since} ${instant(alert.sinceAt, 'both')}.`
  })
  return {
    title: `${markOf(notice, phrases)}: ${words.title}${aboutWhom(notice, phrases)}`,
    lines: more > 0 ? [...lines, [phrases.more(numberIn(language, more))]] : lines,
    todo: isOver || notice.severity === 'info' ? null : words.todo,
  }
}

function markOf({ change, severity }: Notice, phrases: Phrases): string {
  if (change === 'resolved') return phrases.resolved
  const mark = phrases.severity[severity]
  return change === 'repeated' ? `${mark}, ${phrases.repeated}` : mark
}

function aboutWhom({ rule, alerts }: Notice, phrases: Phrases): string {
  if (alerts.length > 1) return ` (${phrases.many[ABOUT[rule] ?? 'account'](alerts.length)})`
  const name = alerts[0]?.name ?? ''
  return name === '' ? '' : ` (${name})`
}

function nameOf(name: string): string {
  return name === '' ? '' : `${name}:`
}
