import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../kernel/clock.ts'
import { groupRuns } from './process-group.ts'
import { elapsed } from './real-time.ts'

/**
 * The number of the user that a browser runs as where Evercheck runs as root: Chromium has no
 * sandbox for root. Nobody is called so, and nobody else should be: systemd and Debian leave these
 * numbers alone, and containers with few users of their own still have them.
 */
export const BROWSER_USER = 65_523

/** Where all that one browser writes goes: its profile, its home, its temporary files. */
export type BrowserFolder = {
  /** The browser's home, which is its own. */
  readonly home: string
  /** Where the driver puts what it makes. */
  readonly artifacts: string
  /** Where the browser's process number is written. */
  readonly pidFile: string
  /** Removes everything, as soon as no process of the browser is left that would make it anew. */
  remove(): Promise<void>
}

const PREFIX = 'evercheck-browser-'

/**
 * Makes a folder for one browser in the temporary folder. It ends with `remove`; after a `kill -9`
 * the next browser of the same user sweeps it away.
 * @throws Error of the system; NoOtherUserError where it cannot be given to `user`.
 */
export async function makeBrowserFolder(user: number | null): Promise<BrowserFolder> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX))
  const home = join(folder, 'home')
  const artifacts = join(folder, 'artifacts')
  let sign: Server | null = null
  const pidFile = join(folder, 'pid')
  const remove = async (): Promise<void> => {
    await endGroup(await readFile(pidFile, 'utf8').catch(() => ''))
    sign?.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  try {
    sign = await giveSignOfLife(folder)
    await Promise.all([mkdir(home, { mode: 0o700 }), mkdir(artifacts, { mode: 0o700 })])
    if (user !== null) {
      await chmod(folder, 0o711)
      await give(home, user)
    }
    return { home, artifacts, pidFile, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** This system has no other user than the one that runs this process. */
export class NoOtherUserError extends Error {
  override readonly name = 'NoOtherUserError'
}

async function give(folder: string, user: number): Promise<void> {
  await chown(folder, user, user).catch((cause: unknown) => {
    throw new NoOtherUserError('the folder could not be given to another user', { cause })
  })
}

/** How long the processes of a browser may take to end by themselves. */
const ENDS_MS = 2_000
const LOOK_MS = 25

/** Waits until a browser's group of processes is gone, and ends what does not end by itself. */
async function endGroup(pid: string): Promise<void> {
  const group = Number(pid)
  if (!(group > 1)) return
  for (let waitedMs = 0; waitedMs < ENDS_MS; waitedMs += LOOK_MS) {
    if (!(await groupRuns(group))) return
    // By a timer that keeps this process alive: nothing else may do so at its end.
    await systemClock.sleep(LOOK_MS)
  }
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // There is no such group any more.
  }
}

/** Removes what browsers of dead processes of this user have left in the temporary folder. */
export async function sweepBrowserFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  const folders = names
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
  await Promise.all(folders.map(sweep))
}

/** A folder this young may be one whose owner has not given a sign yet. */
const UNBORN_MS = 60_000

async function sweep(folder: string): Promise<void> {
  try {
    const found = await lstat(folder)
    if (!found.isDirectory() || !isOurs(found.uid)) return
    const sign = await readSign(folder)
    if (sign === 'lives') return
    const ageMs = systemClock.now().getTime() - found.ctimeMs
    if (sign === 'none' && ageMs < UNBORN_MS) return
    // The browser outlives its owner for a moment, and would make its folder anew.
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''))
    if (pid > 1 && (await groupRuns(pid))) return
    await rm(folder, { recursive: true, force: true })
  } catch {
    // Somebody else sweeps it as well, or it cannot be removed: it is in nobody's way.
  }
}

/** Root's browsers are not root: what one of them has made last is theirs as a whole. */
function isOurs(owner: number): boolean {
  const user = process.getuid?.()
  return owner === user || (user === 0 && owner === BROWSER_USER)
}

const SIGN = 'alive'

/**
 * A process lives as long as it listens here: process numbers say nothing between containers that
 * share a folder.
 */
function giveSignOfLife(folder: string): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>()
  const server = createServer((socket) => socket.destroy())
  server.once('error', reject)
  server.listen(join(folder, SIGN), () => resolve(server))
  server.unref()
  return promise
}

function readSign(folder: string): Promise<'lives' | 'dead' | 'none'> {
  const { promise, resolve } = Promise.withResolvers<'lives' | 'dead' | 'none'>()
  const socket = connect(join(folder, SIGN))
  socket.once('connect', () => resolve('lives'))
  socket.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') resolve('dead')
    else resolve(error.code === 'ENOENT' ? 'none' : 'lives')
  })
  void elapsed(1_000).then(() => resolve('lives'))
  return promise.finally(() => socket.destroy())
}
