import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { ExportTooLargeError, ExportUnreadableError } from './errors.ts'
import { type ExportFile, exportFileAt } from './export-files.ts'

/** A file of an export that is of use. */
export type ArchivedFile = {
  readonly path: string
  readonly is: ExportFile
  readonly changedAt: Date
  /** Its content. Reading fails when it is not what the archive says of its size and checksum. */
  read(): AsyncIterable<Buffer>
}

/** An export that is open: an archive, or a folder it was unpacked into. */
export type Archive = {
  /** The name of the archive or folder itself. */
  readonly name: string
  readonly files: readonly ArchivedFile[]
  close(): void
}

/** How many bytes lists may still unpack to; several archives may share it. */
export type Room = { bytes: number }

/** An export with all its pictures has some hundred thousand files. */
const FILES_MAX = 2_000_000
/** A list of twenty million people has some six gigabytes. */
const BYTES_MAX = 8 * 1024 ** 3
/** Lists shrink to a twentieth. Nothing that people write shrinks to less than this part. */
const SHRUNK_MAX = 400
/** Below this size it does not matter by how much a file has shrunk. */
const SMALL_BYTES = 4 * 1024 * 1024
/** Folders inside each other, in an export that was unpacked. */
const LEVELS_MAX = 8

/**
 * Opens an export. Nothing of it is ever written to the disk, so names in it lead nowhere.
 * @throws ExportUnreadableError EXPORT_UNREADABLE when it is no archive or a broken one
 * @throws ExportTooLargeError EXPORT_TOO_LARGE
 */
export async function openArchive(
  path: string,
  room: Room = { bytes: BYTES_MAX },
): Promise<Archive> {
  const there = await stat(path).catch((cause: unknown) => {
    throw new ExportUnreadableError(path, 'there is no such file', { cause })
  })
  if (there.isDirectory()) return await openFolder(path, room)
  if (!there.isFile()) throw new ExportUnreadableError(path, 'it is neither a file nor a folder')
  return await openZip(path, room)
}

async function openZip(path: string, room: Room): Promise<Archive> {
  const zip = await yauzl
    .openPromise(path, { lazyEntries: true, autoClose: false })
    .catch(async (cause: unknown) => {
      throw new ExportUnreadableError(path, await whyNoZip(path, cause), { cause })
    })
  const files: ArchivedFile[] = []
  try {
    if (zip.entryCount > FILES_MAX) {
      throw new ExportTooLargeError(path, `it holds ${zip.entryCount} files`)
    }
    for await (const entry of zip.eachEntry()) {
      const is = exportFileAt(entry.fileName)
      if (is === null) continue
      refuseUnreadable(path, entry)
      take(path, room, entry.uncompressedSize)
      refuseBomb(path, entry)
      const file = { path: entry.fileName, is, changedAt: entry.getLastModDate() }
      files.push({ ...file, read: () => checked(zip, entry) })
    }
  } catch (cause) {
    zip.close()
    if (cause instanceof ExportUnreadableError || cause instanceof ExportTooLargeError) throw cause
    throw new ExportUnreadableError(path, `the archive is damaged (${messageOf(cause)})`, { cause })
  }
  return { name: basename(path), files, close: () => zip.close() }
}

/** The content of an entry; the library leaves the checksum to us. */
async function* checked(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  let sum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = Buffer.from(chunk)
    sum = crc32(bytes, sum)
    yield bytes
  }
  if (sum !== entry.crc32) throw new Error('its checksum is wrong')
}

function refuseUnreadable(path: string, entry: yauzl.Entry): void {
  if (entry.isEncrypted()) {
    throw new ExportUnreadableError(path, 'it is protected by a password; unpack it first')
  }
  if (!entry.canDecodeFileData()) {
    throw new ExportUnreadableError(path, 'it was packed in an unusual way; unpack it first')
  }
}

/** @throws ExportTooLargeError EXPORT_TOO_LARGE */
function take(path: string, room: Room, bytes: number): void {
  room.bytes -= bytes
  if (room.bytes < 0) throw new ExportTooLargeError(path, 'its lists are too long')
}

/** What a file shrinks to is looked at before anything of it is unpacked. */
function refuseBomb(path: string, entry: yauzl.Entry): void {
  const { compressedSize, uncompressedSize, fileName } = entry
  if (uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * SHRUNK_MAX) {
    const times = Math.round(uncompressedSize / Math.max(1, compressedSize))
    throw new ExportTooLargeError(path, `${fileName} unpacks to ${times} times its size`)
  }
}

async function whyNoZip(path: string, cause: unknown): Promise<string> {
  const head = await firstBytes(path).catch(() => Buffer.alloc(0))
  if (head.length === 0) return 'it is empty, or may not be read'
  if (head.subarray(0, 2).toString() !== 'PK') return 'it is not a ZIP archive'
  return `the archive is damaged, or its download was cut off (${messageOf(cause)})`
}

async function firstBytes(path: string): Promise<Buffer> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4), length: 4 })
  return buffer.subarray(0, bytesRead)
}

async function openFolder(path: string, room: Room): Promise<Archive> {
  const files: ArchivedFile[] = []
  const search = async (folder: string, level: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const at = join(folder, entry.name)
      if (entry.isDirectory() && level < LEVELS_MAX) await search(at, level + 1)
      // A link might lead out of the folder, or round in a circle.
      if (!entry.isFile()) continue
      const is = exportFileAt(at)
      if (is === null) continue
      const { size, mtime } = await stat(at)
      take(path, room, size)
      files.push({ path: at, is, changedAt: mtime, read: () => createReadStream(at) })
    }
  }
  await search(path, 0).catch((cause: unknown) => {
    if (cause instanceof ExportTooLargeError) throw cause
    throw new ExportUnreadableError(path, messageOf(cause), { cause })
  })
  return { name: basename(path), files, close: () => undefined }
}

/** What another program says about a damaged file, without its line breaks. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200)
}
