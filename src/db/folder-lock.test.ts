import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DataInUseError, lockFolder } from './folder-lock.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a folder is locked once, and leaves nothing behind when it is given back', async () => {
  const folder = await emptyFolder()
  const giveBack = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(DataInUseError)
  await giveBack()
  expect(await readdir(folder)).toEqual([])
})

test('a lock that cannot be read is an error and no endless wait', async () => {
  const folder = await emptyFolder()
  await mkdir(join(folder, 'evercheck.lock'))
  await expect(lockFolder(folder)).rejects.toThrow('EISDIR')
})
