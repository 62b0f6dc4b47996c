import type { Stats } from 'node:fs'
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DiskFullError, isDiskFull } from './disk-full.ts'
import { systemReason } from './system-reason.ts'

/** A folder cannot be made or written to, or one of its files is held by another program. */
export class FolderUnwritableError extends Error {
  override readonly name = 'FolderUnwritableError'
  readonly code = 'FOLDER_UNWRITABLE'

  constructor(folder: string, systemCode: string, cause: unknown) {
    const remedy =
      REMEDIES[systemCode] ?? 'check its owner, and that none of its files is open elsewhere'
    super(`the folder ${folder} cannot be written to (${systemReason(systemCode)}): ${remedy}`, {
      cause,
    })
  }
}

const NO_FOLDER = 'there is a file where a folder should be; choose another folder'

/** What to do, where the system's answer tells. */
const REMEDIES: Readonly<Record<string, string>> = {
  EEXIST: NO_FOLDER,
  ENOLCK: 'its file system has no locks, or its path is too long; choose another folder',
  ELOOP: 'a symbolic link stands where one of its files should be; remove the link',
  ENOTDIR: NO_FOLDER,
  EROFS: 'its file system is read-only; choose another folder',
}

const UNWRITABLE = new Set([
  'EACCES',
  'EBUSY',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'EROFS',
])

/** A folder belongs to somebody else, or somebody else could put files into it. */
export class FolderUnsafeError extends Error {
  override readonly name = 'FolderUnsafeError'
  readonly code = 'FOLDER_UNSAFE'
}

/**
 * Makes sure that a folder is there and can be written to, before the work whose files go there.
 * `mode` is that of folders that have to be made: for their owner only.
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function ensureFolder(folder: string, mode = 0o700): Promise<void> {
  await inFolder(folder, async () => {
    await makeFolder(folder, mode)
    await access(folder, constants.W_OK)
  })
}

/**
 * As `ensureFolder`, for a folder that holds what nobody else may change: it is ours, and nobody
 * else can write to it. Nothing is changed about one that is not.
 * @throws FolderUnsafeError FOLDER_UNSAFE with the command that mends it
 */
export async function ensureOwnFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => null)
  // Whose it is comes first: that it cannot be written to would only follow from that.
  if (there?.isDirectory()) refuseOthers(folder, there)
  await ensureFolder(folder)
  refuseOthers(folder, await stat(folder))
}

/** Whether others can look into a folder: at the names in it, for its files are ours alone. */
export async function isOpenToOthers(folder: string): Promise<boolean> {
  return HAS_OWNERS && ((await stat(folder)).mode & 0o055) !== 0
}

/**
 * Refuses a folder in which anybody could replace anybody's files, before something goes there.
 * @throws FolderUnsafeError FOLDER_UNSAFE
 */
export async function refuseSharedFolder(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  const sticky = (mode & 0o1000) !== 0
  if (!HAS_OWNERS || (mode & 0o002) === 0 || sticky) return
  throw new FolderUnsafeError(
    `Everybody on this machine can change what is in the folder ${folder}. Run: chmod o-w ${folder}, or choose another folder.`,
  )
}

/** Windows has other ways to say whose a file is. */
const HAS_OWNERS = process.platform !== 'win32'

function refuseOthers(folder: string, { uid, mode }: Stats): void {
  if (!HAS_OWNERS) return
  const own = process.geteuid?.() ?? uid
  if (uid !== own) {
    const remedy =
      own === 0
        ? 'Run the command as that user: what root makes there, he could not use'
        : `Run: sudo chown -R ${own} ${folder}`
    throw new FolderUnsafeError(
      `The folder ${folder} belongs to another user (number ${uid}). ${remedy}, or choose another folder.`,
    )
  }
  if ((mode & 0o022) === 0) return
  throw new FolderUnsafeError(
    `Others can write to the folder ${folder} (mode ${(mode & 0o777).toString(8)}). Run: chmod go-w ${folder}`,
  )
}

/**
 * Does something with the files of a folder, and puts what the system refuses into our words.
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function inFolder<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (isDiskFull(error)) throw new DiskFullError(folder, error)
    const code = codeOf(error)
    if (UNWRITABLE.has(code)) throw new FolderUnwritableError(folder, code, error)
    throw error
  }
}

/** As `mkdir -p`; Node's own never returns where the system refuses to make anything (`/proc`). */
async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, mode)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    const parent = dirname(folder)
    if (code !== 'ENOENT' || (await exists(parent))) throw error
    await makeFolder(parent, mode)
    await mkdir(folder, mode)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
