import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Report } from '../checks/result/table.ts'
import type { Reader } from './reader.ts'
import { writeReport } from './write-report.ts'

/**
 * All files of a report as one archive, in chunks. They lie in a folder of their own until the last
 * chunk was taken, or nobody wants the next one.
 * @throws DiskFullError DISK_FULL
 */
export async function* reportArchive(
  report: Report,
  reader: Reader,
  mtime: Date,
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-report-'))
  try {
    const files = await writeReport(folder, report, reader)
    yield* archiveOf(files, mtime)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Files as one archive, in chunks, under the names they have in their folder. */
export async function* archiveOf(
  files: readonly string[],
  mtime: Date,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  for (const file of files) zip.addFile(file, basename(file), { mtime })
  zip.end()
  for await (const chunk of Readable.from(zip.outputStream)) yield chunk
}
