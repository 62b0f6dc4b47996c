import { statfs } from 'node:fs/promises'
import { PGlite, types } from '@electric-sql/pglite'
import type { DatabaseConnection, Driver } from 'kysely'
import { Kysely, PGliteDialect } from 'kysely'
import { DiskFullError, TooLittleRoomError } from '../kernel/disk-full.ts'
import type { Tables } from './tables.gen.ts'

/**
 * Opens PGlite in `folder` (created if missing). The process that opens it must be its only one.
 */
export async function openPGlite(folder: string): Promise<PGlite> {
  const pglite = new PGlite({
    dataDir: folder,
    // As the node driver does: 64-bit numbers stay text, so that no pk is ever rounded.
    parsers: { [types.INT8]: (text) => text },
  })
  await pglite.waitReady
  return pglite
}

/** Two segments of the write-ahead log and what a slice of a check may add. */
const ROOM_BYTES_MIN = 64 * 1024 * 1024

/**
 * Makes sure that there is room for the embedded database to go on. It must be asked before: when a
 * segment of its log cannot be written, PGlite neither fails nor returns.
 * @throws DiskFullError DISK_FULL
 */
export async function ensureRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= ROOM_BYTES_MIN) return
  throw new DiskFullError(folder, new TooLittleRoomError(bavail * bsize, ROOM_BYTES_MIN))
}

/** A query builder over an open PGlite. Closing it closes the PGlite. */
export function embeddedKysely(pglite: PGlite): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new OneAtATimeDialect({ pglite }) })
}

/**
 * PGlite has one connection, and the dialect hands it to everybody at once: a statement sent while
 * a transaction is open would become part of it. Whoever acquires the connection has it alone.
 */
class OneAtATimeDialect extends PGliteDialect {
  override createDriver(): Driver {
    const driver = super.createDriver()
    let last: Promise<void> = Promise.resolve()
    const releases = new WeakMap<DatabaseConnection, () => void>()
    const acquire = driver.acquireConnection.bind(driver)
    const release = driver.releaseConnection.bind(driver)
    driver.acquireConnection = async (options) => {
      const before = last
      const turn = Promise.withResolvers<void>()
      last = turn.promise
      await before
      const connection = await acquire(options)
      releases.set(connection, turn.resolve)
      return connection
    }
    driver.releaseConnection = async (connection, options) => {
      await release(connection, options)
      releases.get(connection)?.()
    }
    return driver
  }
}
