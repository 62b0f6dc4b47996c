import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { makeCluster } from '../src/db/embedded/cluster.ts'
import { findNative, programOf, reachableNative } from '../src/db/embedded/native.ts'
import { ended, listen, startProgram } from '../src/db/embedded/server-process.ts'
import { type ServerUser, serverUser } from '../src/db/embedded/server-user.ts'
import { Closers } from '../src/kernel/closers.ts'
import { makeOwnFolder, removeFolder } from './quick-folder.ts'

/** A PostgreSQL server of this process's own, on a port of its own. */
export type PostgresServer = AsyncDisposable & {
  /** A URL of its first database, whose user may do everything. */
  readonly url: string
  /** The process that its others belong to. */
  readonly pid: number | undefined
  /** Makes an empty database and returns its URL. Quick: nothing is started. */
  freshDatabase(): Promise<string>
  /** The server and everything it does end at once, as by a power cut; its files stay. */
  crash(): Promise<void>
  /** Starts it again on the same port, with what was there. */
  restart(): Promise<void>
  /** Stops the server and removes its files. */
  close(): Promise<void>
}

/**
 * Starts a PostgreSQL server that is reached as one of the operator's own would be: over the
 * network, with a password. It takes a second or two. `durable` makes a commit wait for the disk,
 * as in production; without it nothing does, which is all a test needs that kills processes and not
 * machines.
 */
export async function startPostgres(options: {
  readonly durable: boolean
  /** The folder to put its files below; that of the system for temporary files without it. */
  readonly below?: string
  /** Settings of its own, such as `shared_preload_libraries=pg_stat_statements`. */
  readonly settings?: readonly string[]
  /** Has its clients come by a socket in its folder, which costs less than the network. */
  readonly atSocket?: boolean
}): Promise<PostgresServer> {
  const closers = new Closers()
  try {
    const folder = await makeOwnFolder(options.below ?? tmpdir(), 'postgres')
    closers.add('folder', () => removeFolder(folder))
    const user = await serverUser(join(folder, 'data'))
    if (user !== null) await chmod(folder, 0o755)
    const native = await reachableNative(await findNative(), user, [folder])
    const passwordFile = join(folder, 'password')
    const password = randomBytes(12).toString('hex')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user !== null) await chown(passwordFile, user.uid, user.gid)
    const data = join(folder, 'data')
    const auth = [
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
      // Nobody guesses it, and every connection of every test would count through all of them.
      ...['--set', 'scram_iterations=1'],
    ]
    await makeCluster(native, { folder: data, user }, { args: auth, copyOf: null })
    await rm(passwordFile)
    const port = await freePort()
    const sockets = options.atSocket === true ? await makeSocketFolder(folder, user) : ''
    const args = [
      ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', `unix_socket_directories=${sockets}`, '-c', 'max_connections=100'],
      ...(options.durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
      ...(options.settings ?? []).flatMap((setting) => ['-c', setting]),
    ]
    const file = programOf(native, 'postgres')
    let server = startProgram({ file, args, folder: data, user }, 'pipe')
    // Should this process end without `close`, the server must not stay behind.
    const end = () => void server.kill('SIGQUIT')
    process.once('exit', end)
    closers.add('server', async () => {
      process.off('exit', end)
      await stop(server)
    })
    await ready(server)
    const at = sockets === '' ? '' : `?host=${encodeURIComponent(sockets)}`
    const urlOf = (name: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${name}${at}`
    let databases = 0
    const close = () => closers.close()
    return {
      url: urlOf('postgres'),
      get pid() {
        return server.pid
      },
      async freshDatabase() {
        databases += 1
        return await freshDatabase(urlOf('postgres'), `evercheck_${databases}`)
      },
      async crash() {
        const over = ended(server)
        server.kill('SIGQUIT')
        await over
      },
      async restart() {
        server = startProgram({ file, args, folder: data, user }, 'pipe')
        await ready(server)
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
    const plain = `create database ${pg.escapeIdentifier(name)}`
    await client.query(template === null ? plain : copyOf(name, template))
  } finally {
    await client.end()
  }
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

/** Makes the database `name` as a copy of `template`, to which nobody may be connected. */
export function copyOf(name: string, template: string): string {
  const { escapeIdentifier } = pg
  // Copied as files: quicker than through the log, where nothing waits for the disk.
  return `create database ${escapeIdentifier(name)}
    template ${escapeIdentifier(template)} strategy file_copy`
}

/** A folder for the server's socket, where nobody else gets in. */
async function makeSocketFolder(below: string, user: ServerUser | null): Promise<string> {
  const folder = join(below, 'socket')
  await mkdir(folder, { mode: 0o700 })
  if (user !== null) await chown(folder, user.uid, user.gid)
  return folder
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

/** A port that nobody listens at just now, for whoever cannot choose one himself. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
