import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT, EXIT_OF_CODE } from '../src/cli/exit-code.ts'
import { EXIT_OF_STATUS } from '../src/cli/run-check.ts'

const ROOT = new URL('..', import.meta.url).pathname
const PAGE = await readFile(join(ROOT, 'docs/errors.md'), 'utf8')
const README = await readFile(join(ROOT, 'README.md'), 'utf8')

/** What the command line calls an error without a code. */
const NAMELESS = 'UNEXPECTED'

test('every error code in the sources has its row, and every row its code', async () => {
  const documented = rows(PAGE, /^[A-Z][A-Z_]+$/).filter((cells) => cells.length === 5)
  expect(documented.map(([code]) => code).sort()).toEqual([...(await codes()), NAMELESS].sort())
})

test('every error code has an exit code, and its row says the same one', async () => {
  const said = rows(PAGE, /^[A-Z][A-Z_]+$/).filter((cells) => cells.length === 5)
  const told = Object.fromEntries(said.map((cells) => [cells[0], Number(cells[4])]))
  expect(told).toEqual({ ...EXIT_OF_CODE, [NAMELESS]: EXIT.failure })
  expect(Object.keys(EXIT_OF_CODE).sort()).toEqual(await codes())
})

test('no cell of a row is empty', () => {
  const all = PAGE.split('\n').filter((line) => line.startsWith('| `'))
  expect(all.filter((line) => cellsOf(line).includes(''))).toEqual([])
})

test('the exit codes are those of the command line, here and in the README', () => {
  const named = rows(PAGE, /^\d+$/).map(([exit, name]) => [name, Number(exit)])
  expect(Object.fromEntries(named)).toEqual(EXIT)
  const inReadme = rows(README, /^\d+$/).map(([exit]) => Number(exit))
  expect(inReadme).toEqual(Object.values(EXIT))
})

test('a command that refuses says a code: none ends by itself as if it had been typed wrongly', async () => {
  const bare: string[] = []
  for (const file of await readdir(join(ROOT, 'src/cli'), { recursive: true })) {
    if (!file.endsWith('.ts') || file.includes('.test.') || file === 'exit-code.ts') continue
    const text = await readFile(join(ROOT, 'src/cli', file), 'utf8')
    // What was typed is refused by an error, which bears its code and what to do.
    if (text.includes('EXIT.badInput')) bare.push(file)
    const isTold = LOOKS.some((name) => file.endsWith(name))
    if (text.includes('EXIT.environment') && !isTold) bare.push(file)
  }
  expect(bare).toEqual([])
})

/** Commands that look at several things, and end with the code of the worst. */
const LOOKS = ['doctor-command.ts', 'alerts-command.ts', 'reseal-command.ts', 'refresh-command.ts']

test('every status of a check has its row and its exit code', () => {
  const said = rows(PAGE, /^[a-z-]+$/).filter((cells) => /^\d+$/.test(cells[1] ?? ''))
  const told = Object.fromEntries(said.map(([status, exit]) => [status, Number(exit)]))
  expect(told).toEqual(EXIT_OF_STATUS)
})

test('every reason of a failed login has its row', async () => {
  const text = await readFile(join(ROOT, 'src/instagram/login/outcome.ts'), 'utf8')
  const union = /type TechnicalCode =([\s\S]*)$/.exec(text)?.[1] ?? ''
  const reasons = [...union.matchAll(/'([A-Z_]+)'/g)].map((match) => match[1])
  const documented = rows(PAGE, /^[A-Z][A-Z_]+$/).filter((cells) => cells.length === 3)
  expect(reasons.length).toBeGreaterThan(0)
  expect(documented.map(([word]) => word).sort()).toEqual(reasons.sort())
})

/** The codes of all error classes, in alphabetical order. */
async function codes(): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const folder of ['src', 'tools', 'simulator']) {
    for (const file of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!file.endsWith('.ts') || file.includes('.test.')) continue
      const text = await readFile(join(ROOT, folder, file), 'utf8')
      for (const match of text.matchAll(/\breadonly code = '([^']+)'/g)) found.add(match[1] ?? '')
    }
  }
  return [...found].sort()
}

/** The rows of all tables whose first cell is such a word. */
function rows(text: string, first: RegExp): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf)
    .filter(([cell]) => first.test(cell ?? ''))
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1'))
}
