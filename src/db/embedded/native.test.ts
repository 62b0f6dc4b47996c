import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeCluster } from './cluster.ts'
import {
  completeLinks,
  findNative,
  type Native,
  PostgresMissingError,
  reachableNative,
} from './native.ts'

const OTHER = { uid: 65_534, gid: 65_534 }
const isRoot = process.geteuid?.() === 0

let folder: string
let native: Native

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evercheck-native-'))
  await chmod(folder, 0o755)
  native = { name: 'postgres-18-test', major: '18', folder: join(folder, 'closed', 'native') }
  await mkdir(join(native.folder, 'bin'), { recursive: true })
  await mkdir(join(native.folder, 'lib'))
  await chmod(join(folder, 'closed'), 0o700)
  await writeFile(join(native.folder, 'bin', 'postgres'), '#!/bin/sh\n', { mode: 0o700 })
  await writeFile(join(native.folder, 'lib', 'libpq.so.5.18'), 'a library', { mode: 0o600 })
  await writeFile(join(native.folder, 'lib', 'libpq.a'), 'for linkers')
  return () => rm(folder, { recursive: true, force: true })
})

test('what is installed for this machine is whole', async () => {
  const found = await findNative()
  expect(found.major).toBe('18')
  expect((await lstat(join(found.folder, 'bin', 'postgres'))).mode & 0o111).not.toBe(0)
})

test("programs that the server's user cannot reach are copied once, whatever the umask", async () => {
  const place = join(folder, 'cache')
  const umask = process.umask(0o077)
  try {
    const copy = await reachableNative(native, OTHER, [place])
    expect(copy.folder).toBe(join(place, 'evercheck-postgres-18-test'))
    const modeOf = async (...path: string[]) =>
      (await lstat(join(copy.folder, ...path))).mode & 0o777
    expect([await modeOf(), await modeOf('bin', 'postgres')]).toEqual([0o755, 0o755])
    expect(await modeOf('lib', 'libpq.so.5.18')).toBe(0o644)
    await expect(lstat(join(copy.folder, 'lib', 'libpq.a'))).rejects.toThrow('ENOENT')
    await writeFile(join(copy.folder, 'seen'), '')
    await reachableNative(native, OTHER, [place])
    expect(await readFile(join(copy.folder, 'seen'), 'utf8')).toBe('')
  } finally {
    process.umask(umask)
  }
})

test('programs that everybody can reach are not copied, nor those that run as ourselves', async () => {
  expect(await reachableNative(native, null, [])).toBe(native)
  await chmod(join(folder, 'closed'), 0o755)
  await chmod(join(native.folder, 'bin', 'postgres'), 0o755)
  expect(await reachableNative(native, OTHER, [])).toBe(native)
})

test('a folder that others could have put in place of the copy is not run from', async () => {
  const trap = join(folder, 'evercheck-postgres-18-test')
  await mkdir(trap)
  await chmod(trap, 0o777)
  await writeFile(join(trap, 'trap'), '')
  await expect(reachableNative(native, OTHER, [folder])).rejects.toThrow(PostgresMissingError)
  if (!isRoot) return
  await chmod(trap, 0o755)
  await chown(trap, OTHER.uid, OTHER.gid)
  await expect(reachableNative(native, OTHER, [folder])).rejects.toThrow(PostgresMissingError)
})

test('the links that a package could not carry are made', async () => {
  const list = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  await writeFile(join(native.folder, 'pg-symlinks.json'), JSON.stringify(list))
  await completeLinks(native.folder)
  expect(await readlink(join(native.folder, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18')
  await completeLinks(native.folder)
})

test('on a system without glibc it says so', async () => {
  // As there, the program is there and what loads it is not.
  const initdb = join(native.folder, 'bin', 'initdb')
  await writeFile(initdb, '#!/no/such/loader\n', { mode: 0o755 })
  const made = makeCluster(native, { folder: join(folder, 'postgres'), user: null })
  await expect(made).rejects.toThrow(/glibc.*Set DATABASE_URL/)
  await expect(made).rejects.toMatchObject({ code: 'POSTGRES_MISSING' })
})
