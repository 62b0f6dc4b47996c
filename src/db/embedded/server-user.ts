import { readFile, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { dirname } from 'node:path'

/** Whom the server runs as, when that is not who we are. */
export type ServerUser = { readonly uid: number; readonly gid: number }

/** As root there is nobody to run the server as. */
export class ServerUserMissingError extends Error {
  override readonly name = 'ServerUserMissingError'
  readonly code = 'SERVER_USER_MISSING'
}

/** The users that systems have, of whom the first suits best. */
const USERS = ['postgres', 'nobody']

/**
 * Whom the server of the database in `folder` runs as: null means us. PostgreSQL refuses root; for
 * root it is the owner of that folder, or one of the system's users if it is still to be made.
 * @throws ServerUserMissingError SERVER_USER_MISSING
 */
export async function serverUser(folder: string): Promise<ServerUser | null> {
  if (process.geteuid?.() !== 0) return null
  const made = await stat(folder).catch(() => null)
  if (made !== null && made.uid !== 0) return { uid: made.uid, gid: made.gid }
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  const users = lines.map((line) => line.split(':'))
  for (const wanted of USERS) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new ServerUserMissingError(
    'PostgreSQL does not run as root, and this system has no user "postgres" or "nobody" to run it as. Add one (useradd --system postgres), run Evercheck as another user, or set DATABASE_URL.',
  )
}

/**
 * How a process of the server calls its own folder, in which it is started. Linux lets it stand in
 * a folder whose path it could not walk, such as one below `/root`, and calls that `/proc/self/cwd`.
 */
export async function ownPath(folder: string, user: ServerUser | null): Promise<string> {
  if (user === null || platform() !== 'linux' || (await isWalkable(folder))) return folder
  return STANDING_IN
}

/** The folder that a process stands in. */
export const STANDING_IN = '/proc/self/cwd'

async function isWalkable(folder: string): Promise<boolean> {
  for (let at = dirname(folder); ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
