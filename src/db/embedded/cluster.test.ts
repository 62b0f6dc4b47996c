import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeCluster } from './cluster.ts'
import { readyName } from './cluster-copy.ts'
import type { Native } from './native.ts'
import { ensureServer } from './server.ts'

let folder: string
let native: Native

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evercheck-cluster-'))
  native = { name: 'postgres-18-test', major: '18', folder: join(folder, 'native') }
  await mkdir(join(native.folder, 'bin'), { recursive: true })
  await mkdir(join(folder, 'data'))
  return () => rm(folder, { recursive: true, force: true })
})

test.each([
  ['initdb: error: could not write file: No space left on device', 1, 'DISK_FULL', /is full/],
  [
    'initdb: could not look up effective user ID 7: user does not exist',
    1,
    'DATA_DAMAGED',
    /passwd/,
  ],
  ['initdb: error: could not change permissions: denied', 1, 'DATA_DAMAGED', /denied/],
  ['libicuuc.so.60: cannot open shared object file', 127, 'POSTGRES_MISSING', /libicuuc/],
])(
  'initdb that ends with "%s" is told as what it is, and leaves nothing',
  async (line, exit, code, says) => {
    await program('initdb', `echo '${line}' >&2; exit ${exit}`)
    const made = makeCluster(
      native,
      { folder: join(folder, 'data', 'postgres'), user: null },
      { copyOf: null },
    )
    await expect(made).rejects.toMatchObject({ code, message: expect.stringMatching(says) })
    expect(await readdir(join(folder, 'data'))).toEqual([])
  },
)

test.each([
  [
    'PANIC:  could not write to file "pg_wal/x": No space left on device',
    1,
    'DISK_FULL',
    /is full/,
  ],
  ['FATAL:  could not open file "global/pg_filenode.map"', 1, 'DATA_DAMAGED', /pg_filenode/],
  ['libicuuc.so.60: cannot open shared object file', 127, 'POSTGRES_MISSING', /libicuuc/],
])('a server that ends with "%s" is told as what it is', async (line, exit, code, says) => {
  const cluster = { folder: join(folder, 'data', 'postgres'), user: null }
  await mkdir(cluster.folder)
  await program('postgres', `echo '2026-11-25 20:00:00 UTC [7] ${line}' >&2; exit ${exit}`)
  const started = ensureServer(native, cluster)
  await expect(started).rejects.toMatchObject({ code, message: expect.stringMatching(says) })
})

test('a database is a copy of the one that lies ready, for its owner only, and on the disk', async () => {
  const copyOf = await readyMade()
  await program('initdb', `echo "$@" > ${join(folder, 'asked')}`)
  const cluster = { folder: join(folder, 'data', 'postgres'), user: null }
  await makeCluster(native, cluster, { copyOf })
  expect(await readFile(join(cluster.folder, 'PG_VERSION'), 'utf8')).toBe('18')
  const modes = [cluster.folder, join(cluster.folder, 'PG_VERSION')].map((path) => stat(path))
  expect((await Promise.all(modes)).map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600])
  expect(await readFile(join(folder, 'asked'), 'utf8')).toMatch(/--sync-only/)
})

test('where none lies ready, or one that others may have changed, it is made anew', async () => {
  const copyOf = await readyMade()
  await program('initdb', `echo "$@" >> ${join(folder, 'asked')}`)
  await chmod(join(copyOf, await readyName(native)), 0o777)
  await makeCluster(native, { folder: join(folder, 'data', 'one'), user: null }, { copyOf })
  const nowhere = join(folder, 'nowhere')
  await makeCluster(
    native,
    { folder: join(folder, 'data', 'two'), user: null },
    { copyOf: nowhere },
  )
  const asked = await readFile(join(folder, 'asked'), 'utf8')
  expect(asked.match(/--auth-local=trust/g)).toHaveLength(2)
  expect(asked).not.toMatch(/--sync-only/)
  expect(await readdir(join(folder, 'data', 'one'))).toEqual([])
})

/** A folder in which an empty database lies ready. */
async function readyMade(): Promise<string> {
  const ready = join(folder, 'ready', await readyName(native))
  await mkdir(ready, { recursive: true })
  await writeFile(join(ready, 'PG_VERSION'), '18')
  return join(folder, 'ready')
}

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(native.folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}
