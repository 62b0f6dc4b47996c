import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * What a migration does to programs that do not know it. `expand` only adds: they go on. `contract`
 * takes something away or changes it: they must be gone. One that does not say is a `contract`.
 */
export type MigrationKind = 'expand' | 'contract'

/** A migration as it lies in its file. */
export type Migration = {
  readonly name: string
  readonly digest: string
  readonly kind: MigrationKind
  /**
   * False for what PostgreSQL does outside a transaction only: `create index concurrently if not
   * exists`, which holds up nobody.
   */
  readonly inTransaction: boolean
  readonly statements: readonly string[]
}

/** Reads the migrations of this program, in their order; those of `more` behind them. */
export async function readMigrations(more: URL | null = null): Promise<readonly Migration[]> {
  own ??= readFolder(FOLDER)
  return more === null ? own : [...(await own), ...(await readFolder(more))]
}

/** Files of the program's own: they are what they were when it began. */
let own: Promise<readonly Migration[]> | null = null
let names: Promise<readonly string[]> | null = null

/** The names of the migrations that this program knows. */
export function knownMigrations(): Promise<readonly string[]> {
  names ??= namesIn(FOLDER)
  return names
}

async function namesIn(folder: URL): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}

async function readFolder(folder: URL): Promise<readonly Migration[]> {
  return Promise.all(
    (await namesIn(folder)).map(async (name) => {
      return parseMigration(name, await readFile(new URL(name, folder), 'utf8'))
    }),
  )
}

/** Reads a migration: lines that begin with `--!` say what it is. Pure. */
export function parseMigration(name: string, text: string): Migration {
  const marks = new Set([...text.matchAll(/^--! (.+)$/gm)].map(([, mark = '']) => mark.trim()))
  return {
    name,
    digest: createHash('sha256').update(text).digest('hex'),
    kind: marks.has('expand') ? 'expand' : 'contract',
    inTransaction: !marks.has('no-transaction'),
    statements: splitStatements(text),
  }
}

/**
 * The extended protocol takes one statement at a time: they end with a semicolon at the end of a
 * line, but for those within the body of a function.
 */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = []
  let statement = ''
  for (const line of text.replace(/^\s*--.*$/gm, '').split('\n')) {
    statement += `${line}\n`
    const isInBody = (statement.split('$$').length - 1) % 2 === 1
    if (isInBody || !/;\s*$/.test(line)) continue
    statements.push(statement.trim().replace(/;$/, ''))
    statement = ''
  }
  return [...statements, statement.trim()].filter((each) => each !== '')
}
