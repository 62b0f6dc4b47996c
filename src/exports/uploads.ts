import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExportTooLargeError } from './errors.ts'

/** So large may be what one import is sent, in all its archives: the lists of a million people. */
export const UPLOAD_BYTES_MAX = 256 * 1024 * 1024

/**
 * Archives of an export that are sent in, kept in a folder of their own while they are read: their
 * directory is at their end. They are gone when this is disposed of.
 */
export class Uploads implements AsyncDisposable {
  readonly #bytesMax: number
  #folder: string | null = null
  #bytes = 0
  #count = 0

  constructor(bytesMax = UPLOAD_BYTES_MAX) {
    this.#bytesMax = bytesMax
  }

  /**
   * Takes an archive in as it comes, and returns where it lies. Its name tells whose export it is
   * and of which day; it leads nowhere.
   * @throws ExportTooLargeError EXPORT_TOO_LARGE when all together are too large; the signal's reason
   */
  async add(
    name: string,
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'evercheck-export-'))
    this.#count += 1
    // Each lies in a folder of its own, so that two of one name do not meet.
    const folder = await mkdtemp(join(this.#folder, `${this.#count}-`))
    const path = join(folder, plainName(name))
    const measured = this.#measured(name, content)
    await pipeline(measured, createWriteStream(path, { mode: 0o600 }), { signal })
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true })
  }

  async *#measured(name: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      this.#bytes += chunk.length
      if (this.#bytes > this.#bytesMax) {
        throw new ExportTooLargeError(
          plainName(name),
          `more than ${this.#bytesMax} bytes were sent`,
        )
      }
      yield chunk
    }
  }
}

const NAME_CHARACTERS_MAX = 120

function plainName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/')).replace(/[^\w. ()@-]/g, '_')
  return plain.replace(/^\.+/, '').slice(-NAME_CHARACTERS_MAX) || 'export.zip'
}
