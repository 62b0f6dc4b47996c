import { botWords } from '../../src/words/bot/bot-words.ts'
import { LANGUAGES, type Language } from '../../src/words/language.ts'
import { plain, type Rich } from '../../src/words/rich.ts'
import { SAMPLES } from './samples.ts'

/** Shows everything that the bot says, both languages side by side. */
const WIDTH = 72

const rows = LANGUAGES.map((language) => phrasesIn(language))
const [english = [], russian = []] = rows
for (const [at, [name, text]] of english.entries()) {
  process.stdout.write(`── ${name}\n`)
  for (const line of sideBySide(text, russian[at]?.[1] ?? '')) process.stdout.write(`${line}\n`)
}

/** Every text by its name, those with arguments as often as there are samples. */
function phrasesIn(language: Language): readonly (readonly [string, string])[] {
  return Object.entries(botWords(language)).flatMap(([group, words]) =>
    Object.entries(words).flatMap(([name, value]) =>
      textsOf(`${group}.${name}`, value, samplesOf(group, name)),
    ),
  )
}

function samplesOf(group: string, name: string): readonly (readonly unknown[])[] {
  const found = (SAMPLES as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[group]?.[
    name
  ]
  return (found as readonly (readonly unknown[])[] | undefined) ?? []
}

function textsOf(
  name: string,
  value: unknown,
  samples: readonly (readonly unknown[])[],
): readonly (readonly [string, string])[] {
  if (typeof value === 'function') {
    // A function in a table of others: each takes the name of a profile.
    const given = samples.length > 0 ? samples : [['ada.example']]
    return given.flatMap((each) => textsOf(name, value(...each), []))
  }
  if (typeof value === 'string') return [[name, value]]
  if (isRich(value)) return [[name, plain(value)]]
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

function sideBySide(left: string, right: string): readonly string[] {
  const [one, other] = [wrapped(left), wrapped(right)]
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) =>
    `${(one[at] ?? '').padEnd(WIDTH)} │ ${other[at] ?? ''}`.trimEnd(),
  )
}

function wrapped(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const out: string[] = []
    let now = ''
    for (const word of line.split(' ')) {
      if (now !== '' && now.length + word.length + 1 > WIDTH) {
        out.push(now)
        now = word
      } else now = now === '' ? word : `${now} ${word}`
    }
    return [...out, now]
  })
}
