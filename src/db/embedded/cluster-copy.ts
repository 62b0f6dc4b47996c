import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readMigrations } from '../migration-files.ts'
import type { Native } from './native.ts'
import { ended, listen, startProgram } from './server-process.ts'
import type { ServerUser } from './server-user.ts'

/** Where `npm run setup` puts an empty database: only those write there who could change the code. */
export const READY_MADE = fileURLToPath(
  new URL('../../../node_modules/.cache/evercheck-postgres', import.meta.url),
)

/** What the ready one is called: made by this PostgreSQL, and with this program's schema. */
export async function readyName(native: Native): Promise<string> {
  const hash = createHash('sha256')
  for (const { digest } of await readMigrations()) hash.update(digest)
  return `${native.name}-${hash.digest('hex').slice(0, 12)}`
}

/**
 * Copies the database that lies ready in `from`, if there is one that only we or root can have put
 * there. False when there is none or that did not work, whatever has been copied by then.
 */
export async function copyReadyMade(
  from: string,
  to: string,
  user: ServerUser | null,
): Promise<boolean> {
  return (await isOurs(from)) && (await copyCluster(from, to, user))
}

/**
 * Copies a database that nobody uses into the empty folder `to` of ours, for its owner only, and
 * gives it to `user` in the end: until then nobody else could come in. False when that did not work,
 * whatever has been copied by then.
 */
export async function copyCluster(
  from: string,
  to: string,
  user: ServerUser | null,
): Promise<boolean> {
  const copy = 'umask 077 && cp -R "$1/." "$2"'
  const script = user === null ? copy : `${copy} && chown -R "$3" "$2"`
  const owner = user === null ? '' : `${user.uid}:${user.gid}`
  const args = ['-c', script, 'sh', from, to, owner]
  const copying = startProgram({ file: 'sh', args, folder: to, user: null }, 'pipe')
  listen(copying, () => undefined)
  return (await ended(copying).catch(() => null)) === 0
}

async function isOurs(folder: string): Promise<boolean> {
  const there = await stat(folder).catch(() => null)
  if (!there?.isDirectory()) return false
  return [0, process.geteuid?.()].includes(there.uid) && (there.mode & 0o022) === 0
}
