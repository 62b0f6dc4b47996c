import type { Notice } from '../../src/alerts/alert.ts'
import { NAMED_RULES } from '../../src/alerts/rules.ts'
import { richNotice } from '../../src/words/alerts.ts'
import { botWords } from '../../src/words/bot/bot-words.ts'
import type { Language } from '../../src/words/language.ts'
import { lines, type Rich } from '../../src/words/rich.ts'
import { ALERT_SAMPLES } from './alert-samples.ts'
import { samplesIn } from './samples.ts'

/** A text by its name. */
export type Phrase = {
  readonly name: string
  readonly text: Rich
  /** Whether it is a word on a button, a hint or what pops up: there nothing can be marked. */
  readonly isBare: boolean
}

/** Everything that is said in Telegram; what wants arguments, as often as there are samples. */
export function phrasesIn(language: Language): readonly Phrase[] {
  const said = Object.entries(botWords(language)).flatMap(([group, words]) =>
    Object.entries(words).flatMap(([name, value]) =>
      textsOf(`${group}.${name}`, value, samplesOf(language, group, name)),
    ),
  )
  return [...said, ...alertsIn(language)]
}

function samplesOf(
  language: Language,
  group: string,
  name: string,
): readonly (readonly unknown[])[] {
  const samples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = samplesIn(language)
  const found = samples[group]?.[name]
  return (found as readonly (readonly unknown[])[] | undefined) ?? []
}

function textsOf(
  name: string,
  value: unknown,
  samples: readonly (readonly unknown[])[],
): readonly Phrase[] {
  if (typeof value === 'function') {
    // A function in a table of others: each takes the name of a profile.
    const given = samples.length > 0 ? samples : [['ada.example']]
    return given.flatMap((each) => textsOf(name, value(...each), []))
  }
  if (typeof value === 'string') return [{ name, text: [value], isBare: true }]
  if (isRich(value)) return [{ name, text: value, isBare: false }]
  if (Array.isArray(value))
    return value.flatMap((each, at) => textsOf(`${name}.${at + 1}`, each, []))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => textsOf(`${name}.${key}`, each, []))
}

function isRich(value: unknown): value is Rich {
  return (
    Array.isArray(value) &&
    value.every((piece) => typeof piece === 'string' || (piece !== null && 'kind' in piece))
  )
}

const SINCE = new Date('2026-11-25T14:32:00Z')

/** Every alert as it is raised, and one that is over. */
function alertsIn(language: Language): readonly Phrase[] {
  const raised = NAMED_RULES.map(
    ([rule, { severity }]): Notice => ({
      id: 'ntc_1',
      at: SINCE,
      change: 'raised',
      rule,
      severity,
      alerts: [
        {
          ...ALERT_SAMPLES[rule],
          id: 'alt_1',
          subject: ALERT_SAMPLES[rule].name,
          sinceAt: SINCE,
          resolvedAt: null,
        },
      ],
    }),
  )
  const [first] = raised
  const over = first?.alerts.map((each) => ({
    ...each,
    resolvedAt: new Date(SINCE.getTime() + 3_900_000),
  }))
  const resolved: readonly Notice[] =
    first && over ? [{ ...first, change: 'resolved', alerts: over }] : []
  return [...raised, ...resolved].map((notice) => {
    const { title, lines: said, todo } = richNotice(notice, language)
    return {
      name: `alerts.${notice.rule}.${notice.change}`,
      text: lines(title, ...said, todo),
      isBare: false,
    }
  })
}
