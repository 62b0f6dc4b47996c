import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Another living process has this data folder open. */
export class DataInUseError extends Error {
  override readonly name = 'DataInUseError'
  readonly code = 'DATA_IN_USE'

  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by process ${pid}. Wait for it to end, or set DATABASE_URL: a PostgreSQL server can be used by many processes.`,
    )
  }
}

/**
 * Makes this process the only one that has `folder` open, as the embedded database demands.
 * A lock whose process is dead is taken over. Returns the function that gives it back.
 * @throws DataInUseError when a living process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'evercheck.lock')
  const mine = `${process.pid} ${await startOf(process.pid)}`
  for (;;) {
    if (await claim(file, mine)) return () => rm(file, { force: true })
    const held = await readLock(file)
    if (held === null) continue
    const pid = Number(held.split(' ')[0])
    if (held === mine || (await lives(pid, held))) throw new DataInUseError(folder, pid)
    await discard(file, held)
  }
}

/** Null when it was given back this very moment; what cannot be read would never let us in. */
async function readLock(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/** The file appears whole or not at all: a half-written lock would look like a dead one. */
async function claim(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, text, { mode: 0o600 })
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Takes a dead lock away, unless somebody else was quicker and the file is already his. */
async function discard(file: string, dead: string): Promise<void> {
  const aside = `${file}.dead.${process.pid}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

async function lives(pid: number, held: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false
  }
  // A process number is used again some day: the same process also started at the same moment.
  return held === `${pid} ${await startOf(pid)}`
}

/** When a process started, in clock ticks since boot (Linux); elsewhere only its number counts. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is the command in parentheses and may hold anything, blanks too.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? 'ended' : (fields[18] ?? '-')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
