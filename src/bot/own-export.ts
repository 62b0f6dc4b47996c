import { join } from 'node:path'
import type { Import } from '../exports/compare-exports.ts'
import { importExport } from '../exports/compare-exports.ts'
import {
  ExportIsHtmlError,
  ExportTooLargeError,
  ExportUnreadableError,
  ExportWithoutListsError,
} from '../exports/errors.ts'
import { SAMPLE_EXPORT } from '../exports/sample-export.ts'
import type { ImportRefused } from '../words/bot/imports.ts'
import type { BotContext } from './context.ts'
import { fetchFile } from './telegram/files.ts'
import { withTemporary } from './temporary.ts'

/** What came of an export that somebody has sent. */
export type ExportRead =
  | { readonly kind: 'read'; readonly imported: Import }
  | { readonly kind: 'refused'; readonly why: ImportRefused }

/** So long is read at the most: an export of Telegram's largest file takes a tenth of it. */
const READ_MS_MAX = 120_000

/**
 * Reads an export that was sent as a file, and gives what it came to while it is used. It lies on
 * the disk only meanwhile. @throws GrammyError, HttpError when Telegram does not give the file
 */
export async function withExport<T>(
  context: BotContext,
  file: { readonly id: string; readonly name: string },
  use: (read: ExportRead) => Promise<T>,
): Promise<T> {
  return withTemporary(context, async (folder) => {
    // Its name tells whose it is and of which day; nothing else of it is believed.
    const name = /^[\w.-]{1,150}\.zip$/i.test(file.name) ? file.name : 'export.zip'
    const path = join(folder, name)
    await fetchFile(context.files, file.id, path)
    return use(await readExportAt(path, null))
  })
}

/** Reads the example. */
export function readSample(): Promise<ExportRead> {
  return readExportAt(SAMPLE_EXPORT, 'sample')
}

async function readExportAt(path: string, owner: string | null): Promise<ExportRead> {
  try {
    const order = { paths: [path], before: [], owner }
    const imported = await importExport(order, AbortSignal.timeout(READ_MS_MAX))
    return { kind: 'read', imported }
  } catch (error) {
    const why = whyRefused(error)
    if (why === null) throw error
    return { kind: 'refused', why }
  }
}

function whyRefused(error: unknown): ImportRefused | null {
  if (error instanceof ExportIsHtmlError) return 'html'
  if (error instanceof ExportWithoutListsError) return 'no-lists'
  if (error instanceof ExportTooLargeError) return 'too-large'
  if (error instanceof ExportUnreadableError) return 'unreadable'
  // It took longer than any export does.
  return error instanceof DOMException && error.name === 'TimeoutError' ? 'too-large' : null
}
