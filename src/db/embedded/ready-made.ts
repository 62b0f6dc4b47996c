import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { damaged, makeCluster } from './cluster.ts'
import { copyCluster, READY_MADE } from './cluster-copy.ts'
import { findNative, reachableNative } from './native.ts'
import { serverUser } from './server-user.ts'

/**
 * Makes an empty database beside the packages, from which the first command of every data folder
 * copies its own: to copy one takes a tenth of what it takes to make one. Nothing is done where it
 * is there. @throws as `makeCluster`
 */
export async function prepareCluster(place = READY_MADE): Promise<void> {
  const found = await findNative()
  const ready = join(place, found.name)
  if ((await stat(ready).catch(() => null)) !== null) return
  // Where its user can walk: what is beside the packages may be closed to him.
  const aside = await mkdtemp(join(tmpdir(), 'evercheck-database-'))
  await mkdir(place, { recursive: true })
  const unfinished = `${ready}.${process.pid}`
  try {
    await chmod(aside, 0o755)
    const folder = join(aside, 'postgres')
    const user = await serverUser(folder)
    await makeCluster(
      await reachableNative(found, user, [aside]),
      { folder, user },
      {
        copyOf: null,
      },
    )
    await mkdir(unfinished)
    if (!(await copyCluster(folder, unfinished, null))) throw damaged(folder, 'it cannot be copied')
    await letOthersRead(unfinished)
    // Whoever has made the same at the same time was quicker.
    await rename(unfinished, ready).catch(() => undefined)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    await rm(aside, { recursive: true, force: true })
  }
}

/** There is no secret in it: it has no password, and nobody comes in by the network. */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  }
}
