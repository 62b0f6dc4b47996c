import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
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
    await this.#attempt(() => mkdir(this.#folder, { recursive: true }))
    this.#names.push(name)
    await using handle = await this.#attempt(() => open(this.#draft(name), 'w'))
    for await (const chunk of chunks) await this.#attempt(() => handle.writeFile(chunk))
    await this.#attempt(() => handle.sync())
  }

  /** Gives every draft its name, in the order of writing. Returns the paths. */
  async publish(): Promise<string[]> {
    const paths: string[] = []
    for (const name of this.#names) {
      const path = join(this.#folder, name)
      await this.#attempt(() => rename(this.#draft(name), path))
      paths.push(path)
    }
    this.#names = []
    return paths
  }

  /** Removes a file that a report of before may have left. */
  async remove(name: string): Promise<void> {
    await this.#attempt(() => rm(join(this.#folder, name), { force: true }))
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

  async #attempt<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (isDiskFull(error)) throw new DiskFullError(this.#folder, error)
      if (UNWRITABLE.has(code)) throw new FolderUnwritableError(this.#folder, code, error)
      throw error
    }
  }
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
