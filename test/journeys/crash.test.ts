import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/kernel/ids.ts'
import { crash } from '../crash/crash.ts'
import { makeOwnFolder, quickFolder } from '../quick-folder.ts'

/** The long form, a hundred kills on a disk, is `npm run test:crash`. */
test('a database server that is killed in the middle of inserts comes back with every acknowledged row', async () => {
  const folder = await makeOwnFolder(await quickFolder(), 'crash')
  try {
    const dataFolder = join(folder, 'data')
    const result = await crash({ dataFolder, kills: 3, random: seededRandom(7), tell: () => {} })
    expect(result).toMatchObject({ kills: 3, missing: 0 })
    expect(result.acknowledged).toBeGreaterThan(3)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
