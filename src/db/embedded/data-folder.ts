import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderUnsafeError } from '../../kernel/folders.ts'
import type { DatabaseNote } from '../database.ts'

/**
 * Makes sure that the database in `folder` is ours alone. Root's runs as another user, whose it is.
 * @throws FolderUnsafeError FOLDER_UNSAFE with the command that mends it
 */
export async function refuseForeignDatabase(folder: string): Promise<void> {
  const own = process.geteuid?.()
  const database = await stat(folder).catch(() => null)
  if (own === undefined || database === null) return
  if (own === 0 && database.uid === 0) {
    throw new FolderUnsafeError(
      `The database in ${folder} belongs to root, and PostgreSQL does not run as root: it was copied without its owners, most likely. Give it to the user that it shall run as: chown -R postgres ${folder} (or nobody, where there is no such user)`,
    )
  }
  if (own !== 0 && database.uid !== own) {
    const whose = database.uid === 0 ? 'root' : `another user (number ${database.uid})`
    throw new FolderUnsafeError(
      `The database in ${folder} belongs to ${whose}: a command was run as root or as that user, most likely. Run: sudo chown -R ${own} ${folder}`,
    )
  }
  if ((database.mode & 0o077) !== 0) {
    const mode = (database.mode & 0o777).toString(8)
    throw new FolderUnsafeError(
      `Others may look into the database in ${folder} (mode ${mode}). Run: chmod -R go-rwx ${folder}`,
    )
  }
}

/** What the operator should know of the files of the embedded database as it was before. */
export function oldDatabase(dataFolder: string): readonly DatabaseNote[] {
  const folder = join(dataFolder, 'database')
  if (!existsSync(join(folder, 'PG_VERSION'))) return []
  return [{ code: 'old-database', folder, now: join(dataFolder, 'postgres') }]
}
