import { z } from 'zod'

/** What is in a backup, in its first entry. */
export const Manifest = z.object({
  format: z.literal('evercheck-backup-1'),
  createdAt: z.iso.datetime(),
  /** The migrations of the schema, each with its digest: only the same schema takes it in. */
  migrations: z.record(z.string(), z.string()),
  /** The keys that its secrets were sealed with, by their fingerprints. They are not in it. */
  keys: z.array(z.string()),
  /** In the order in which they can be taken in. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type Manifest = z.infer<typeof Manifest>

export const MANIFEST_FILE = 'manifest.json'

/** Where the rows of a table are. */
export function rowsFile(table: string): string {
  return `rows/${table}.copy`
}

/** The file is no backup, or not all of one. */
export class BackupUnreadableError extends Error {
  override readonly name = 'BackupUnreadableError'
  readonly code = 'BACKUP_UNREADABLE'
}

/** The backup was made by another version of Evercheck. */
export class BackupVersionError extends Error {
  override readonly name = 'BackupVersionError'
  readonly code = 'BACKUP_VERSION'
}

/** The database that the backup should go into has something in it. */
export class RestoreNotEmptyError extends Error {
  override readonly name = 'RestoreNotEmptyError'
  readonly code = 'RESTORE_NOT_EMPTY'
}
