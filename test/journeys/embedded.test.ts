import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { EmbeddedServer, stopUnusedServer } from '../../src/db/embedded/embedded-server.ts'
import { readPostmaster, serverProcesses } from '../../src/db/embedded/postmaster.ts'
import { addressIn, stopServer } from '../../src/db/embedded/server.ts'
import { environmentOf, runCommand } from '../command.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

const PROGRAM = fileURLToPath(new URL('../database-user.ts', import.meta.url))

/** Makes a process the first of a PID namespace of its own, as in a container. Only root may. */
const CONTAINED = ['unshare', '--pid', '--ipc', '--fork', '--mount-proc', '--kill-child']
const canContain =
  process.geteuid?.() === 0 && spawnSync('unshare', [...CONTAINED.slice(1), 'true']).status === 0

let folder: string
let data: string
let settings: Record<string, string>

/** A data folder with a schema and a key, from which others are copied: to make one takes longer. */
let template: string

beforeAll(async () => {
  template = await makeOwnFolder(await quickFolder(), 'template')
  const made = await runCommand(['status'], { EVERCHECK_DATA: join(template, 'data') })
  expect(made.exitCode).toBe(0)
  return () => removeFolder(template)
})

beforeEach(async () => {
  folder = await makeOwnFolder(await quickFolder(), 'embedded')
  data = join(folder, 'data')
  settings = { EVERCHECK_DATA: data }
})

/** Puts a database that is already made into the data folder. */
async function copyTemplate(): Promise<void> {
  // With its owner, who may be another than we.
  await promisify(execFile)('cp', ['-a', join(template, 'data'), data])
}

afterEach(async () => {
  expect(await stopUnusedServer(data)).toBe(true)
  await removeFolder(folder)
})

test('ten commands at once on an empty folder make one server and one schema, and leave none', async () => {
  const runs = await Promise.all(Array.from({ length: 10 }, () => runCommand(['status'], settings)))
  expect(runs.map((run) => [run.exitCode, run.stderr.replace(/^Note: a new key.*\n/, '')])).toEqual(
    runs.map(() => [0, '']),
  )
  const log = await readFile(join(data, 'postgres', 'server.log'), 'utf8')
  // Made once: a second cluster would have a log of its own.
  expect(log.match(/starting PostgreSQL/g)?.length).toBeGreaterThanOrEqual(1)
  expect(await readPostmaster(join(data, 'postgres'))).toBeNull()
  expect(await serverProcesses(join(data, 'postgres'))).toEqual([])
})

test('commands answer while another process holds the database open', async () => {
  await copyTemplate()
  const user = await Holder.start(data)
  const [status, accounts] = await Promise.all([
    runCommand(['status', '--json'], settings),
    runCommand(['account', 'list', '--json'], settings),
  ])
  expect([status.exitCode, accounts.exitCode]).toEqual([0, 0])
  // The server is still the one of the first process.
  expect(await user.count()).toBe('1')
  await user.close()
})

test('a killed process leaves its server to the next one, and the last one stops it', async () => {
  await copyTemplate()
  const killed = await Holder.start(data)
  const before = await readPostmaster(join(data, 'postgres'))
  await killed.kill()
  const next = await Holder.start(data)
  expect(await readPostmaster(join(data, 'postgres'))).toEqual(before)
  await next.close()
  expect(await readPostmaster(join(data, 'postgres'))).toBeNull()
})

test('a server that was killed is started anew by a process that goes on', async () => {
  await copyTemplate()
  const user = await Holder.start(data)
  for (const pid of await serverProcesses(join(data, 'postgres'))) process.kill(pid, 'SIGKILL')
  // At first it may hear of its loss; then it has a new server, and is known to be alive there.
  await expect.poll(() => user.count()).toBe('1')
  await user.close()
})

test('what still wants a connection of a process that leaves starts no server that nobody would stop', async () => {
  await copyTemplate()
  const server = await EmbeddedServer.at(data)
  await server.enter(async () => undefined)
  const leaving = server.leave('evercheck')
  const reviving = server.revive().catch((error: unknown) => error)
  expect(await leaving).toBe(true)
  expect(await reviving).toBeInstanceOf(Error)
  expect(await serverProcesses(join(data, 'postgres'))).toEqual([])
})

test('a server is stopped when its process has ended, not when its note has gone', async () => {
  const { postgres, pid } = await heldStill()
  const stopping = stopServer(postgres)
  // It has read the note when its signal waits for a server that is held still.
  await expect.poll(() => readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^ShdPnd:.*[1-9a-f]/m)
  await rm(join(postgres, 'postmaster.pid'))
  setTimeout(() => process.kill(pid, 'SIGCONT'), 100)
  expect(await stopping).toBe(true)
  expect(await serverProcesses(postgres)).toEqual([])
})

test.each([
  ['stopped', () => stopServer(join(data, 'postgres'))],
  ['left', () => stopUnusedServer(data)],
])('a server that ends without its note is %s when its process has ended', async (_, stop) => {
  const { postgres, pid } = await heldStill()
  process.kill(pid, 'SIGINT')
  await rm(join(postgres, 'postmaster.pid'))
  setTimeout(() => process.kill(pid, 'SIGCONT'), 100)
  expect(await stop()).toBe(true)
  expect(await serverProcesses(postgres)).toEqual([])
})

test('a folder of the tests takes the server of a killed process along', async () => {
  await copyTemplate()
  const killed = await Holder.start(data)
  await killed.kill()
  const postmaster = await readPostmaster(join(data, 'postgres'))
  const client = new pg.Client(addressIn(postmaster?.socketFolder ?? ''))
  await client.connect()
  client.on('error', () => undefined)
  const cut = new Promise((resolve) => client.once('end', resolve))
  await removeFolder(folder)
  await cut
})

test('a server that was told to stop, as systems do at their end, is started anew', {
  tags: 'long',
}, async () => {
  await copyTemplate()
  const user = await Holder.start(data)
  const before = await readPostmaster(join(data, 'postgres'))
  process.kill(before?.pid ?? 0, 'SIGTERM')
  // It waits for those who are connected, and lets nobody else in.
  const status = await runCommand(['status', '--json'], settings)
  expect(status.exitCode).toBe(0)
  expect((await readPostmaster(join(data, 'postgres')))?.pid).not.toBe(before?.pid)
  await user.close()
})

test('the server itself says that a commit waits for the disk', async () => {
  await copyTemplate()
  const user = await Holder.start(data)
  const postmaster = await readPostmaster(join(data, 'postgres'))
  const client = new pg.Client(addressIn(postmaster?.socketFolder ?? ''))
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings',
  )
  await client.end()
  const said = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  expect(said).toMatchObject({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    zero_damaged_pages: 'off',
    ignore_checksum_failure: 'off',
    listen_addresses: '',
  })
  // Whatever `sync` means here, it is no promise to do it later.
  expect(['fdatasync', 'fsync', 'open_datasync', 'open_sync']).toContain(said.wal_sync_method)
  await user.close()
})

test.runIf(canContain)(
  'two containers share a database, and one that is killed leaves it to the other',
  { tags: 'long' },
  async () => {
    await copyTemplate()
    const user = await Holder.start(data, CONTAINED)
    const inside = await runCommand(['status'], settings)
    expect(inside).toMatchObject({ exitCode: 0, stderr: '' })
    // Not stopped by the one outside: the first still uses it, and cannot be seen.
    expect(await user.count()).toBe('1')
    await user.kill()
    const next = await Holder.start(data, CONTAINED)
    expect(await next.count()).toBe('1')
    await next.close()
  },
)

test('only the owner gets in, whatever the umask, and doctor says how', async () => {
  const umask = process.umask(0)
  const user = await Holder.start(data).finally(() => process.umask(umask))
  const postgres = join(data, 'postgres')
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  const open: string[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const { mode } = await lstat(path)
    // The server makes these for itself, in a folder that nobody else can enter.
    if (!entry.isSymbolicLink() && (mode & 0o077) !== 0) open.push(path)
  }
  expect(open).toEqual([])
  const doctor = await runCommand(['doctor', '--json'], settings)
  const address = /postgres:\/\/\S+/.exec(doctor.stdout)?.[0].replace(/["\\].*$/, '') ?? ''
  expect(doctor.stdout).toContain(`psql -h ${postgres} -U postgres`)
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.end()
  if (process.geteuid?.() === 0) expect(connectAs(65_533, postgres)).toContain('EACCES')
  await user.close()
})

test('a database that others can look into is refused with what mends it', async () => {
  await copyTemplate()
  await chmod(join(data, 'postgres'), 0o755)
  const run = await runCommand(['status', '--json'], settings)
  expect(run.json).toMatchObject({ code: 'FOLDER_UNSAFE' })
  expect(run.stderr).toContain(`chmod -R go-rwx ${join(data, 'postgres')}`)
  await chmod(join(data, 'postgres'), 0o700)
})

test('an empty database beside an older key is said to be new', { tags: 'long' }, async () => {
  await copyTemplate()
  await removeFolder(join(data, 'postgres'))
  const doctor = await runCommand(['doctor'], settings)
  expect(doctor.stdout).toContain('though there was a key already')
})

test('a path too long for a socket is no obstacle', async () => {
  data = join(folder, 'd'.repeat(60), 'e'.repeat(60))
  settings = { EVERCHECK_DATA: data }
  const user = await Holder.start(data)
  expect((await runCommand(['status'], settings)).exitCode).toBe(0)
  await user.close()
})

test('an old database of PGlite is left alone and named for what it is', async () => {
  await mkdir(join(data, 'database'), { recursive: true, mode: 0o700 })
  await writeFile(join(data, 'database', 'PG_VERSION'), '18\n')
  const run = await runCommand(['status'], settings)
  expect(run.exitCode).toBe(0)
  expect(run.stderr).toContain('PGlite')
  expect(await readFile(join(data, 'database', 'PG_VERSION'), 'utf8')).toBe('18\n')
})

test('a database of another major version is named, and left as it is', async () => {
  await copyTemplate()
  await writeFile(join(data, 'postgres', 'PG_VERSION'), '17\n')
  const run = await runCommand(['status', '--json'], settings)
  expect(run.exitCode).toBe(6)
  expect(run.json).toMatchObject({ code: 'DATABASE_VERSION' })
  expect(run.stderr).toContain('made by PostgreSQL 17')
})

test('damaged files are named, and left as they are', async () => {
  await copyTemplate()
  const control = join(data, 'postgres', 'global', 'pg_control')
  await writeFile(control, 'this is no control file')
  const run = await runCommand(['status', '--json'], settings)
  expect(run.exitCode).toBe(6)
  expect(run.json).toMatchObject({ code: 'DATA_DAMAGED' })
  expect(await readFile(control, 'utf8')).toBe('this is no control file')
  await rm(join(data, 'postgres', 'PG_VERSION'))
  expect((await runCommand(['status', '--json'], settings)).json).toMatchObject({
    code: 'DATA_DAMAGED',
  })
})

/** Tries to reach the server as another user. */
function connectAs(uid: number, folder: string): string {
  const program = `
    require('net').connect(process.argv[1]).on('connect', () => console.log('in'))
      .on('error', (error) => console.log(error.code)).unref()
    setTimeout(() => {}, 500)`
  const args = ['--eval', program, join(folder, '.s.PGSQL.5432')]
  // Not ours: it may lie where that user cannot go.
  return spawnSync('node', args, { uid, gid: uid, cwd: '/', encoding: 'utf8' }).stdout
}

/** A server that was left by whoever started it, who would start another, and that cannot end yet. */
async function heldStill(): Promise<{ readonly postgres: string; readonly pid: number }> {
  await copyTemplate()
  const user = await Holder.start(data)
  const postgres = join(data, 'postgres')
  const pid = (await readPostmaster(postgres))?.pid ?? 0
  await user.kill()
  process.kill(pid, 'SIGSTOP')
  return { postgres, pid }
}

/** A process that has the database open, and counts rows when it is asked. */
class Holder {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  static async start(dataFolder: string, around: readonly string[] = []): Promise<Holder> {
    const holder = new Holder(dataFolder, around)
    expect(await holder.#next()).toBe('open')
    return holder
  }

  private constructor(dataFolder: string, around: readonly string[]) {
    const [command = '', ...args] = [...around, process.execPath, PROGRAM, dataFolder]
    this.#child = spawn(command, args, {
      env: environmentOf({}),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (!this.#child.stdout) throw new Error('a holder has no output')
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async count(): Promise<string> {
    this.#child.stdin?.write('count\n')
    return await this.#next()
  }

  async close(): Promise<void> {
    const over = once(this.#child, 'exit')
    this.#child.stdin?.end()
    expect(await this.#next()).toBe('closed')
    await over
  }

  async kill(): Promise<void> {
    const over = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await over
  }

  async #next(): Promise<string> {
    return (await this.#lines.next()).value ?? 'ended'
  }
}
