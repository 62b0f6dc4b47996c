import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROWS } from '../simulator/faults/rows.ts'

const ROOT = new URL('..', import.meta.url).pathname
const facts = await readFile(join(ROOT, 'docs/facts.md'), 'utf8')
const anchors = new Set(
  [...facts.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1] ?? ''),
)

/** A section as it is cited: `4.1`, `2b`, `2a'`. */
const SECTION = /\d+(?:\.\d+|[a-d]'?)?/.source
/** A row as it is cited: `24b`, or a variant that the simulator has of one, `29-reset`. */
const ROW = /\d+[a-z]?(?:-[a-z]+)?/.source
const AND = /(?:,? and |,? or |, | to |-)/.source
const CITED_SECTIONS = new RegExp(`\\bfacts? (${SECTION}(?:${AND}${SECTION})*)`, 'gi')
const CITED_ROWS = new RegExp(`\\brows? (${ROW}(?:${AND}${ROW})*)`, 'gi')

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm

type Citation = { readonly anchor: string; readonly words: string }

const CASES: readonly (readonly [text: string, anchors: readonly string[]])[] = [
  ['(facts 2b)', ['facts-2b']],
  ['(facts 2b: 50 is safe, 200 is not)', ['facts-2b']],
  ['Facts 7: 200 requests', ['facts-7']],
  ["(facts 2a')", ['facts-2a-prime']],
  ['facts 0.4, on www', ['facts-0.4']],
  ['facts 5.2, 5.3 and 6', ['facts-5.2', 'facts-5.3', 'facts-6']],
  ['facts 4.1 rows 4 to 9', ['facts-4.1', 'row-4', 'row-9']],
  ['rows 1, 10, 15, 31,\n * 33-37; facts\n * 5.3', [1, 10, 15, 31, 33, 37].map((n) => `row-${n}`)],
  ['row 39b.', ['row-39b']],
  ['row 29-reset', ['row-29']],
  ['a row of people, 50 rows', []],
]

test.each(CASES)('%j cites what it should', (text, expected) => {
  expect(citationsIn(text).map(({ anchor }) => anchor)).toEqual(
    expect.arrayContaining([...expected]),
  )
  if (expected.length === 0) expect(citationsIn(text)).toEqual([])
})

test('every section and row that a file cites is in docs/facts.md', async () => {
  const lost: string[] = []
  let cited = 0
  for (const file of await filesThatMayCite()) {
    const text = await readFile(join(ROOT, file), 'utf8')
    for (const { anchor, words } of citationsIn(file.endsWith('.ts') ? proseOf(text) : text)) {
      cited += 1
      if (!anchors.has(anchor)) lost.push(`${file}: "${words}" leads to no #${anchor}`)
    }
  }
  expect(lost).toEqual([])
  expect(cited).toBeGreaterThan(250)
})

test('every row that the simulator plays, or that an answer of the corpus is about, is there', async () => {
  const corpus = await readdir(join(ROOT, 'test/corpus'))
  const rows = [
    ...Object.keys(ROWS),
    ...corpus.flatMap((name) => /^\d+[a-e]?(?=-)/.exec(name) ?? []),
  ]
  expect(rows.length).toBeGreaterThan(150)
  expect(rows.filter((row) => !anchors.has(anchorOfRow(row)))).toEqual([])
})

test('no anchor is there twice, and every row stands in the order of its number', () => {
  const all = [...facts.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '')
  expect(all.filter((anchor, index) => all.indexOf(anchor) !== index)).toEqual([])
  const numbers = all
    .filter((anchor) => anchor.startsWith('row-'))
    .map((anchor) => parseInt(anchor.slice(4), 10))
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
})

function citationsIn(text: string): readonly Citation[] {
  const flat = text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ')
  return [
    ...cited(flat, CITED_SECTIONS, SECTION, (section) => `facts-${section.replace("'", '-prime')}`),
    ...cited(flat, CITED_ROWS, ROW, anchorOfRow),
  ]
}

function cited(
  text: string,
  citation: RegExp,
  one: string,
  anchorOf: (name: string) => string,
): readonly Citation[] {
  return [...text.matchAll(citation)].flatMap((match) => {
    // `33-37` is a range, `29-reset` a variant.
    const names = (match[1] ?? '').replace(/-(?=\d)/g, ' ').match(new RegExp(one, 'g')) ?? []
    return names.map((name) => ({ anchor: anchorOf(name), words: match[0] }))
  })
}

/** Variants that only the simulator has, such as `29-reset`, belong to the row before the dash. */
function anchorOfRow(row: string): string {
  return `row-${row.replace(/-.*/, '')}`
}

/** What is said in a source file: its comments, and rows that a text names in brackets. */
function proseOf(source: string): string {
  const comments = source.match(COMMENT) ?? []
  const code = source.replace(COMMENT, '')
  const named = code.match(/\((?:rows?|facts) [^()]*\)/g) ?? []
  return [...comments, ...named].join('\n\n.\n\n')
}

async function filesThatMayCite(): Promise<readonly string[]> {
  const files: string[] = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  for (const folder of ['src', 'simulator', 'test', 'bench', 'tools', 'docs']) {
    for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
      const file = join(folder, name)
      if (/\.(ts|md)$/.test(file) && file !== 'test/facts.test.ts') files.push(file)
    }
  }
  return files
}
