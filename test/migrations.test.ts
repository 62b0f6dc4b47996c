import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { backUp } from '../src/backup/back-up.ts'
import { restore } from '../src/backup/restore.ts'
import { type OpenDatabase, openDatabase } from '../src/db/database.ts'
import { migrate, SchemaInUseError, SchemaMismatchError } from '../src/db/migrate.ts'
import { parseMigration, readMigrations } from '../src/db/migration-files.ts'
import { openPool } from '../src/db/pool.ts'
import { newHolder } from '../src/kernel/ids.ts'
import { makeTestDatabase } from './databases.ts'
import { removeFolder } from './quick-folder.ts'
import { ADA, Trial } from './trial.ts'

const EXPAND = '--! expand\n'
const LATER = {
  '9001_more.sql': `${EXPAND}alter table checks add column later text not null default 'x';
create table later (id text primary key);`,
  '9002_index.sql': `${EXPAND}--! no-transaction
create index concurrently if not exists later_members on check_members (list, pk);`,
} as const
const CONTRACT = { '9003_less.sql': '--! contract\nalter table checks drop column later;' } as const

test('a migration says what it does to older programs, and one that does not is taken for the worse', () => {
  const plain = parseMigration('1', 'select 1;\n-- expand\nselect 2;')
  expect(plain).toMatchObject({ kind: 'contract', inTransaction: true })
  expect(plain.statements).toEqual(['select 1', 'select 2'])
  const marked = parseMigration('2', '--! expand\n--! no-transaction\nselect 1;')
  expect(marked).toMatchObject({ kind: 'expand', inTransaction: false })
})

/** From before migrations said what they are; none of them was ever applied beside an older one. */
const UNMARKED_UNTIL = '0061'

test('every migration of ours says whether older programs can go on beside it', async () => {
  const files = (await readMigrations()).filter(({ name }) => name > UNMARKED_UNTIL)
  const silent: string[] = []
  for (const { name } of files) {
    const text = await readFile(new URL(`../src/db/migrations/${name}`, import.meta.url), 'utf8')
    if (!/^--! (expand|contract)$/m.test(text)) silent.push(`${name} begins with no --! expand`)
  }
  expect(silent).toEqual([])
})

test('a backup that is being written loses nothing to a migration that writes a table anew', async () => {
  await using trial = await Trial.open()
  await trial.check()
  await using next = await opened(trial.databaseUrl)
  const more = await folderOf({
    '9004_anew.sql': `${EXPAND}alter table check_members alter column pass type bigint;`,
  })
  const folder = await mkdtemp(join(tmpdir(), 'backup-'))
  onTestFinished(() => removeFolder(folder))
  const file = join(folder, 'backup.zip')
  let migrating: Promise<readonly string[]> | null = null
  await backUp(
    {
      async openPatientClient() {
        const client = await trial.app.openPatientClient()
        const query = client.query.bind(client)
        const asking = (asked: unknown, ...rest: unknown[]) => {
          const ask = () => Reflect.apply(query, client, [asked, ...rest])
          // What is in the backup is settled, and nothing of it is copied yet.
          if (asked !== 'select evercheck_now() as now') return ask()
          migrating = migrate(next, { more })
          return Promise.race([migrating, settledOrWaiting(trial)]).then(ask)
        }
        return Object.assign(client, { query: asking })
      },
    },
    file,
  )
  expect(await migrating).toEqual(['9004_anew.sql'])
  await using to = await Trial.open({ accounts: [], loggedIn: [] })
  await restore(to.app, file)
  expect(await to.saved('followers')).toHaveLength(ADA.followers)
})

/** Until a migrator finds that it must wait. */
async function settledOrWaiting({ app: { db } }: Trial): Promise<void> {
  for (;;) {
    const found = await sql<{ waits: boolean }>`
      select exists (
        select from pg_stat_activity
        where datname = current_database()
          and query like '%pg_try_advisory_lock(%'
          and query not like '%pg_stat_activity%'
      ) as waits
    `.execute(db)
    if (found.rows[0]?.waits) return
  }
}

test('a schema grows while a check is read, and programs of the version before go on beside it', async () => {
  await using trial = await Trial.open()
  await using next = await opened(trial.databaseUrl)
  const later = await folderOf(LATER)
  const applied: string[] = []
  trial.process.beforeRequest = async (_request, number) => {
    if (number === 4) applied.push(...(await migrate(next, { more: later })))
  }
  expect((await trial.check()).status).toBe('completed')
  expect(applied).toEqual(Object.keys(LATER))
  expect(await trial.saved('followers')).toHaveLength(ADA.followers)
  // One of the version before that starts only now.
  await trial.start()
  expect((await trial.check()).status).toBe('completed')
})

test('what takes away waits until nobody lives who does not know it', async () => {
  await using trial = await Trial.open({ accounts: [], loggedIn: [] })
  await using next = await opened(trial.databaseUrl)
  const later = await folderOf({ ...LATER, ...CONTRACT })
  await expect(migrate(next, { more: later })).rejects.toThrow(SchemaInUseError)
  // The expansions before it are there, each by itself.
  expect(await appliedIn(next)).toEqual(expect.arrayContaining(Object.keys(LATER)))
  await trial.process.die()
  expect(await migrate(next, { more: later })).toEqual(Object.keys(CONTRACT))
  await expect(trial.start()).rejects.toThrow(SchemaMismatchError)
})

test('a migration takes as long as it needs, whatever else is limited', async () => {
  const { url, drop } = await makeTestDatabase()
  onTestFinished(drop)
  const limits = { connectMs: 10_000, statementMs: 100, transactionMs: 100, silenceMs: 100 }
  const address = () => ({ connectionString: url ?? '' })
  const pool = openPool({ address, revive: null, holder: newHolder(), connectionsMax: 1, limits })
  onTestFinished(() => pool.close())
  const later = await folderOf({
    '9001_slow.sql': `${EXPAND}select pg_sleep(0.4);`,
    '9002_index.sql': `${EXPAND}--! no-transaction\nselect pg_sleep(0.4);`,
  })
  expect(await migrate(pool, { more: later })).toEqual(['9001_slow.sql', '9002_index.sql'])
  // They are the limits of everything else.
  const another = await folderOf({ '9003_slow.sql': `${EXPAND}select pg_sleep(0.4);` })
  await expect(migrate({ db: pool.db }, { more: another })).rejects.toThrow()
})

test('a migration that fails leaves nothing of itself, and those before it stay', async () => {
  const { url, drop } = await makeTestDatabase()
  onTestFinished(drop)
  await using next = await opened(url)
  const later = await folderOf({
    '9001_good.sql': `${EXPAND}create table good (id text primary key);`,
    '9002_bad.sql': `${EXPAND}create table half (id text primary key);\nselect nonsense;`,
  })
  await expect(migrate(next, { more: later })).rejects.toThrow('nonsense')
  const there = await sql<{ good: string | null; half: string | null }>`
    select to_regclass('good')::text as good, to_regclass('half')::text as half
  `.execute(next.db)
  expect(there.rows).toEqual([{ good: 'good', half: null }])
})

test('an index whose making was interrupted is made anew', async () => {
  const { url, drop } = await makeTestDatabase()
  onTestFinished(drop)
  await using next = await opened(url)
  await sql`create table pairs (a integer)`.execute(next.db)
  await sql`insert into pairs values (1), (1)`.execute(next.db)
  const later = await folderOf({
    '9001_index.sql': `${EXPAND}--! no-transaction
create unique index concurrently if not exists pairs_a on pairs (a);`,
  })
  await expect(migrate(next, { more: later })).rejects.toThrow('pairs_a')
  await sql`delete from pairs where ctid = (select min(ctid) from pairs)`.execute(next.db)
  await migrate(next, { more: later })
  const index = await sql<{ indisvalid: boolean }>`
    select indisvalid from pg_index where indexrelid = 'pairs_a'::regclass`.execute(next.db)
  expect(index.rows).toEqual([{ indisvalid: true }])
})

test('of many that migrate at once one does it, beside an index that is made concurrently', async () => {
  const { url, drop } = await makeTestDatabase()
  onTestFinished(drop)
  const later = await folderOf(LATER)
  const all = await Promise.all(
    Array.from({ length: 6 }, async () => {
      await using next = await opened(url)
      return await migrate(next, { more: later })
    }),
  )
  expect(all.flat()).toEqual(Object.keys(LATER))
})

async function appliedIn({ db }: Pick<OpenDatabase, 'db'>): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>`select name from migrations order by name`.execute(db)
  return rows.rows.map(({ name }) => name)
}

async function opened(url: string | null): Promise<OpenDatabase & AsyncDisposable> {
  const options = { url, dataFolder: '', holder: newHolder(), connectionsMax: 2 }
  const database = await openDatabase(options)
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
}

async function folderOf(files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  onTestFinished(() => removeFolder(folder))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return pathToFileURL(`${folder}/`)
}
