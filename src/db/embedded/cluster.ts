import { randomBytes } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DiskFullError } from '../../kernel/disk-full.ts'
import { inFolder } from '../../kernel/folders.ts'
import { copyReadyMade, READY_MADE, readyName } from './cluster-copy.ts'
import { type Native, NO_GLIBC, PostgresMissingError, programOf } from './native.ts'
import { ended, listen, startProgram } from './server-process.ts'
import { ownPath, type ServerUser, ServerUserMissingError } from './server-user.ts'

/** The embedded database cannot be made, or its files are damaged and it does not start. */
export class DataDamagedError extends Error {
  override readonly name = 'DataDamagedError'
  readonly code = 'DATA_DAMAGED'
}

/** The files of the embedded database were made by another major version of PostgreSQL. */
export class DatabaseVersionError extends Error {
  override readonly name = 'DatabaseVersionError'
  readonly code = 'DATABASE_VERSION'
}

/** Where the files of a database lie, and whom its server runs as. */
export type Cluster = {
  readonly folder: string
  readonly user: ServerUser | null
}

/** Everybody whom the system lets in at the socket is the owner; nobody comes by the network. */
const DOORS = ['--auth-local=trust', '--auth-host=reject']

const ANEW = ['-U', 'postgres', '--encoding=UTF8', '--locale=C', '--no-instructions']

/** All on the disk at once: one by one the thousand files take several times as long. */
const SYNC = process.platform === 'linux' ? ['--sync-method=syncfs'] : []

/**
 * Makes an empty database in `cluster.folder`, whose superuser is `postgres`. It is made aside and
 * then renamed: a folder of its name is a whole one, or was damaged since. It is on the disk when
 * this returns, unless `args` say otherwise. It is a copy of the one that lies ready in the folder
 * `copyOf`, with the schema; where there is none it is made anew and empty, with `args`.
 * @throws PostgresMissingError, DiskFullError, FolderUnwritableError, DataDamagedError
 */
export async function makeCluster(
  native: Native,
  cluster: Cluster,
  how: { readonly args?: readonly string[]; readonly copyOf?: string | null } = {},
): Promise<void> {
  const { folder, user } = cluster
  const { args = DOORS, copyOf = READY_MADE } = how
  const aside = `${folder}.new-${randomBytes(4).toString('hex')}`
  await makeEmpty(folder, aside)
  try {
    const ready = copyOf === null ? null : join(copyOf, await readyName(native))
    const isCopied = ready !== null && (await copyReadyMade(ready, aside, user))
    if (!isCopied) {
      await makeEmpty(folder, aside)
      await give(aside, user)
    }
    const act = isCopied ? ['--sync-only'] : [...ANEW, ...args]
    await runInitdb(native, { folder, aside, user }, [...SYNC, ...act])
    await rename(aside, folder)
  } catch (error) {
    await removeUnfinished(folder)
    throw error
  }
  await syncFolder(dirname(folder))
}

async function makeEmpty(folder: string, aside: string): Promise<void> {
  await inFolder(dirname(folder), async () => {
    await removeUnfinished(folder)
    await mkdir(aside, { mode: 0o700 })
  })
}

async function give(aside: string, user: ServerUser | null): Promise<void> {
  if (user === null) return
  await giveFolder(aside, user).catch((cause: unknown) => {
    throw notRun(cause, user)
  })
}

async function runInitdb(
  native: Native,
  place: Cluster & { readonly aside: string },
  args: readonly string[],
): Promise<void> {
  const { folder, aside, user } = place
  const said: string[] = []
  const given = ['-D', await ownPath(aside, user), ...args]
  const file = programOf(native, 'initdb')
  const initdb = startProgram({ file, args: given, folder: aside, user }, 'pipe')
  listen(initdb, (line) => said.push(line))
  const code = await ended(initdb).catch((cause: unknown) => {
    throw notRun(cause, user)
  })
  if (code !== 0) throw faultOfMaking(folder, code, said)
}

/**
 * Removes what was begun and never finished. Whoever was killed may have left one at work, which
 * goes on in a folder that has no name any more.
 */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = dirname(folder)
  const names = await readdir(parent)
  for (const name of names.filter((each) => each.startsWith(`${basename(folder)}.new-`))) {
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

/** By its handle: in another's folder the path might mean something else by now. */
async function giveFolder(folder: string, user: ServerUser): Promise<void> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
  const handle = await open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  try {
    await handle.chown(user.uid, user.gid)
  } finally {
    await handle.close()
  }
}

/** Why the system does not run a program that is there. */
function notRun(error: unknown, user: ServerUser | null): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (user !== null && (code === 'EINVAL' || code === 'EPERM')) {
    return new ServerUserMissingError(
      `PostgreSQL does not run as root, and root may not start it as another user here (number ${user.uid}, ${code}), in a container without further users most likely. Run Evercheck as another user, or set DATABASE_URL.`,
      { cause: error },
    )
  }
  const reason = code === 'ENOENT' ? NO_GLIBC : `its programs may not be run (${code})`
  return new PostgresMissingError(reason, error)
}

function faultOfMaking(folder: string, code: number | null, said: readonly string[]): Error {
  const text = said.join('\n')
  if (/No space left on device/i.test(text)) {
    return new DiskFullError(dirname(folder), new Error('No space left on device'))
  }
  if (code === 127 || code === 126) return new PostgresMissingError(said.at(-1) ?? `exit ${code}`)
  const why =
    said.find((line) => /error|fatal/i.test(line)) ??
    said.findLast((line) => line.startsWith('initdb: ')) ??
    `initdb ended with ${code}`
  const userless = /could not look up effective user ID/.test(why)
  const remedy = userless
    ? 'PostgreSQL needs a user with a name: add a line for this one to /etc/passwd'
    : 'Check that the folder can be written'
  return new DataDamagedError(
    `The embedded database could not be made in ${folder}: ${why}. ${remedy}, or set DATABASE_URL.`,
  )
}

/**
 * Whether there is a database in the folder, and one that this PostgreSQL understands.
 * @throws DataDamagedError DATA_DAMAGED
 * @throws DatabaseVersionError DATABASE_VERSION
 */
export async function isClusterThere(native: Native, folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version === null) throw damaged(folder, 'it has no file PG_VERSION')
  if (version.trim() === native.major) return true
  throw new DatabaseVersionError(
    `The database in ${folder} was made by PostgreSQL ${version.trim()}, and this Evercheck brings ${native.major}, which does not understand its files. They are left as they are. Run the version of Evercheck that made it, or move the folder away to start anew.`,
  )
}

/** The error for a database that does not start, for a reason that its server gave. */
export function damaged(folder: string, why: string, cause?: unknown): DataDamagedError {
  return new DataDamagedError(
    `The embedded database in ${folder} does not start: ${why}. Its files are left as they are. Put a backup in its place, or move the folder away to start anew.`,
    { cause },
  )
}

/** Makes a rename last. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
