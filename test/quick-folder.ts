import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)
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
