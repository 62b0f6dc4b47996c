import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverProcesses } from '../../src/db/embedded/postmaster.ts'
import { seededRandom } from '../../src/kernel/ids.ts'
import { crash } from '../crash/crash.ts'
import { makeOwnFolder, quickFolder, removeFolder } from '../quick-folder.ts'

/** The long form, a hundred kills on a disk, is `npm run test:crash`. */
test('a database server that is killed in the middle of inserts comes back with every acknowledged row', async () => {
  const folder = await makeOwnFolder(await quickFolder(), 'crash')
  try {
    const dataFolder = join(folder, 'data')
    const result = await crash({ dataFolder, kills: 3, random: seededRandom(7), tell: () => {} })
    expect(result).toMatchObject({ kills: 3, missing: 0 })
    expect(result.acknowledged).toBeGreaterThan(3)
    // Its last user has stopped it, in the middle of whatever was connecting anew.
    expect(await serverProcesses(join(dataFolder, 'postgres'))).toEqual([])
  } finally {
    await removeFolder(folder)
  }
})
