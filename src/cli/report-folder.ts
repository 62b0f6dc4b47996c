import { access, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ensureFolder, refuseSharedFolder } from '../kernel/folders.ts'

/**
 * Makes sure that the folder of a report can be written to. What had to be made for it, and is
 * empty when this is disposed of, goes again.
 * @throws DiskFullError, FolderUnsafeError, FolderUnwritableError
 */
export async function reportFolder(folder: string): Promise<AsyncDisposable> {
  const made = await missing(folder)
  await ensureFolder(folder)
  await refuseSharedFolder(folder)
  return {
    async [Symbol.asyncDispose]() {
      for (const each of made) {
        try {
          await rmdir(each)
        } catch {
          // There is something in it, or it is gone.
          return
        }
      }
    },
  }
}

/** The folders on the way that are not there, the deepest first. */
async function missing(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  for (let at = folder; !(await exists(at)) && at !== dirname(at); at = dirname(at)) found.push(at)
  return found
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
