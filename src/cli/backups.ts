import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A backup in the data folder, and when it was made. */
export type Backup = { readonly file: string; readonly at: Date }

/** Backups in the data folder that were made since then. Others the operator has to know of. */
export async function backupsSince(dataFolder: string, since: Date): Promise<readonly Backup[]> {
  const folder = join(dataFolder, 'backups')
  const names = await readdir(folder).catch(() => [])
  const backups: Backup[] = []
  for (const name of names.sort()) {
    const file = join(folder, name)
    const at = (await stat(file)).mtime
    if (at >= since) backups.push({ file, at })
  }
  return backups
}
