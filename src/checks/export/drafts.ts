import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DiskFullError, isDiskFull } from '../../kernel/disk-full.ts'

const UNWRITABLE = new Set([
  'EACCES',
  'EBUSY',
  'EEXIST',
  'EISDIR',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'EROFS',
])

/**
 * Files of one folder that appear together. They are written as `<name>.part`, take their names
 * when all are whole, and are removed when that never came.
 */
export class Drafts implements AsyncDisposable {
  readonly #folder: string
  #names: string[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Writes one file as a draft; it is on the disk when this returns. Takes a chunk when the one
   * before is written. An error of `chunks` itself passes through.
   * @throws DiskFullError DISK_FULL
   * @throws FolderUnwritableError FOLDER_UNWRITABLE
   */
  async write(
    name: string,
    chunks: AsyncIterable<Uint8Array | string> | Iterable<string>,
  ): Promise<void> {
    await attempt(this.#folder, () => makeFolder(this.#folder))
    this.#names.push(name)
    await using handle = await attempt(this.#folder, () => open(this.#draft(name), 'w'))
    for await (const chunk of chunks) await attempt(this.#folder, () => handle.writeFile(chunk))
    await attempt(this.#folder, () => handle.sync())
  }

  /** Gives every draft its name, in the order of writing. Returns the paths. */
  async publish(): Promise<string[]> {
    const paths: string[] = []
    for (const name of this.#names) {
      const path = join(this.#folder, name)
      await attempt(this.#folder, () => rename(this.#draft(name), path))
      paths.push(path)
    }
    this.#names = []
    return paths
  }

  /** Removes a file that a report of before may have left. */
  async remove(name: string): Promise<void> {
    await attempt(this.#folder, () => rm(join(this.#folder, name), { force: true }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#names) {
      // What cannot be removed is a leftover; it must not hide why the report failed.
      await rm(this.#draft(name), { force: true }).catch(() => undefined)
    }
  }

  #draft(name: string): string {
    return join(this.#folder, `${name}.part`)
  }
}

/**
 * Makes sure that a report can be written into a folder, before the work whose report it is.
 * @throws DiskFullError DISK_FULL
 * @throws FolderUnwritableError FOLDER_UNWRITABLE
 */
export async function ensureFolder(folder: string): Promise<void> {
  await attempt(folder, async () => {
    await makeFolder(folder)
    await access(folder, constants.W_OK)
  })
}

/** As `mkdir -p`; Node's own never returns where the system refuses to make anything (`/proc`). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    const parent = dirname(folder)
    if (code !== 'ENOENT' || (await exists(parent))) throw error
    await makeFolder(parent)
    await mkdir(folder)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function attempt<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (isDiskFull(error)) throw new DiskFullError(folder, error)
    const code = codeOf(error)
    if (UNWRITABLE.has(code)) throw new FolderUnwritableError(folder, code, error)
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The folder cannot be made or written to, or one of its files is held by another program. */
export class FolderUnwritableError extends Error {
  override readonly name = 'FolderUnwritableError'
  readonly code = 'FOLDER_UNWRITABLE'

  constructor(folder: string, systemCode: string, cause: unknown) {
    const remedy = 'check its owner, and that none of its files is open elsewhere'
    super(`the folder ${folder} cannot be written to (${systemCode}): ${remedy}`, { cause })
  }
}
