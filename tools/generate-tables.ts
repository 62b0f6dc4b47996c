/** Writes src/db/tables.gen.ts from the migrations: `node tools/generate-tables.ts [--check]`. */
import { readFile, writeFile } from 'node:fs/promises'
import { Kysely, PGliteDialect, sql } from 'kysely'
import type { Database } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import type { Tables } from '../src/db/tables.gen.ts'

const FILE = new URL('../src/db/tables.gen.ts', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  text: 'string',
  bigint: 'string',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  jsonb: 'unknown',
  'timestamp with time zone': 'Date',
}

type Column = {
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
  readonly is_nullable: 'YES' | 'NO'
  readonly has_default: boolean
  readonly one_of: string | null
}

/** The text of the generated file for a database with the present schema. */
export async function generateTables({ db }: { readonly db: Database }): Promise<string> {
  const columns = await sql<Column>`
    select c.table_name, c.column_name, c.data_type, c.is_nullable,
      (c.column_default is not null or c.is_identity = 'YES') as has_default,
      (select pg_get_constraintdef(k.oid)
       from pg_constraint k
       where k.contype = 'c'
         and k.conrelid = c.table_name::regclass
         and k.conkey = array[c.ordinal_position::smallint]
         and pg_get_constraintdef(k.oid) like '%ARRAY[%'
       limit 1) as one_of
    from information_schema.columns c
    where c.table_schema = 'public'
    order by c.table_name, c.ordinal_position`.execute(db)
  return render(columns.rows)
}

function render(columns: readonly Column[]): string {
  const tables = [...new Set(columns.map((column) => column.table_name))]
  const blocks = tables.map((table) => {
    const fields = columns.filter((column) => column.table_name === table).map(field)
    return `export type ${typeName(table)} = {\n${fields.join('\n')}\n}\n`
  })
  const index = tables.map((table) => `  ${table}: ${typeName(table)}`).join('\n')
  return [
    '// Generated from src/db/migrations by tools/generate-tables.ts. Do not edit.',
    "import type { Generated } from 'kysely'\n",
    ...blocks,
    `export type Tables = {\n${index}\n}\n`,
  ].join('\n')
}

function field(column: Column): string {
  const allowed = column.one_of?.match(/'([^']*)'::text/g)?.map((word) => word.slice(0, -6))
  const base = allowed ? allowed.join(' | ') : (TYPES[column.data_type] ?? 'unknown')
  const type = column.is_nullable === 'YES' ? `${base} | null` : base
  return `  ${column.column_name}: ${column.has_default ? `Generated<${type}>` : type}`
}

function typeName(table: string): string {
  return `${table.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase())}Table`
}

if (import.meta.main) {
  const { PGlite } = await import('@electric-sql/pglite')
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: new PGlite() }) })
  await migrate({ db })
  const text = await generateTables({ db })
  await db.destroy()
  if (process.argv.includes('--check')) {
    if ((await readFile(FILE, 'utf8')) !== text) {
      process.stderr.write('tables.gen.ts is not what the migrations say. Run `npm run tables`.\n')
      process.exitCode = 1
    }
  } else {
    await writeFile(FILE, text)
  }
}
