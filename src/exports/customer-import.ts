import { ignoredProfiles } from '../checks/history/ignore-store.ts'
import type { Database } from '../db/database.ts'
import { type Import, type ImportOrder, importExport } from './compare-exports.ts'

/** The lists of some eight million people, at forty bytes of memory each. */
const UNPACKED_BYTES_MAX = 1024 ** 3

/**
 * Compares the lists of an export for a customer: as `importExport`, without those whom he ignores,
 * who are counted as hidden. Nothing is asked of Instagram and nothing is stored.
 * @throws ExportUnreadableError EXPORT_UNREADABLE, ExportIsHtmlError EXPORT_IS_HTML
 * @throws ExportWithoutListsError EXPORT_WITHOUT_LISTS, ExportTooLargeError EXPORT_TOO_LARGE
 */
export async function importForCustomer(
  context: { readonly db: Database },
  order: Omit<ImportOrder, 'ignored'> & { readonly customerId: string },
  signal: AbortSignal,
): Promise<Import> {
  const ignored = await ignoredProfiles(context, order.customerId)
  return importExport(
    {
      unpackedBytesMax: UNPACKED_BYTES_MAX,
      ...order,
      ignored: ignored.map(({ username }) => username),
    },
    signal,
  )
}
