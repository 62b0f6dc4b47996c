import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskFullError } from '../kernel/disk-full.ts'
import { FolderUnwritableError } from '../kernel/folders.ts'
import { Drafts } from './drafts.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drafts-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
  return await act().then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function* failing(error: Error): AsyncGenerator<string> {
  yield 'half a file'
  throw error
}

test('files take their names together, in the order they were written, and not before', async () => {
  const place = join(folder, 'new', 'report')
  await using drafts = new Drafts(place)
  await drafts.write('b.txt', ['one ', 'two'])
  await drafts.write('a.txt', [])
  expect((await readdir(place)).toSorted()).toEqual([
    'a.txt.evercheck-part',
    'b.txt.evercheck-part',
  ])
  expect(await drafts.publish()).toEqual([join(place, 'b.txt'), join(place, 'a.txt')])
  expect((await readdir(place)).toSorted()).toEqual(['a.txt', 'b.txt'])
  expect(await readFile(join(place, 'b.txt'), 'utf8')).toBe('one two')
})

test('when one file fails, what stood in the folder is untouched and no half file is left', async () => {
  await writeFile(join(folder, 'first.txt'), 'of yesterday')
  const error = new Error('the connection was lost')
  const thrown = await thrownBy(async () => {
    await using drafts = new Drafts(folder)
    await drafts.write('first.txt', ['of today'])
    await drafts.write('second.txt', failing(error))
    await drafts.publish()
  })
  expect(thrown).toBe(error)
  expect(await readdir(folder)).toEqual(['first.txt'])
  expect(await readFile(join(folder, 'first.txt'), 'utf8')).toBe('of yesterday')
})

test('files and new folders are for their owner only', async () => {
  const place = join(folder, 'new', 'report')
  await using drafts = new Drafts(place)
  await drafts.write('a.txt', ['x'])
  await drafts.publish()
  const modes = [join(folder, 'new'), place, join(place, 'a.txt')].map((path) => {
    return (statSync(path).mode & 0o777).toString(8)
  })
  expect(modes).toEqual(['700', '700', '600'])
})

test('several files are filled in turns', async () => {
  await using drafts = new Drafts(folder)
  const [one, other] = [await drafts.begin('one.txt'), await drafts.begin('other.txt')]
  await one.append('a')
  await other.append('b')
  await one.append('c')
  await drafts.publish()
  expect(await readFile(join(folder, 'one.txt'), 'utf8')).toBe('ac')
  expect(await readFile(join(folder, 'other.txt'), 'utf8')).toBe('b')
})

test('a half file that a crash left behind is written over', async () => {
  await writeFile(join(folder, 'list.csv.evercheck-part'), 'a very long rest of before')
  await using drafts = new Drafts(folder)
  await drafts.write('list.csv', ['short'])
  await drafts.publish()
  expect(await readdir(folder)).toEqual(['list.csv'])
  expect(await readFile(join(folder, 'list.csv'), 'utf8')).toBe('short')
})

// The device is always full: the kernel itself refuses the write.
test.runIf(existsSync('/dev/full'))('a full disk is named as such, with its folder', async () => {
  await symlink('/dev/full', join(folder, 'list.csv.evercheck-part'))
  const thrown = await thrownBy(async () => {
    await using drafts = new Drafts(folder)
    await drafts.write('list.csv', ['too much'])
  })
  expect(thrown).toBeInstanceOf(DiskFullError)
  expect(thrown).toMatchObject({ code: 'DISK_FULL', cause: { code: 'ENOSPC' } })
  expect(String(thrown)).toContain(folder)
  expect(await readdir(folder)).toEqual([])
})

test('an error of the content is not taken for one of the disk', async () => {
  const error = Object.assign(new Error('the database has no room'), { code: 'ENOSPC' })
  const thrown = await thrownBy(async () => {
    await using drafts = new Drafts(folder)
    await drafts.write('list.csv', failing(error))
  })
  expect(thrown).toBe(error)
})

test('a folder that cannot be made is named', async () => {
  await writeFile(join(folder, 'plain'), '')
  const place = join(folder, 'plain', 'report')
  const thrown = await thrownBy(async () => {
    await using drafts = new Drafts(place)
    await drafts.write('list.csv', ['x'])
  })
  expect(thrown).toBeInstanceOf(FolderUnwritableError)
  expect(thrown).toMatchObject({ code: 'FOLDER_UNWRITABLE' })
  expect(String(thrown)).toContain(place)
})

test('a name that is taken by a folder is a folder that cannot be written to', async () => {
  await mkdir(join(folder, 'list.csv.evercheck-part'))
  const thrown = await thrownBy(async () => {
    await using drafts = new Drafts(folder)
    await drafts.write('list.csv', ['x'])
  })
  expect(thrown).toBeInstanceOf(FolderUnwritableError)
  await mkdir(join(folder, 'other.csv', 'inside'), { recursive: true })
  const atTheEnd = await thrownBy(async () => {
    await using drafts = new Drafts(folder)
    await drafts.write('other.csv', ['x'])
    await drafts.publish()
  })
  expect(atTheEnd).toBeInstanceOf(FolderUnwritableError)
  expect(existsSync(join(folder, 'other.csv.evercheck-part'))).toBe(false)
})
