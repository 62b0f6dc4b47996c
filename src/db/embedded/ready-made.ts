import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newHolder } from '../../kernel/ids.ts'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { damaged } from './cluster.ts'
import { copyCluster, READY_MADE, readyName } from './cluster-copy.ts'
import { findNative } from './native.ts'

/**
 * Makes a database with the schema and nothing in it beside the packages, from which the first
 * command of every data folder copies its own: to copy one takes a tenth of what it takes to make
 * one. Nothing is done where it is there. @throws as `openDatabase`
 */
export async function prepareCluster(place = READY_MADE): Promise<void> {
  const name = await readyName(await findNative())
  const ready = join(place, name)
  if ((await stat(ready).catch(() => null)) !== null) return
  const data = await mkdtemp(join(tmpdir(), 'evercheck-database-'))
  await mkdir(place, { recursive: true })
  const unfinished = `${ready}.${process.pid}`
  try {
    await makeWithSchema(data)
    await mkdir(unfinished)
    const folder = join(data, 'postgres')
    if (!(await copyCluster(folder, unfinished, null))) throw damaged(folder, 'it cannot be copied')
    await letOthersRead(unfinished)
    // Those of other versions: whoever copies one of them just now makes his own instead.
    for (const other of (await readdir(place)).filter((each) => !each.startsWith(name))) {
      await rm(join(place, other), { recursive: true, force: true })
    }
    // Whoever has made the same at the same time was quicker.
    await rename(unfinished, ready).catch(() => undefined)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    await rm(data, { recursive: true, force: true })
  }
}

/** The server has stopped when this returns. */
async function makeWithSchema(dataFolder: string): Promise<void> {
  const options = { url: null, dataFolder, holder: newHolder(), connectionsMax: 1 }
  const database = await openDatabase(options)
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
}

/** There is no secret in it: it has no password, and nobody comes in by the network. */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  }
}
