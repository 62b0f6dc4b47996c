import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import yazl from 'yazl'

/** Where an export has its lists. */
export const FOLDER = 'connections/followers_and_following'

/** Texts of files by their paths. */
export type Files = Readonly<Record<string, string>>

/** A folder that a test puts its exports into, gone at its end. */
export class Exports implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(): Promise<Exports> {
    return new Exports(await mkdtemp(join(tmpdir(), 'evercheck-exports-')))
  }

  /** Packs files into an archive and returns its path. */
  async zip(files: Files, name = 'instagram-ada-2026-11-01-aB3.zip'): Promise<string> {
    const path = join(this.folder, name)
    const zip = new yazl.ZipFile()
    for (const [at, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), at)
    zip.end()
    await once(zip.outputStream.pipe(createWriteStream(path)), 'close')
    return path
  }

  /** Puts files into a folder, as if an archive had been unpacked, and returns its path. */
  async unpacked(files: Files, name = 'instagram-ada-2026-11-01-aB3'): Promise<string> {
    const root = join(this.folder, name)
    for (const [at, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, at)), { recursive: true })
      await writeFile(join(root, at), text)
    }
    return root
  }

  /** Puts bytes into a file and returns its path. */
  async file(bytes: Uint8Array | string, name = 'export.zip'): Promise<string> {
    const path = join(this.folder, name)
    await writeFile(path, bytes)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** A followers file: an array, with the names in `value`. */
export function followersFile(names: readonly string[], since = 1_700_000_000): string {
  const entries = names.map((value) => ({
    title: '',
    media_list_data: [],
    string_list_data: [{ href: `https://www.instagram.com/${value}`, value, timestamp: since }],
  }))
  return JSON.stringify(entries, null, 2)
}

/** A file of names under a key; since 2024 the names are in `title`. */
export function namedFile(key: string, names: readonly string[], since = 1_700_000_000): string {
  const entries = names.map((title) => ({
    title,
    string_list_data: [{ href: `https://www.instagram.com/_u/${title}`, timestamp: since }],
  }))
  return JSON.stringify({ [key]: entries }, null, 2)
}
