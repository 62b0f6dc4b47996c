import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DiskFullError, isDiskFull } from './disk-full.ts'

/** A folder cannot be made or written to, or one of its files is held by another program. */
export class FolderUnwritableError extends Error {
  override readonly name = 'FolderUnwritableError'
  readonly code = 'FOLDER_UNWRITABLE'

  constructor(folder: string, systemCode: string, cause: unknown) {
    const remedy =
      REMEDIES[systemCode] ?? 'check its owner, and that none of its files is open elsewhere'
    super(`the folder ${folder} cannot be written to (${systemCode}): ${remedy}`, { cause })
  }
}

const NO_FOLDER = 'there is a file where a folder should be; choose another folder'

/** What to do, where the system's answer tells. */
const REMEDIES: Readonly<Record<string, string>> = {
  EEXIST: NO_FOLDER,
  ENOLCK: 'its file system has no locks, or its path is too long; choose another folder',
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

/**
 * Makes sure that a folder is there and can be written to, before the work whose files go there.
 * `mode` is that of folders that have to be made.
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function ensureFolder(folder: string, mode = 0o777): Promise<void> {
  await inFolder(folder, async () => {
    await makeFolder(folder, mode)
    await access(folder, constants.W_OK)
  })
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
