import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { systemClock } from '../../kernel/clock.ts'
import { DiskFullError, TooLittleRoomError } from '../../kernel/disk-full.ts'
import { ensureOwnFolder, inFolder } from '../../kernel/folders.ts'
import type { DatabaseNote } from '../database.ts'
import { lockFolder } from '../folder-lock.ts'
import { type Cluster, isClusterThere, makeCluster } from './cluster.ts'
import { oldDatabase, refuseForeignDatabase } from './data-folder.ts'
import { findNative, type Native, reachableNative } from './native.ts'
import { addressIn, askServer, ensureServer, outlive, stopServer } from './server.ts'
import { serverUser } from './server-user.ts'
import { refuseSharedVolume } from './volume.ts'

/** Two segments of the write-ahead log and what a slice of a check may add. */
const ROOM_BYTES_MIN = 64 * 1024 * 1024
/** Starting takes tenths of a second; a start after a crash of the machine longer. */
const LOCK_MS_MAX = 60_000
const LOOK_AGAIN_MS = 25

/** How long whoever leaves waits for others. */
type Patience = {
  /** For those who are counted still, though they have left. */
  readonly usedMs: number
  /** For a server that begins, ends, or makes good what a kill has left. */
  readonly endMs: number
}

/** The next command stops what this one leaves. */
const AT_CLOSE: Patience = { usedMs: 100, endMs: 100 }
/** Nobody comes after it; and those who were killed are counted longer, with their children. */
const BEFORE_REMOVAL: Patience = { usedMs: 5000, endMs: 60_000 }

/** Where a server is while it runs, for people and for other clients. */
export type EmbeddedPlace = {
  /** Its files. */
  readonly folder: string
  /** What clients are given as the host. */
  readonly socketFolder: string
  readonly address: string
}

/**
 * The PostgreSQL server of a data folder, shared by all processes that use the folder, and nobody's
 * child. Whoever needs it makes sure that it runs; the last one to leave stops it. Both happen
 * under the folder's lock, and so does the first connection of whoever enters: one who leaves
 * counts connections, and misses nobody.
 */
export class EmbeddedServer {
  readonly dataFolder: string
  /** What the operator should know about the folder. */
  readonly notes: readonly DatabaseNote[]
  /** Whether this process has made the database. */
  isNew = false
  readonly #cluster: Cluster
  #native: Promise<Native> | null = null
  #isInside = false
  #hasLeft = false
  #socketFolder = ''

  /**
   * Looks at the data folder, which is made if need be. Nothing is started yet.
   * @throws FolderUnsafeError, FolderUnwritableError, DataVolumeError, ServerUserMissingError
   */
  static async at(dataFolder: string): Promise<EmbeddedServer> {
    await ensureOwnFolder(dataFolder)
    await refuseSharedVolume(dataFolder)
    const folder = join(dataFolder, 'postgres')
    await refuseForeignDatabase(folder)
    const user = await serverUser(folder)
    return new EmbeddedServer(dataFolder, { folder, user }, oldDatabase(dataFolder))
  }

  private constructor(dataFolder: string, cluster: Cluster, notes: readonly DatabaseNote[]) {
    this.dataFolder = dataFolder
    this.#cluster = cluster
    this.notes = notes
  }

  /** How the server is reached, as it was when it was last made sure that it runs. */
  address(): pg.ClientConfig {
    return addressIn(this.#socketFolder)
  }

  /** Where it is. */
  place(): EmbeddedPlace {
    const { host = '', user, database } = this.address()
    const address = `postgres://${user}@${encodeURIComponent(host)}/${database}`
    return { folder: this.#cluster.folder, socketFolder: host, address }
  }

  /**
   * Makes sure that the server runs, then lets `connect` make the first connection before anybody
   * can take the server for unused.
   * @throws DataInUseError, PostgresMissingError, DataDamagedError, DatabaseVersionError,
   * DiskFullError
   */
  async enter<T>(connect: () => Promise<T>): Promise<T> {
    return await this.#alone(async () => {
      this.#isInside = true
      try {
        await this.#ensure()
        return await connect()
      } finally {
        this.#isInside = false
      }
    })
  }

  /**
   * Starts the server anew if it has vanished. Rejects for a process that has left, whatever of it
   * still wants a connection: nobody would ever stop that server. @throws as `enter`
   */
  async revive(): Promise<void> {
    // Whoever connects inside has the lock already, and would wait for himself.
    if (this.#isInside) return await this.#ensure()
    await this.#alone(async () => {
      if (this.#hasLeft) throw new Error('this process has left its database')
      await this.#ensure()
    })
  }

  /**
   * Stops the server if nobody else is connected. `name` is the application name of this process's
   * own connections, which have ended, or are about to. False when others use it, or when one that
   * begins or ends of itself takes longer than there is patience for.
   */
  async leave(name: string, patience: Patience = AT_CLOSE): Promise<boolean> {
    this.#hasLeft = true
    // Removed with its folder: the lock would make that anew.
    if (!existsSync(this.#cluster.folder)) return true
    return await this.#alone(() => this.#stopUnused(name, patience))
  }

  /** Called with the folder's lock: nobody starts another server meanwhile. */
  async #stopUnused(name: string, { usedMs, endMs }: Patience): Promise<boolean> {
    const { folder } = this.#cluster
    for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
      const answer = await askServer(this.#cluster, name)
      if (answer.kind === 'up') {
        if (await isUsedByOthers(addressIn(answer.socketFolder), name, usedMs)) return false
        return await stopServer(folder)
      }
      if (answer.kind === 'none') return await outlive(folder, endMs)
      if (waitedMs >= endMs) return false
      await systemClock.sleep(LOOK_AGAIN_MS)
    }
  }

  /**
   * Asked before a stretch of work: a server that cannot write its log ends.
   * @throws DiskFullError DISK_FULL
   */
  async ensureRoom(): Promise<void> {
    const { bavail, bsize } = await statfs(this.dataFolder)
    if (bavail * bsize >= ROOM_BYTES_MIN) return
    throw new DiskFullError(this.dataFolder, new TooLittleRoomError(bavail * bsize, ROOM_BYTES_MIN))
  }

  async #ensure(): Promise<void> {
    const { folder } = this.#cluster
    await inFolder(this.dataFolder, async () => {
      const answer = await askServer(this.#cluster)
      if (answer.kind === 'up') {
        this.#socketFolder = answer.socketFolder
        return
      }
      await this.ensureRoom()
      const native = await this.#programs()
      if (!(await isClusterThere(native, folder))) {
        await makeCluster(native, this.#cluster)
        this.isNew = true
      }
      this.#socketFolder = await ensureServer(native, this.#cluster)
    })
  }

  #programs(): Promise<Native> {
    this.#native ??= findNative().then((native) => reachableNative(native, this.#cluster.user))
    return this.#native
  }

  async #alone<T>(act: () => Promise<T>): Promise<T> {
    const giveBack = await lockFolder(this.dataFolder, LOCK_MS_MAX)
    try {
      return await act()
    } finally {
      giveBack()
    }
  }
}

async function isUsedByOthers(
  address: pg.ClientConfig,
  name: string,
  patienceMs: number,
): Promise<boolean> {
  const client = new pg.Client({ ...address, application_name: name })
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
      const { rows } = await client.query<{ others: number }>(
        `select count(*)::int as others
         from pg_stat_activity
         where backend_type = 'client backend' and application_name <> $1`,
        [name],
      )
      if (rows[0]?.others === 0) return false
      if (waitedMs >= patienceMs) return true
      await systemClock.sleep(LOOK_AGAIN_MS)
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Stops the server of a data folder that a killed process may have left, before the folder is
 * removed. True when it has ended; false when somebody uses it, or it does not end.
 */
export async function stopUnusedServer(dataFolder: string): Promise<boolean> {
  if (!existsSync(join(dataFolder, 'postgres'))) return true
  const server = await EmbeddedServer.at(dataFolder)
  return await server.leave('evercheck', BEFORE_REMOVAL)
}
