import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import {
  ensureFolder,
  ensureOwnFolder,
  FolderUnsafeError,
  FolderUnwritableError,
  inFolder,
  isOpenToOthers,
  refuseSharedFolder,
} from './folders.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folders-'))
  return () => rm(folder, { recursive: true })
})

test('what is made on the way to a folder is for its owner only', async () => {
  await ensureFolder(join(folder, 'a', 'b'))
  for (const path of [join(folder, 'a'), join(folder, 'a', 'b')]) {
    expect((await stat(path)).mode & 0o777).toBe(0o700)
  }
})

test.each([0o777, 0o770, 0o722])(
  'a data folder that others can write to (%o) is refused with the command that mends it',
  async (mode) => {
    await chmod(folder, mode)
    const refused = await ensureOwnFolder(folder).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(FolderUnsafeError)
    expect(refused).toMatchObject({ code: 'FOLDER_UNSAFE' })
    expect(String(refused)).toContain(`chmod go-w ${folder}`)
    expect((await stat(folder)).mode & 0o777).toBe(mode)
  },
)

test('a data folder that others can look into is used, and can be told', async () => {
  expect(await isOpenToOthers(folder)).toBe(false)
  await chmod(folder, 0o755)
  await ensureOwnFolder(folder)
  expect(await isOpenToOthers(folder)).toBe(true)
})

test('a data folder may be reached by a link, and be made', async () => {
  await ensureOwnFolder(join(folder, 'made'))
  await symlink(join(folder, 'made'), join(folder, 'link'))
  await ensureOwnFolder(join(folder, 'link'))
})

// Only root can give a folder to somebody else.
test.runIf(process.getuid?.() === 0)('root leaves the data of another user alone', async () => {
  const data = join(folder, 'data')
  await mkdir(data)
  await chown(data, 12_345, 12_345)
  await expect(ensureOwnFolder(data)).rejects.toThrow(/another user \(number 12345\).*as that user/)
  expect(await readdir(data)).toEqual([])
})

test('a folder for reports may be shared with others, but not with everybody', async () => {
  await chmod(folder, 0o775)
  await refuseSharedFolder(folder)
  await chmod(folder, 0o777)
  await expect(refuseSharedFolder(folder)).rejects.toThrow(/Everybody.*chmod o-w/)
  await chmod(folder, 0o1777)
  await refuseSharedFolder(folder)
})

test('a link where a file should be made is named as such', async () => {
  const act = () => Promise.reject(Object.assign(new Error('too many links'), { code: 'ELOOP' }))
  const refused = inFolder(folder, act)
  await expect(refused).rejects.toBeInstanceOf(FolderUnwritableError)
  await expect(refused).rejects.toThrow(/symbolic link.*remove the link/)
})

test('a file in the place of a folder is named as such', async () => {
  await writeFile(join(folder, 'plain'), '')
  await expect(ensureOwnFolder(join(folder, 'plain', 'data'))).rejects.toThrow(/there is a file/)
})
