import { Transform, Writable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { BackupContext } from './back-up.ts'
import {
  BackupUnreadableError,
  BackupVersionError,
  MANIFEST_FILE,
  Manifest,
  RestoreNotEmptyError,
  rowsFile,
} from './manifest.ts'
import { copiedTables, quoted } from './tables.ts'

/** A database that moves here and is used no more where it was: nothing of it is put to rest. */
export type Arriving = {
  readonly id: string
  /** Where it comes from, as people say it. */
  readonly from: string
}

/** What was restored. */
export type Restored = {
  readonly createdAt: Date
  /** The names of accounts that were in use: they are paused. */
  readonly paused: readonly string[]
  /** Fingerprints of the keys that open its secrets. */
  readonly keys: readonly string[]
}

/**
 * Takes a backup into an empty database of the same schema: all of it, or nothing. Nothing goes on
 * by itself afterwards: accounts are paused, and the sessions of each are tested before they are
 * used, because the system that the backup is from may still run. What is `arriving` goes on where
 * it stood, deliveries and readers of events among them, and is noted as not yet all here. Durable
 * when it returns.
 * @throws BackupUnreadableError BACKUP_UNREADABLE, BackupVersionError BACKUP_VERSION,
 * RestoreNotEmptyError RESTORE_NOT_EMPTY; nothing was changed
 */
export async function restore(
  context: BackupContext,
  file: string,
  arriving: Arriving | null = null,
): Promise<Restored> {
  const { zip, entries } = await openBackup(file)
  const client = await context.openPatientClient()
  try {
    const manifest = await manifestIn(zip, entries)
    await client.query('begin')
    await refuseOtherSchema(client, manifest)
    // What triggers would add is in the backup already.
    await setTriggers(client, 'disable')
    await emptied(client)
    for (const { name, columns } of manifest.tables) {
      const entry = entries.get(rowsFile(name))
      if (!entry) throw new BackupUnreadableError(`The rows of ${name} are missing in ${file}.`)
      const list = columns.map(quoted).join(', ')
      const into = client.query(copyFrom(`copy ${quoted(name)} (${list}) from stdin`))
      // A broken copy ends with its connection, after the pipeline has said why.
      into.on('error', () => undefined)
      await pipeline(await zip.openReadStreamPromise(entry), checked(entry), into)
    }
    await setTriggers(client, 'enable')
    await continueNumbers(client)
    if (arriving === null) await forgetWhatWasUnderWay(client)
    else await carryOn(client, arriving)
    await letGo(client)
    const paused = arriving === null ? await putToRest(client) : []
    await client.query('commit')
    return { createdAt: new Date(manifest.createdAt), paused, keys: manifest.keys }
  } finally {
    zip.close()
    await client.end().catch(() => undefined)
  }
}

/**
 * Reads a backup to its end, as a restore would, and changes nothing. Returns as of when it is.
 * @throws BackupUnreadableError BACKUP_UNREADABLE
 */
export async function tryBackup(file: string): Promise<Date> {
  const { zip, entries } = await openBackup(file)
  try {
    const manifest = await manifestIn(zip, entries)
    for (const { name } of manifest.tables) {
      const entry = entries.get(rowsFile(name))
      if (!entry) throw new BackupUnreadableError(`The rows of ${name} are missing in ${file}.`)
      await pipeline(await zip.openReadStreamPromise(entry), checked(entry), nowhere())
    }
    return new Date(manifest.createdAt)
  } finally {
    zip.close()
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

/** Passes the bytes of an entry on, and fails at their end if their checksum is another one. */
function checked(entry: Entry): Transform {
  let sum = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
    flush(done) {
      const isWhole = sum === entry.crc32
      done(isWhole ? null : new BackupUnreadableError(`${entry.fileName} is damaged.`))
    },
  })
}

async function openBackup(
  file: string,
): Promise<{ readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }> {
  try {
    const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false })
    const entries = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
    return { zip, entries }
  } catch (cause) {
    throw new BackupUnreadableError(`${file} is no backup of Evercheck, or is damaged.`, { cause })
  }
}

async function manifestIn(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<Manifest> {
  const entry = entries.get(MANIFEST_FILE)
  const read = entry ? await json(await zip.openReadStreamPromise(entry)).catch(() => null) : null
  const manifest = Manifest.safeParse(read)
  if (manifest.success) return manifest.data
  throw new BackupUnreadableError('The file is no backup of Evercheck, or is damaged.')
}

async function refuseOtherSchema(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  const ours = await client.query<{ name: string; digest: string }>(
    'select name, digest from migrations',
  )
  const known = new Map(ours.rows.map(({ name, digest }) => [name, digest]))
  const theirs = Object.entries(manifest.migrations)
  const differs = theirs.some(([name, digest]) => known.get(name) !== digest)
  if (!differs && known.size === theirs.length) return
  throw new BackupVersionError(
    'The backup was made by another version of Evercheck. Restore it with that version, then upgrade.',
  )
}

async function setTriggers(client: pg.ClientBase, to: 'enable' | 'disable'): Promise<void> {
  for (const { name } of await copiedTables(client)) {
    await client.query(`alter table ${quoted(name)} ${to} trigger user`)
  }
}

/** Makes room for the rows that every new database has. */
async function emptied(client: pg.ClientBase): Promise<void> {
  const used = await client.query<{ used: boolean }>(`
    select exists (select from instagram_accounts) or exists (select from checks)
      or exists (select from refresh_credentials) or exists (select from operators)
      or (select count(*) from customers) > 1 as used`)
  if (used.rows[0]?.used) {
    throw new RestoreNotEmptyError(
      'There are accounts, checks, customers or operators in the database already; a backup goes into an empty one. Set EVERCHECK_DATA or DATABASE_URL to another place.',
    )
  }
  const tables = [...(await copiedTables(client))].reverse()
  await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join(', ')} cascade`)
}

/** New rows are numbered after those that were taken in. */
async function continueNumbers(client: pg.ClientBase): Promise<void> {
  const numbered = await client.query<{ table: string; column: string; sequence: string }>(`
    select table_name as "table", column_name as "column",
      pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
    from information_schema.columns
    where table_schema = current_schema()
      and pg_get_serial_sequence(quote_ident(table_name), column_name) is not null`)
  for (const { table, column, sequence } of numbered.rows) {
    await client.query(
      `select setval($1, coalesce((select max(${quoted(column)}) from ${quoted(table)}), 0) + 1, false)`,
      [sequence],
    )
  }
}

/**
 * What the old system has told or was about to tell is its own: nothing of it is sent again. Events
 * are read in the order of transactions, which another server counts anew: those that came along
 * are before all others, and whoever reads on begins at the present.
 */
async function forgetWhatWasUnderWay(client: pg.ClientBase): Promise<void> {
  for (const statement of [
    `update events set xid = '0'`,
    `update events_deleted set xid = '0', id = 0`,
    'delete from webhook_place',
    'update telegram_state set cursor = null',
    `update webhook_deliveries
      set state = 'dead', finished_at = evercheck_now(), next_at = null, last_why = 'restored'
      where state = 'waiting'`,
    `update alert_deliveries
      set state = 'dead', ended_at = evercheck_now(), last_error = 'restored'
      where state = 'waiting'`,
    `update telegram_posts set state = 'done' where state in ('result', 'bell')`,
    'update telegram_letters set message = null where message is not null',
    `update telegram_updates set handled_at = evercheck_now(), body = null
      where handled_at is null`,
  ]) {
    await client.query(statement)
  }
}

/**
 * Events are read on where their readers stood. They are in the order of the old server's
 * transactions, which are none of this one's: what counts from now on is which readers have passed
 * them, and their own numbers behind that.
 */
async function carryOn(client: pg.ClientBase, { id, from }: Arriving): Promise<void> {
  await client.query(`
    create temporary table reader on commit drop as
    select 'webhooks' as name, xid, event_id as id from webhook_place
    union all
    select 'telegram', split_part(cursor, '-', 1)::xid8, split_part(cursor, '-', 2)::bigint
    from telegram_state
    where cursor is not null`)
  await client.query(`
    update events
    set xid = (
      select count(*) from reader where (reader.xid, reader.id) < (events.xid, events.id)
    )::text::xid8`)
  // Where each stands: behind all that it has passed, whatever its number.
  const stands = `(
    select count(*) from reader other where (other.xid, other.id) < (reader.xid, reader.id)
  )`
  await client.query(`
    update webhook_place
    set xid = ${stands}::text::xid8, event_id = 9223372036854775807
    from reader
    where reader.name = 'webhooks'`)
  await client.query(`
    update telegram_state
    set cursor = ${stands} || '-9223372036854775807'
    from reader
    where reader.name = 'telegram'`)
  await client.query(`update events_deleted set xid = '0', id = 0`)
  await client.query(
    `insert into database_moves (id, way, place, begun_at)
    values ($1, 'here', $2, evercheck_now())`,
    [id, from],
  )
}

/** Nobody holds anything any more. */
async function letGo(client: pg.ClientBase): Promise<void> {
  await client.query(`
    update checks set state = 'queued', holder = null, holder_until = null
    where state = 'running'`)
  await client.query(`
    update instagram_accounts
    set lease_holder = null, lease_until = null, login_since = null`)
}

/**
 * Accounts are paused, and their sessions are to be tested before they are used. Returns the names
 * of those that were in use.
 */
async function putToRest(client: pg.ClientBase): Promise<readonly string[]> {
  await client.query(`
    update instagram_sessions set label = 'retired'
    where label = 'pending'
      and account_id in (
        select account_id from instagram_sessions where label = 'current')`)
  await client.query(`
    update instagram_sessions set label = 'pending'
    where label = 'current' and died_at is null`)
  const paused = await client.query<{ username: string }>(`
    update instagram_accounts
    set standing = 'paused', standing_why = '{"kind":"restored"}'
    where standing = 'active'
    returning username`)
  return paused.rows.map(({ username }) => username).sort()
}
