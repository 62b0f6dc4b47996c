import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverProcesses } from '../src/db/embedded/postmaster.ts'
import { stopServer } from '../src/db/embedded/server.ts'
import { systemClock } from '../src/kernel/clock.ts'

/** Room that is needed in memory for test databases to be put there. */
const ROOM_BYTES_MIN = 3 * 1024 ** 3

/** Where files go that need not outlive the test run: in memory, where there is room for it. */
export async function quickFolder(): Promise<string> {
  const inMemory = '/dev/shm'
  const { bavail, bsize } = await statfs(inMemory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= ROOM_BYTES_MIN ? inMemory : tmpdir()
}

/** A new folder below `parent`, named after its process, so that others can tell if it lives. */
export function makeOwnFolder(parent: string, what: string): Promise<string> {
  return mkdtemp(join(parent, `evercheck-${what}-${process.pid}-`))
}

/** Removes what test runs have left behind that were killed. */
export async function removeFoldersOfTheDead(): Promise<void> {
  const parent = await quickFolder()
  for (const name of await readdir(parent)) {
    const pid = /^evercheck-[a-z]+-(\d+)-\w+$/.exec(name)?.[1]
    if (pid === undefined || lives(Number(pid))) continue
    await removeFolder(join(parent, name)).catch(() => undefined)
  }
}

/** How deep below a folder of a test a database may lie: `demo/data/postgres`. */
const DATABASE_DEPTH_MAX = 3
const LOOK_AGAIN_MS = 10

/**
 * Removes a folder and everything in it. The server of a database there is nobody's child and
 * outlives whoever was killed: it is stopped first, or it would write into what is being removed,
 * and live on without it.
 */
export async function removeFolder(folder: string): Promise<void> {
  for (const database of await databasesBelow(folder, DATABASE_DEPTH_MAX)) {
    await stopServer(database)
    for (;;) {
      const remains = await serverProcesses(database)
      if (remains.length === 0) break
      for (const pid of remains) killHard(pid)
      await systemClock.sleep(LOOK_AGAIN_MS)
    }
  }
  await rm(folder, { recursive: true, force: true })
}

/** The folders of databases, and of those that are being made, as Evercheck calls them. */
async function databasesBelow(folder: string, depth: number): Promise<readonly string[]> {
  if (depth === 0) return []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const path = join(folder, name)
      return /^postgres(\.new-\w+)?$/.test(name) ? [path] : databasesBelow(path, depth - 1)
    })
  return (await Promise.all(found)).flat()
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
