import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { runProgram } from '../src/cli/program.ts'
import { loadConfig } from '../src/config/config.ts'
import { SETTING_WORDS } from '../src/words/settings.ts'

const ROOT = new URL('..', import.meta.url).pathname

/** Commands that have commands below them. */
const GROUPS = [
  'account',
  'alerts',
  'customer',
  'dialogue',
  'operator',
  'price',
  'session',
  'token',
]

type Page = { readonly file: string; readonly text: string }
const pages = await readPages()
const readme = textOf('README.md')
const house = textOf('docs/HOUSE.md')

test('every link between the pages leads somewhere', async () => {
  const broken: string[] = []
  for (const page of pages) {
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path = '', heading] = target.split('#')
      const file = path === '' ? page.file : join(dirname(page.file), path)
      if (!(await leadsSomewhere(file, heading))) broken.push(`${page.file}: ${target}`)
    }
  }
  expect(broken).toEqual([])
})

test('every script that the pages name is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const named = wordsAfter(/\bnpm (?:run (?:-s )?)([a-z]+(?::[a-z]+)*)/g)
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  for (const short of ['start', 'test']) expect(scripts).toHaveProperty(short)
})

test('every bench that the pages name is there', async () => {
  const source = await readFile(join(ROOT, 'bench/main.ts'), 'utf8')
  const known = [...source.matchAll(/\.command\('(\w+)'\)/g)].map((match) => match[1])
  const named = wordsAfter(/npm run (?:-s )?bench -- ([a-z]+)/g)
  expect(named.filter((name) => !known.includes(name))).toEqual([])
})

test('every command line that the README shows is understood', async () => {
  const wrong: string[] = []
  const lines = [...readme.matchAll(/\bnpx evercheck ([^\n`]+)/g)].map((match) => match[1] ?? '')
  expect(lines.length).toBeGreaterThan(8)
  for (const line of lines) {
    const [first = '', second = ''] = line.split(' ')
    const command = GROUPS.includes(first) ? [first, second] : [first]
    const help = await helpOf(command)
    if (!help.startsWith(`Usage: evercheck ${command.join(' ')} `)) wrong.push(line)
    const flags = [...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag)
    wrong.push(...flags.filter((flag) => !help.includes(flag)).map((flag) => `${line}: ${flag}`))
  }
  expect(wrong).toEqual([])
})

test('the README names every command there is', async () => {
  const groups = await Promise.all(GROUPS.map((group) => commandsOf([group])))
  const known = [
    ...(await commandsOf([])),
    ...groups.flatMap((names, at) => names.map((name) => `${GROUPS[at]} ${name}`)),
  ]
  const missing = known.filter((name) => !new RegExp(`evercheck ${name}\\b`).test(readme))
  expect(missing).toEqual([])
})

test('the README lists the settings that there are, and no others', async () => {
  const source = await readFile(join(ROOT, 'src/config/env.ts'), 'utf8')
  expect(settingsIn(readme)).toEqual(settingsIn(source))
})

test('a setting that is written out as its default changes nothing', () => {
  const rows = [...readme.matchAll(/^\| `(EVERCHECK_\w+)` \|.*\| `([^`]+)` \|$/gm)]
  expect(rows.length).toBeGreaterThan(10)
  const written = Object.fromEntries(rows.map(([, name = '', value = '']) => [name, value]))
  const { set: _, ...usual } = loadConfig({})
  const { set, ...whole } = loadConfig(written)
  expect(whole).toEqual(usual)
  expect(set).toEqual(written)
  for (const [name, value] of Object.entries(written)) {
    expect([name, loadConfig({ [name]: value })]).toMatchObject([name, usual])
  }
})

test('the panel says of every setting what the README says of it, in both languages', async () => {
  for (const [language, file] of [
    ['en', 'README.md'],
    ['ru', 'README.ru.md'],
  ] as const) {
    const text = await readFile(join(ROOT, file), 'utf8')
    const rows = [...text.matchAll(/^\| `(EVERCHECK_\w+)` \| (.*) \| (.*) \|$/gm)]
    const words = SETTING_WORDS[language]
    expect(Object.keys(words).sort()).toEqual(settingsIn(text))
    for (const [, name = '', ...cells] of rows) {
      const [means, usual] = cells.map((cell) =>
        cell
          .replaceAll('`', '')
          // Pages have the apostrophe of keyboards, phrases that of books.
          .replaceAll("'", '’')
          .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1'),
      )
      expect([name, words[name]]).toEqual([name, { means, usual }])
    }
  }
})

test('every room has its row in the house, and every row its room', async () => {
  const rooms = await readdir(join(ROOT, 'src'))
  const rows = [...house.matchAll(/^\| `src\/([a-z.]+)` \|/gm)].map((match) => match[1] ?? '')
  expect(rows.sort()).toEqual(rooms.sort())
})

test('every function on the walk of a 401 is there', async () => {
  const walk = /## One 401, walked through\n([\s\S]*?)\n## /.exec(house)?.[1] ?? ''
  const named = [...walk.matchAll(/`(?:[a-z]+\.|[A-Z]\w+\.)?([a-z]+[A-Z]\w*)`/g)]
  const names = [...new Set(named.map((match) => match[1] ?? ''))]
  expect(names.length).toBeGreaterThan(25)
  const source = await readSources()
  expect(names.filter((name) => !new RegExp(`\\b#?${name}\\b`).test(source))).toEqual([])
})

test('every test that an invariant leans on is there', async () => {
  const rows = [...house.matchAll(/^\| \d+ \|.*\| ([^|]+) \|$/gm)].map((match) => match[1] ?? '')
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([a-z/.-]+)`/g)])
  const files = named.map(([, name = '']) =>
    name.includes('/') ? name : `test/journeys/${name}.test.ts`,
  )
  expect(files.length).toBeGreaterThan(12)
  const missing = []
  for (const file of new Set(files))
    if (!(await leadsSomewhere(file, undefined))) missing.push(file)
  expect(missing).toEqual([])
})

test('every door of the security page names tests, and they are there', async () => {
  const rows = textOf('docs/security.md').matchAll(/^\| \d+ \|.*\| (.+) \|$/gm)
  const shown = [...rows].map(([, cell = '']) => cell)
  expect(shown.length).toBeGreaterThanOrEqual(23)
  const missing: string[] = []
  for (const cell of shown) {
    const tests = [...cell.matchAll(/`([^`]+)`|"([^"]+)"/g)]
    expect(tests.length).toBeGreaterThan(1)
    let source = ''
    for (const [, file, name = ''] of tests) {
      if (file !== undefined) source = await readFile(join(ROOT, file), 'utf8').catch(() => '')
      else if (!source.includes(name)) missing.push(name)
    }
  }
  expect(missing).toEqual([])
})

test('every test that a requirement of the security page leans on is there', async () => {
  const rows = [...textOf('docs/security.md').matchAll(/^\| \d+\.\d+\.\d+ \|.*\| (.+) \|$/gm)]
  expect(rows.length).toBeGreaterThan(100)
  const cells = rows.map(([, cell = '']) => cell)
  expect(cells.filter((cell) => cell !== '–' && !/^`[^`]+`(, `[^`]+`)*$/.test(cell))).toEqual([])
  const files = new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1])))
  const missing = []
  for (const file of files) if (!(await leadsSomewhere(file ?? '', undefined))) missing.push(file)
  expect(missing).toEqual([])
})

test('no decision is longer than sixty lines, and each has its three parts', () => {
  const decisions = pages.filter(({ file }) => file.startsWith('docs/decisions/'))
  expect(decisions.length).toBeGreaterThan(0)
  for (const { file, text: said } of decisions) {
    expect([file, said.trimEnd().split('\n').length <= 60]).toEqual([file, true])
    const headings = [...said.matchAll(/^## (.*)$/gm)].map((match) => match[1])
    expect([file, headings]).toEqual([file, ['Background', 'Decision', 'Consequences']])
    expect(file).toMatch(/\/\d{4}-[a-z0-9-]+\.md$/)
  }
})

function textOf(file: string): string {
  return pages.find((page) => page.file === file)?.text ?? ''
}

/** All of `src` as one text. */
async function readSources(): Promise<string> {
  const files = await readdir(join(ROOT, 'src'), { recursive: true })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
  const texts = await Promise.all(sources.map((file) => readFile(join(ROOT, 'src', file), 'utf8')))
  return texts.join('\n')
}

async function readPages(): Promise<readonly Page[]> {
  const below = await readdir(join(ROOT, 'docs'), { recursive: true })
  const files = [
    ...['README.md', 'README.ru.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...below.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`),
  ]
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(ROOT, file), 'utf8') })),
  )
}

async function leadsSomewhere(file: string, heading: string | undefined): Promise<boolean> {
  const exists = await access(join(ROOT, file)).then(
    () => true,
    () => false,
  )
  if (!exists || heading === undefined) return exists
  const headings = (await readFile(join(ROOT, file), 'utf8')).matchAll(/^#+ (.*)$/gm)
  return [...headings].some(([, words = '']) => anchorOf(words) === heading)
}

/** The anchor that a heading gets where Markdown is shown. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function wordsAfter(pattern: RegExp): readonly string[] {
  return pages.flatMap((page) => [...page.text.matchAll(pattern)].map((match) => match[1] ?? ''))
}

function settingsIn(source: string): readonly string[] {
  return [...new Set([...source.matchAll(/\bEVERCHECK_[A-Z_]+/g)].map(([name]) => name))].sort()
}

async function commandsOf(command: readonly string[]): Promise<readonly string[]> {
  const help = await helpOf(command)
  const list = /\nCommands:\n([\s\S]*)$/.exec(help)?.[1] ?? ''
  const names = [...list.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1] ?? '')
  expect(names.length).toBeGreaterThan(2)
  return names.filter((name) => name !== 'help' && !GROUPS.includes(name))
}

/** What `evercheck help …` prints. */
async function helpOf(command: readonly string[]): Promise<string> {
  const stdout = new PassThrough()
  const shell = {
    environment: {},
    // Help is written, and nothing is asked of the terminal.
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: new PassThrough() as unknown as NodeJS.WriteStream,
    signal: new AbortController().signal,
  }
  await runProgram(shell, helpLine(command))
  stdout.end()
  return await text(stdout)
}

/** Commander knows `help` for its own commands, and `--help` below them. */
function helpLine([first, second]: readonly string[]): readonly string[] {
  if (first === undefined) return ['--help']
  return second === undefined ? ['help', first] : [first, 'help', second]
}
