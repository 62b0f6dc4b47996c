import { randomUUID } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { ZipFile } from 'yazl'
import { type HeldOff, holdOffMigrations } from '../db/hold-off-migrations.ts'
import { systemClock } from '../kernel/clock.ts'
import { systemReason } from '../kernel/system-reason.ts'
import { MANIFEST_FILE, Manifest, rowsFile } from './manifest.ts'
import { type CopiedTable, copiedTables, quoted } from './tables.ts'

/** What a backup needs of the database. */
export type BackupContext = {
  /** A connection of its own, without limits. */
  openPatientClient(): Promise<pg.Client>
}

/** Where the backup should go stands something that nobody has backed up: the key, perhaps. */
export class BackupFileTakenError extends Error {
  override readonly name = 'BackupFileTakenError'
  readonly code = 'BACKUP_FILE_TAKEN'

  constructor(file: string) {
    super(`${file} is there and is no backup: name another file, or move it away`)
  }
}

/** The system refuses to have the backup written where it should go. */
export class BackupUnwritableError extends Error {
  override readonly name = 'BackupUnwritableError'
  readonly code = 'BACKUP_UNWRITABLE'

  constructor(file: string, reason: string, cause: unknown) {
    super(`The backup cannot be written to ${file}: ${reason}.`, { cause })
  }
}

/** How every ZIP archive begins, and so every backup. */
const ARCHIVE_BEGINS = Buffer.from('PK')

/**
 * Copies the whole database into one file while everything goes on: what is in it is of one moment.
 * Migrations wait until it is written, and it waits for those that are being made.
 * Jobs that wait for delivery are not in it, and neither are keys: secrets stay sealed. Only its
 * owner may read the file; it appears when it is whole and on the disk. Memory stays flat. Returns
 * how many tables are in it.
 * @throws BackupFileTakenError BACKUP_FILE_TAKEN when the file is there and is no backup;
 * BackupUnwritableError BACKUP_UNWRITABLE
 * @throws what the disk or the database say; then there is no file
 */
export async function backUp(context: BackupContext, file: string): Promise<number> {
  if (await holdsSomethingElse(file)) throw new BackupFileTakenError(file)
  const migrations = await holdOffMigrations(context)
  try {
    return await write(context, file, migrations)
  } finally {
    await migrations.letGo().catch(() => undefined)
  }
}

async function write(context: BackupContext, file: string, migrations: HeldOff): Promise<number> {
  const client = await context.openPatientClient()
  // Of this run alone: two at a time, such as one by cron and one by hand, end with one of both.
  const draft = `${file}.${randomUUID()}.part`
  try {
    await sweepDraftsOf(file)
    await client.query('begin isolation level repeatable read, read only')
    const tables = await copiedTables(client)
    const manifest = await manifestOf(client, tables)
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), MANIFEST_FILE)
    for (const table of tables) {
      zip.addReadStreamLazy(rowsFile(table.name), (done) => done(null, rowsOf(client, table)))
    }
    zip.end()
    const mode = 0o600
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
    // Node takes the flags of `open` as a number where a name does not say enough.
    const out = createWriteStream(draft, { mode, flags: flags as unknown as string, flush: true })
    const broken = new Promise<never>((_, reject) => {
      zip.on('error', (error: Error) => reject(error))
    })
    await Promise.race([pipeline(zip.outputStream, out), broken])
    await client.query('commit')
    await migrations.letGo()
    await rename(draft, file)
    await flushFolderOf(file)
    return tables.length
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!UNWRITABLE.has(code)) throw error
    throw new BackupUnwritableError(file, systemReason(code), error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A link is replaced as a link, and what it leads to stays. */
async function holdsSomethingElse(file: string): Promise<boolean> {
  const there = await lstat(file).catch(() => null)
  if (there === null || !there.isFile() || there.size === 0) return false
  const opened = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const begins = Buffer.alloc(ARCHIVE_BEGINS.length)
    await opened.read(begins, 0, begins.length, 0)
    return !begins.equals(ARCHIVE_BEGINS)
  } finally {
    await opened.close()
  }
}

function rowsOf(client: pg.ClientBase, { name, columns }: CopiedTable) {
  const list = columns.map(quoted).join(', ')
  const rows = client.query(copyTo(`copy (select ${list} from ${quoted(name)}) to stdout`))
  // One that is cut off in the middle says so to nobody else, after whatever has cut it off.
  rows.on('error', () => undefined)
  return rows
}

/** What the system says where a file cannot be. */
const UNWRITABLE = new Set([
  'EACCES',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EROFS',
])

/** A draft as old as that belongs to nobody any more. */
const DRAFT_MS_MAX = 24 * 3_600_000

/** Removes what runs that were killed have left beside `file`. */
async function sweepDraftsOf(file: string): Promise<void> {
  const folder = dirname(file)
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith('.part')) continue
    const draft = join(folder, name)
    const found = await lstat(draft).catch(() => null)
    const ageMs = systemClock.now().getTime() - (found?.mtimeMs ?? Number.POSITIVE_INFINITY)
    if (ageMs > DRAFT_MS_MAX) await rm(draft, { force: true })
  }
}

async function manifestOf(
  client: pg.ClientBase,
  tables: readonly CopiedTable[],
): Promise<Manifest> {
  const migrations = await client.query<{ name: string; digest: string }>(
    'select name, digest from migrations order by name',
  )
  const keys = await client.query<{ fingerprint: string }>(
    'select fingerprint from vault_keys order by fingerprint',
  )
  const now = await client.query<{ now: Date }>('select evercheck_now() as now')
  return Manifest.parse({
    format: 'evercheck-backup-1',
    createdAt: now.rows[0]?.now.toISOString(),
    migrations: Object.fromEntries(migrations.rows.map(({ name, digest }) => [name, digest])),
    keys: keys.rows.map(({ fingerprint }) => fingerprint),
    tables,
  })
}

/** A name is on the disk when its folder is. */
async function flushFolderOf(file: string): Promise<void> {
  const folder = await open(dirname(file), constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
