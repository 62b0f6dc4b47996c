import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Import, ImportOrder } from '../exports/compare-exports.ts'
import { importForCustomer } from '../exports/customer-import.ts'
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
 * Reads an export that was sent as a file, with another one of the same profile if there is one,
 * and gives what it came to while it is used. They lie on the disk only meanwhile.
 * @throws GrammyError, HttpError when Telegram does not give a file
 */
export async function withExport<T>(
  context: BotContext,
  customerId: string,
  { file, other }: { readonly file: SentFile; readonly other: SentFile | null },
  use: (read: ExportRead) => Promise<T>,
): Promise<T> {
  return withTemporary(context, async (folder) => {
    const [now, before] = inOrder(file, other)
    const fetched = async ({ id, name }: SentFile, below: string) => {
      await mkdir(join(folder, below))
      // Its name tells whose it is and of which day; nothing else of it is believed.
      const path = join(folder, below, EXPORT_NAME.test(name) ? name : 'export.zip')
      await fetchFile(context.files, id, path)
      return path
    }
    const paths = [await fetched(now, 'now')]
    const earlier = before === null ? [] : [await fetched(before, 'before')]
    return use(await readExports(context, customerId, { paths, before: earlier, owner: null }))
  })
}

/** A file as somebody has sent it. */
export type SentFile = { readonly id: string; readonly name: string }

const EXPORT_NAME = /^[\w.-]{1,150}\.zip$/i
/** As Instagram calls it: `instagram-ada.example-2026-11-01-aB3dE.zip`. */
const NAMED = /^instagram-(.+)-(\d{4}-\d\d-\d\d)-/

/** The newer one first; of two profiles, or without another, the one that came last alone. */
function inOrder(
  file: SentFile,
  other: SentFile | null,
): readonly [now: SentFile, before: SentFile | null] {
  if (other === null || other.id === file.id) return [file, null]
  const [, owner, day] = NAMED.exec(file.name) ?? []
  const [, otherOwner, otherDay] = NAMED.exec(other.name) ?? []
  if (owner !== undefined && otherOwner !== undefined && owner !== otherOwner) return [file, null]
  // Without a day in its name it is what was asked for: an earlier one.
  return day !== undefined && otherDay !== undefined && day > otherDay
    ? [file, other]
    : [other, file]
}

/** Reads the example. */
export function readSample(context: BotContext, customerId: string): Promise<ExportRead> {
  const order = { paths: [SAMPLE_EXPORT], before: [], owner: 'sample' }
  return readExports(context, customerId, order)
}

async function readExports(
  context: BotContext,
  customerId: string,
  order: Pick<ImportOrder, 'paths' | 'before' | 'owner'>,
): Promise<ExportRead> {
  try {
    const signal = AbortSignal.timeout(READ_MS_MAX)
    return {
      kind: 'read',
      imported: await importForCustomer(context, { ...order, customerId }, signal),
    }
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
