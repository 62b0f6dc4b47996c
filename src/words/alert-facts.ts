import type { NoticeAlert } from '../alerts/alert.ts'
import { durationWords } from './durations.ts'
import type { Language } from './language.ts'

/** What the sentences of one rule are made from. */
export type AlertSaid = Pick<NoticeAlert, 'name' | 'value' | 'detail' | 'sinceAt'>

/** What people read of one rule, in one language. */
export type RuleWords = {
  /** What it is, without any name or number. */
  readonly title: string
  /** What is so, as one sentence. */
  readonly says: (of: AlertSaid) => string
  /** What to do about it. */
  readonly todo: string
  /** The same where pages and buttons stand beside it, if that is something else. */
  readonly byButtons?: string
}

/** A value that is a number of seconds, as people say it. */
export function secondsIn(language: Language, of: AlertSaid): string {
  return durationWords(language, of.value * 1000)
}

/** A share, in percent. */
export function percentOf({ value }: AlertSaid): string {
  return `${Math.round(value * 100)}%`
}

/** A number or a word of the details; empty where there is none. */
export function detailOf({ detail }: AlertSaid, name: string): string {
  const found = detail[name]
  return found === undefined || found === null ? '' : String(found)
}

/** How long after it was raised an instant of the details comes; null where there is none. */
export function untilDetail(language: Language, of: AlertSaid, name: string): string | null {
  const at = Date.parse(detailOf(of, name))
  return Number.isNaN(at) ? null : durationWords(language, Math.max(0, at - of.sinceAt.getTime()))
}
