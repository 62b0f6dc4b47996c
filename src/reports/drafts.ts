import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureFolder, inFolder } from '../kernel/folders.ts'

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
    await ensureFolder(this.#folder)
    this.#names.push(name)
    await using handle = await inFolder(this.#folder, () => open(this.#draft(name), 'w'))
    for await (const chunk of chunks) await inFolder(this.#folder, () => handle.writeFile(chunk))
    await inFolder(this.#folder, () => handle.sync())
  }

  /** Gives every draft its name, in the order of writing. Returns the paths. */
  async publish(): Promise<string[]> {
    const paths: string[] = []
    for (const name of this.#names) {
      const path = join(this.#folder, name)
      await inFolder(this.#folder, () => rename(this.#draft(name), path))
      paths.push(path)
    }
    this.#names = []
    return paths
  }

  /** Removes a file that a report of before may have left. */
  async remove(name: string): Promise<void> {
    await inFolder(this.#folder, () => rm(join(this.#folder, name), { force: true }))
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
