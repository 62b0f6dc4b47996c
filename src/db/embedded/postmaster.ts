import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { STANDING_IN } from './server-user.ts'

/** What a server writes down about itself in its folder, for as long as it runs. */
export type Postmaster = {
  readonly pid: number
  /** Where its socket is. */
  readonly socketFolder: string
}

/** Reads `postmaster.pid`; null when there is none, or its writer has not finished. */
export async function readPostmaster(folder: string): Promise<Postmaster | null> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const socketFolder = lines[4]
  if (!Number.isInteger(pid) || pid <= 1 || !socketFolder) return null
  return { pid, socketFolder: socketFolder === STANDING_IN ? folder : socketFolder }
}

/**
 * Whether the process of that number is a server of `folder`. Numbers are given anew, in containers
 * the same ones at every start: on Linux a server is known by the folder it stands in.
 */
export async function isServerOf(folder: string, pid: number): Promise<boolean> {
  if (platform() === 'linux') return await standsIn(pid, await identity(folder))
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * The processes of a server of `folder`, those of a killed one that have not noticed yet among
 * them. Elsewhere than on Linux this is not known, and left to PostgreSQL, which looks by itself.
 */
export async function serverProcesses(folder: string): Promise<readonly number[]> {
  if (platform() !== 'linux') return []
  const wanted = await identity(folder)
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger)
  const standing = await Promise.all(pids.map((pid) => standsIn(pid, wanted)))
  return pids.filter((_, index) => standing[index])
}

async function standsIn(pid: number, wanted: string): Promise<boolean> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
  // That of a version that was replaced since is marked as deleted.
  return /\/postgres( |$)/.test(program) && (await identity(`/proc/${pid}/cwd`)) === wanted
}

/** No other folder is called so. Empty when there is none, or it is hidden from us. */
async function identity(folder: string): Promise<string> {
  return stat(folder, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => `none of ${folder}`,
  )
}
