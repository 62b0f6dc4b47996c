import { constants } from 'node:fs'
import { chown, mkdtemp, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { systemClock } from '../../kernel/clock.ts'
import { DiskFullError } from '../../kernel/disk-full.ts'
import { type Cluster, damaged } from './cluster.ts'
import { type Native, NO_GLIBC, PostgresMissingError, programOf } from './native.ts'
import { isServerOf, type Postmaster, readPostmaster, serverProcesses } from './postmaster.ts'
import { ended, startProgram } from './server-process.ts'
import { ownPath } from './server-user.ts'

/** How a server answers at its socket. */
export type Answer =
  /** It lets us in. */
  | { readonly kind: 'up'; readonly socketFolder: string }
  /** It is there, and not ready: it starts, or makes good what a kill has left. */
  | { readonly kind: 'starting' }
  /** It is there, and lets nobody in any more. */
  | { readonly kind: 'stopping'; readonly pid: number }
  /** Nobody is there. */
  | { readonly kind: 'none' }

/** Part of the name of the socket; nothing listens on the network. */
const PORT = 5432
const SOCKET = `.s.PGSQL.${PORT}`
const LOG = 'server.log'
const LOG_BYTES_MAX = 1024 * 1024
/** The longest path that a socket may have everywhere (macOS). */
const SOCKET_PATH_BYTES_MAX = 103
const LOOK_AGAIN_MS = 10
/** Longer than the log of a machine that crashed takes to be gone through. */
const START_MS_MAX = 5 * 60_000
const STOP_MS_MAX = 60_000
const CONNECT_MS_MAX = 5000
/** What a killed server leaves ends by itself as soon as it notices. */
const REMAINS_MS_MAX = 10_000

/**
 * What a server is started with, whatever its files say. The first ones promise that a commit
 * outlives a power cut; the rest makes it small: it serves a handful of processes.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  zero_damaged_pages: 'off',
  ignore_checksum_failure: 'off',
  listen_addresses: '',
  port: String(PORT),
  unix_socket_permissions: '0600',
  max_connections: '100',
  shared_buffers: '16MB',
  maintenance_work_mem: '16MB',
  io_method: 'sync',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  client_connection_check_interval: '10s',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** How to reach a server whose socket is in a folder. */
export function addressIn(socketFolder: string): pg.ClientConfig {
  return { host: socketFolder, port: PORT, user: 'postgres', database: 'postgres' }
}

/**
 * Asks a server, if there is one, whether it lets us in. The server lists the question by `name`,
 * for a moment after the answer too.
 */
export async function askServer({ folder }: Cluster, name = ''): Promise<Answer> {
  const postmaster = await readPostmaster(folder)
  if (postmaster === null) return { kind: 'none' }
  const client = new pg.Client({
    ...addressIn(postmaster.socketFolder),
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS_MAX,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return { kind: 'up', socketFolder: postmaster.socketFolder }
  } catch (error) {
    return await answerOf(folder, postmaster, error)
  }
}

async function answerOf(
  folder: string,
  { pid, socketFolder }: Postmaster,
  error: unknown,
): Promise<Answer> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // There are as many connections as it takes: somebody else is let in.
  if (code === '53300') return { kind: 'up', socketFolder }
  if (code === '57P03') {
    const isLast = error instanceof Error && /shutting down/.test(error.message)
    return isLast ? { kind: 'stopping', pid } : { kind: 'starting' }
  }
  // Whatever else is wrong, somebody is there, perhaps in another container.
  if (code !== 'ECONNREFUSED' && code !== 'ENOENT') return { kind: 'starting' }
  return (await isServerOf(folder, pid)) ? { kind: 'starting' } : { kind: 'none' }
}

/**
 * Makes sure that a server runs which lets us in, and returns where its socket is. The caller holds
 * the folder's lock, so nobody else starts or stops it meanwhile.
 * @throws PostgresMissingError, DiskFullError, DataDamagedError
 */
export async function ensureServer(
  native: Native,
  cluster: Cluster,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { folder } = cluster
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += LOOK_AGAIN_MS) {
    const answer = await askServer(cluster)
    if (answer.kind === 'up') return answer.socketFolder
    // Asked politely (SIGTERM), it waits for all to leave, and we would wait for it.
    if (answer.kind === 'stopping' && (await isServerOf(folder, answer.pid))) {
      signalTo(answer.pid, 'SIGINT')
    }
    if (answer.kind === 'none' && (await outlive(folder))) {
      return await startServer(native, cluster, settings)
    }
    await systemClock.sleep(LOOK_AGAIN_MS)
  }
  throw damaged(folder, `its server lets nobody in after ${START_MS_MAX / 60_000} minutes`)
}

/** Starts a server that is nobody's child, and returns when it lets us in. There must be none. */
async function startServer(
  native: Native,
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const { folder, user } = cluster
  await clearRemains(folder)
  const log = await openLog(cluster)
  const sockets = await socketFolder(cluster)
  const all = { ...SETTINGS, ...settings, unix_socket_directories: sockets.seen }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // The shell opens the log as the server's user would: as root we write to no file of others'.
  const script = `umask 077; exec "$0" "$@" >>${LOG} 2>&1`
  const postgres = [programOf(native, 'postgres'), '-D', await ownPath(folder, user)]
  const server = startProgram(
    { file: '/bin/sh', args: ['-c', script, ...postgres, ...options], folder, user },
    'ignore',
  )
  server.unref()
  const over = new AbortController()
  const failure = ended(server).then(async (code) => {
    if (over.signal.aborted) return
    throw faultOfStarting(cluster, code, await log.since())
  })
  try {
    await Promise.race([failure, untilUp(cluster, over.signal)])
  } finally {
    over.abort()
  }
  return sockets.folder
}

async function untilUp(cluster: Cluster, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += LOOK_AGAIN_MS) {
    if (signal.aborted || (await askServer(cluster)).kind === 'up') return
    await systemClock.sleep(LOOK_AGAIN_MS)
  }
  throw damaged(cluster.folder, `its server lets nobody in after ${START_MS_MAX / 60_000} minutes`)
}

/**
 * Stops a server: connections are cut, everything is on the disk and its process has ended when
 * this returns, with its note or without. False when that process is not to be seen from here, in
 * another container most likely, or does not end.
 */
export async function stopServer(folder: string): Promise<boolean> {
  const postmaster = await readPostmaster(folder)
  if (postmaster === null) return await outlive(folder)
  const { pid, socketFolder } = postmaster
  if (!(await isServerOf(folder, pid))) return false
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalTo(pid, signal)
    for (let waitedMs = 0; waitedMs < STOP_MS_MAX; waitedMs += LOOK_AGAIN_MS) {
      // Its note goes before it does: until its process has ended, it stands in the folder.
      if (!(await isServerOf(folder, pid))) {
        await removeSocketFolder(folder, socketFolder)
        return true
      }
      await systemClock.sleep(LOOK_AGAIN_MS)
    }
  }
  return false
}

/**
 * Waits for the end of what stands in the folder without a note that says so: a server that ends,
 * has lost its note, or was killed and has not noticed everywhere. False when that takes longer.
 * With the folder's lock, or somebody who still needs a server may start another meanwhile.
 */
export async function outlive(folder: string, patienceMs = STOP_MS_MAX): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const remains = await serverProcesses(folder)
    if (remains.length === 0) return true
    if (waitedMs >= patienceMs) return false
    // Most of them end at once, and all as soon as they notice.
    if (waitedMs > REMAINS_MS_MAX) for (const pid of remains) signalTo(pid, 'SIGQUIT')
    await systemClock.sleep(LOOK_AGAIN_MS)
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has gone meanwhile.
  }
}

/**
 * Removes the notes of a killed server. In a container the number in them may be somebody else's by
 * now, for whose end PostgreSQL would wait.
 */
async function clearRemains(folder: string): Promise<void> {
  const postmaster = await readPostmaster(folder)
  for (const name of ['postmaster.pid', SOCKET, `${SOCKET}.lock`]) {
    await rm(join(folder, name), { force: true })
  }
  if (postmaster !== null) await removeSocketFolder(folder, postmaster.socketFolder)
}

const OWN_SOCKET_FOLDER = 'evercheck-socket-'

/**
 * Where the socket goes: into the database's own folder, or, where its path would be too long or
 * the volume takes none, into a short one of its own. `seen` is what the server calls it.
 */
async function socketFolder(
  cluster: Cluster,
): Promise<{ readonly folder: string; readonly seen: string }> {
  const { folder, user } = cluster
  const file = join(folder, SOCKET)
  if (Buffer.byteLength(file) <= SOCKET_PATH_BYTES_MAX && (await takesSockets(folder))) {
    return { folder, seen: await ownPath(folder, user) }
  }
  const long = Buffer.byteLength(join(tmpdir(), `${OWN_SOCKET_FOLDER}123456/${SOCKET}`))
  const parent = long <= SOCKET_PATH_BYTES_MAX ? tmpdir() : '/tmp'
  const made = await mkdtemp(join(parent, OWN_SOCKET_FOLDER))
  if (user !== null) await chown(made, user.uid, user.gid)
  return { folder: made, seen: made }
}

async function takesSockets(folder: string): Promise<boolean> {
  const path = join(folder, '.s.try')
  await rm(path, { force: true })
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(path, () => server.close(() => resolve(true)))
  })
}

/** Removes the folder of a socket if it was made for that only. */
async function removeSocketFolder(folder: string, socketFolder: string): Promise<void> {
  if (socketFolder === folder || !socketFolder.includes(OWN_SOCKET_FOLDER)) return
  for (const name of [SOCKET, `${SOCKET}.lock`]) {
    await rm(join(socketFolder, name), { force: true })
  }
  await rmdir(socketFolder).catch(() => undefined)
}

type Log = { since(): Promise<string> }

/** The server's log, of which only what comes from now on is read. A long one is put aside. */
async function openLog({ folder }: Cluster): Promise<Log> {
  const file = join(folder, LOG)
  let start = await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
  if (start > LOG_BYTES_MAX) {
    await rename(file, `${file}.old`)
    start = 0
  }
  return {
    async since() {
      const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null)
      if (handle === null) return ''
      try {
        const { size } = await handle.stat()
        const length = Math.min(size - start, LOG_BYTES_MAX)
        const { buffer } = await handle.read(Buffer.alloc(Math.max(0, length)), 0, length, start)
        return buffer.toString('utf8')
      } finally {
        await handle.close()
      }
    },
  }
}

function faultOfStarting({ folder }: Cluster, code: number | null, said: string): Error {
  if (/No space left on device/i.test(said)) {
    return new DiskFullError(dirname(folder), new Error('No space left on device'))
  }
  const lines = said.trim().split('\n')
  if (code === 126 || code === 127) {
    return new PostgresMissingError(
      /not found|cannot execute/.test(lines.at(-1) ?? '')
        ? NO_GLIBC
        : (lines.at(-1) ?? `it ended with ${code}`),
    )
  }
  const fatal = lines.findLast((line) => /(FATAL|PANIC): /.test(line)) ?? lines.at(-1) ?? ''
  const why = fatal.replace(/^.*(FATAL|PANIC): +/, '').trim()
  return damaged(folder, why || `its server ended with ${code}`)
}
