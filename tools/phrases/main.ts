import { LANGUAGES } from '../../src/words/language.ts'
import { plain } from '../../src/words/rich.ts'
import { phrasesIn } from './phrases.ts'

/** Shows everything that is said in Telegram, both languages side by side. */
const WIDTH = 72

const [english = [], russian = []] = LANGUAGES.map((language) => phrasesIn(language))
for (const [at, { name, text }] of english.entries()) {
  process.stdout.write(`── ${name}\n`)
  const other = plain(russian[at]?.text ?? [])
  for (const line of sideBySide(plain(text), other)) process.stdout.write(`${line}\n`)
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
