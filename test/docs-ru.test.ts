import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../src/cli/exit-code.ts'

/** Pages that stand in both languages, and how many command lines each names at the least. */
const PAGES = [
  { english: 'README.md', russian: 'README.ru.md', commandsMin: 50 },
  { english: 'docs/operations.md', russian: 'docs/ru/operations.md', commandsMin: 12 },
] as const

const pages = await Promise.all(
  PAGES.map(async ({ english, russian, commandsMin }) => ({
    names: `${english} and ${russian}`,
    english: await textOf(english),
    russian: await textOf(russian),
    commandsMin,
  })),
)

describe.each(pages)('in $names', ({ english, russian, commandsMin }) => {
  test('the same commands are named, with the same arguments and options', () => {
    expect(commandsIn(english).length).toBeGreaterThanOrEqual(commandsMin)
    expect(commandsIn(russian)).toEqual(commandsIn(english))
  })

  test('the same settings are named', () => {
    expect(settingsIn(english).length).toBeGreaterThan(2)
    expect(settingsIn(russian)).toEqual(settingsIn(english))
  })

  test('the same codes of errors are named', () => {
    expect(codesIn(russian)).toEqual(codesIn(english))
  })

  test('rows of commands and settings hold the same code, defaults too', () => {
    expect(rowsIn(russian)).toEqual(rowsIn(english))
  })
})

test('both tables of exit codes hold the codes that there are', async () => {
  const known = Object.values<number>(EXIT).sort((one, other) => one - other)
  for (const { english, russian } of PAGES.slice(0, 1)) {
    expect(exitCodesIn(await textOf(english))).toEqual(known)
    expect(exitCodesIn(await textOf(russian))).toEqual(known)
  }
})

test('the README opens with a picture in both languages, and each leads to the other', async () => {
  const [english, russian] = [await textOf('README.md'), await textOf('README.ru.md')]
  for (const page of [english, russian]) expect(page).toMatch(/^# Evercheck\n\n!\[[^\]]+\]\(docs\//)
  expect(english).toContain('](README.ru.md)')
  expect(russian).toContain('](README.md)')
})

function textOf(file: string): Promise<string> {
  return readFile(new URL(`../${file}`, import.meta.url), 'utf8')
}

/** Every command line of Evercheck that stands as code, each once, without its `npx`. */
function commandsIn(page: string): readonly string[] {
  const blocks = [...page.matchAll(/^```[a-z]*\n([\s\S]*?)^```$/gm)]
  const lines = blocks.flatMap(([, block = '']) => block.split('\n'))
  return unique(
    [...lines, ...spansIn(withoutBlocks(page))]
      .map((code) => /\bevercheck(?:\.js)? [a-z].*$/.exec(code)?.[0] ?? '')
      .filter((command) => command !== ''),
  )
}

function settingsIn(page: string): readonly string[] {
  return unique([...page.matchAll(/\b(?:EVERCHECK_[A-Z_]+|DATABASE_URL)\b/g)].map(([name]) => name))
}

/** Codes such as `SCHEMA_MISMATCH`, which stand alone as code. */
function codesIn(page: string): readonly string[] {
  return unique(spansIn(withoutBlocks(page)).filter((code) => /^[A-Z]+(?:_[A-Z]+)+$/.test(code)))
}

/** Rows whose first cell begins with a command or a setting, each as all code that it holds. */
function rowsIn(page: string): readonly (readonly string[])[] {
  const rows = page.match(/^\| `(?:npx evercheck |EVERCHECK_|DATABASE_URL).*$/gm) ?? []
  return rows.map((row) => unique(spansIn(row)))
}

function exitCodesIn(page: string): readonly number[] {
  return [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
}

function withoutBlocks(page: string): string {
  return page.replace(/^```[a-z]*\n[\s\S]*?^```$/gm, '')
}

/** What stands between backticks, where a line may break. */
function spansIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' '))
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort()
}
