import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureFolder, inFolder } from '../kernel/folders.ts'

/** No other program gives its files such an ending. */
const ENDING = '.evercheck-part'

/** What a report says about others is for its owner. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** A file on its way: it takes a chunk when the one before is written. */
export type Draft = {
  /** @throws DiskFullError DISK_FULL, FolderUnwritableError FOLDER_UNWRITABLE */
  append(chunk: Uint8Array | string): Promise<void>
}

/**
 * Files of one folder that appear together. They are written under another name, take their own
 * when all are whole and on the disk, and are removed when that never came. Nobody but their owner
 * can read them.
 */
export class Drafts implements AsyncDisposable {
  readonly #folder: string
  #open = new Map<string, FileHandle>()
  readonly #hashes = new Map<string, Hash>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Begins a file. They take their names in the order in which they were begun.
   * @throws DiskFullError DISK_FULL
   * @throws FolderUnwritableError FOLDER_UNWRITABLE
   */
  async begin(name: string): Promise<Draft> {
    await ensureFolder(this.#folder, FOLDER_MODE)
    const handle = await inFolder(this.#folder, () => open(this.#path(name), 'w', FILE_MODE))
    this.#open.set(name, handle)
    const hash = createHash('sha256')
    this.#hashes.set(name, hash)
    return {
      append: async (chunk) => {
        hash.update(chunk)
        await inFolder(this.#folder, () => handle.writeFile(chunk))
      },
    }
  }

  /** Writes a whole file. An error of `chunks` itself passes through. */
  async write(
    name: string,
    chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  ): Promise<void> {
    const draft = await this.begin(name)
    for await (const chunk of chunks) await draft.append(chunk)
  }

  /** SHA-256 of what was written so far, in hexadecimal, by the names of the files. */
  digests(): Readonly<Record<string, string>> {
    const entries = [...this.#hashes].map(([name, hash]) => [name, hash.copy().digest('hex')])
    return Object.fromEntries(entries)
  }

  /** Puts every file on the disk, then gives each its name. Returns the paths. */
  async publish(): Promise<string[]> {
    for (const handle of this.#open.values()) await inFolder(this.#folder, () => handle.sync())
    const paths: string[] = []
    for (const [name, handle] of this.#open) {
      await handle.close()
      const path = join(this.#folder, name)
      await inFolder(this.#folder, () => rename(this.#path(name), path))
      this.#open.delete(name)
      paths.push(path)
    }
    return paths
  }

  /** Removes a file that a report of before has left. */
  async remove(name: string): Promise<void> {
    await inFolder(this.#folder, () => rm(join(this.#folder, name), { force: true }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [name, handle] of this.#open) {
      // What cannot be removed is a leftover; it must not hide why the report failed.
      await handle.close().catch(() => undefined)
      await rm(this.#path(name), { force: true }).catch(() => undefined)
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${name}${ENDING}`)
  }
}
