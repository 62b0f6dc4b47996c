import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { generateTables } from '../tools/generate-tables.ts'
import { makeTestDatabase } from './databases.ts'
import { KEPT, ROOMS } from './rooms.ts'

/** Words that belong to one file, and why. Test files may use them. */
const BANNED: readonly { word: RegExp; only: readonly string[]; why: string }[] = [
  {
    word: /\bDate\.now\(|new Date\(\)|performance\.now\(/,
    only: ['src/kernel/clock.ts'],
    why: 'take a Clock',
  },
  {
    word: /\bsetTimeout\(|\bsetInterval\(/,
    // What the second holds runs inside a page, where nobody has a clock.
    only: ['src/kernel/clock.ts', 'src/instagram/login/page-facts.ts'],
    why: 'take a Clock',
  },
  { word: /\bprocess\.env\b/, only: ['src/main.ts'], why: 'settings come through src/config' },
  { word: /\bconsole\./, only: [], why: 'tell an event, or write to the terminal at the edge' },
  { word: /\bMath\.random\(/, only: [], why: 'take a Random' },
  { word: /\bexport default\b/, only: [], why: 'named exports only' },
  { word: /\bexport \*/, only: [], why: 'no barrels: import the file itself' },
]

const ROOT = new URL('..', import.meta.url).pathname
const LINES_MAX = 400
const COLUMNS_MAX = 100

type Source = { readonly file: string; readonly text: string }

const sources = await readSources()
/** What is shipped. Tests, benches and tools may reach for what they need. */
const product = sources.filter(({ file }) => {
  return /^(src|simulator|panel)\//.test(file) && !/\.(test|config)\.|\/test-[^/]*$/.test(file)
})

/** The parts of the panel that all its pages stand on, from the bottom up. */
const PANEL_PARTS: readonly string[] = ['wire', 'ui', 'people', 'states', 'frame', 'acts']

test('a page of the panel imports no other page, and its parts only look down', () => {
  const wrong: string[] = []
  const partOf = (file: string): string | null => /^panel\/src\/([\w-]+)\//.exec(file)?.[1] ?? null
  const height = (part: string): number => PANEL_PARTS.indexOf(part)
  for (const { file, text } of product) {
    const part = partOf(file)
    // The application puts the pages together.
    if (part === null || part === 'app') continue
    for (const target of importsOf(file, text)) {
      const other = partOf(target)
      if (other === null || other === part || other === 'style') continue
      const isBelow = height(other) >= 0 && (height(part) < 0 || height(other) < height(part))
      if (!isBelow) wrong.push(`${file} imports ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

test('imports only look down, and every permission is used', () => {
  const wrong: string[] = []
  const used = new Set<string>()
  for (const { file, text } of product) {
    const room = roomOf(file)
    for (const target of importsOf(file, text)) {
      const other = roomOf(target)
      if (other === room) continue
      used.add(`${room} -> ${other}`)
      if (!ROOMS[room]?.includes(other)) wrong.push(`${file} imports ${target}`)
    }
  }
  const unused = Object.entries(ROOMS).flatMap(([room, others]) =>
    others.map((other) => `${room} -> ${other}`).filter((permission) => !used.has(permission)),
  )
  expect({ wrong, unused }).toEqual({ wrong: [], unused: [] })
})

test('every file lives in a room that is known', () => {
  const lost = product.map(({ file }) => file).filter((file) => roomOf(file) === '')
  expect(lost).toEqual([])
})

test('a package that belongs to a room is imported there only', () => {
  const wrong: string[] = []
  for (const { file, text } of product) {
    for (const name of packagesOf(text)) {
      const rooms = KEPT[name]
      if (rooms && !rooms.includes(roomOf(file))) wrong.push(`${file} imports ${name}`)
    }
  }
  expect(wrong).toEqual([])
})

test('time, chance, settings and the terminal come in through their doors', () => {
  const wrong: string[] = []
  for (const { file, text } of product) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const { word, only, why } of BANNED) {
      // A browser has no other clock than its own.
      if (file.startsWith('panel/') && why === 'take a Clock') continue
      if (word.test(code) && !only.includes(file)) wrong.push(`${file}: ${word.source}: ${why}`)
    }
  }
  expect(wrong).toEqual([])
})

test('no file is longer than 400 lines, no line wider than 100 columns', () => {
  const wrong = sources.flatMap(({ file, text }) => {
    if (file.endsWith('.gen.ts')) return []
    const lines = text.split('\n')
    const wide = lines.findIndex(
      (line) => [...line].length > COLUMNS_MAX && !/['"`]|\/\^/.test(line),
    )
    // Cases are rows of tables there.
    const isTold = file.endsWith('.test.ts')
    return [
      ...(lines.length > LINES_MAX ? [`${file} has ${lines.length} lines`] : []),
      ...(wide >= 0 && !isTold ? [`${file}:${wide + 1} is too wide`] : []),
    ]
  })
  expect(wrong).toEqual([])
})

test('drawers have no place in the house', () => {
  const drawers =
    /(^|\/)(utils?|helpers?|common|shared|services?|types|interfaces|constants|index)(\/|\.ts$)/
  expect(sources.map(({ file }) => file).filter((file) => drawers.test(file))).toEqual([])
})

test('no test is skipped, left out or alone', () => {
  const wrong = sources
    .filter(({ file }) => file.includes('.test.') && file !== 'test/tidy.test.ts')
    .filter(({ text }) => /\b(it|test|describe)\.(only|todo)\b|\.skip\(/.test(text))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('folders of tests are removed in one place, which looks whether a server lives there', () => {
  const wrong = sources
    .filter(({ file }) => /^test\//.test(file) && file !== 'test/quick-folder.ts')
    .filter(({ text }) => /\brm(Sync)?\([^{}]*\{[^{}]*recursive/.test(text))
  expect(wrong.map(({ file }) => file)).toEqual([])
})

test('the generated tables are what the migrations say', async () => {
  const made = await makeTestDatabase()
  const options = { url: made.url, dataFolder: '', holder: newHolder(), connectionsMax: 1 }
  const database = await openDatabase(options)
  const text = await generateTables(database)
  await database.close()
  await made.drop()
  expect(await readFile(join(ROOT, 'src/db/tables.gen.ts'), 'utf8')).toBe(text)
})

function roomOf(file: string): string {
  return Object.keys(ROOMS).find((room) => file === room || file.startsWith(`${room}/`)) ?? ''
}

function importsOf(file: string, text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import\() ?'(\.{1,2}\/[^']+)'/g)].map((match) =>
    join(file, '..', match[1] ?? '').replaceAll(sep, '/'),
  )
}

function packagesOf(text: string): readonly string[] {
  return [...text.matchAll(/from '([^.'][^']*)'/g)].map((match) => {
    const parts = (match[1] ?? '').split('/')
    return parts[0]?.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
  })
}

async function readSources(): Promise<readonly Source[]> {
  const files: string[] = []
  for (const folder of ['src', 'simulator', 'panel', 'test', 'bench', 'tools']) {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
      // What others have written, and what a generator has left there.
      if (/\/panel\/dist|\/node_modules(\/|$)|\/api-client\/client/.test(entry.parentPath)) continue
      files.push(relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    }
  }
  const houses = /^(src|simulator|panel)\//
  return Promise.all(
    files
      .sort((a, b) => Number(houses.test(b)) - Number(houses.test(a)))
      .map(async (file) => ({ file, text: await readFile(join(ROOT, file), 'utf8') })),
  )
}
