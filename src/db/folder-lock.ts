import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../kernel/clock.ts'
import { ensureOwnFolder, FolderUnwritableError, inFolder } from '../kernel/folders.ts'

/** Another living process has this folder locked. */
export class DataInUseError extends Error {
  override readonly name = 'DataInUseError'
  readonly code = 'DATA_IN_USE'

  constructor(folder: string, owner: string) {
    super(
      `The data folder ${folder} is in use by ${owner}, which starts or stops the database in it and has not finished. Run the same command again; if that process hangs, end it.`,
    )
  }
}

/** How long is waited before a lock is looked at again. */
const LOOK_AGAIN_MS = 10

/**
 * Makes this process the only one that has `folder` locked, for which it waits `waitMs` at the most.
 * Returns the function that gives it back, and then leaves nothing behind.
 *
 * The system itself holds the lock, on an open file: it ends with the process, however that ends,
 * and holds between containers too, where process numbers say nothing. What is left on the disk,
 * or copied with it, bars nobody. Between machines that share a network volume, the lock is as
 * good as the locks of that volume.
 * @throws DataInUseError DATA_IN_USE when a living process holds it all that time.
 * @throws FolderUnsafeError FOLDER_UNSAFE when others could write to it, or it is somebody else's.
 * @throws FolderUnwritableError FOLDER_UNWRITABLE, also where the file system has no locks.
 * @throws DiskFullError DISK_FULL
 */
export async function lockFolder(folder: string, waitMs: number): Promise<() => void> {
  await ensureOwnFolder(folder)
  return inFolder(folder, async () => {
    for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
      const giveBack = tryLock(folder)
      if (giveBack !== null) return giveBack
      if (waitedMs >= waitMs) throw new DataInUseError(folder, ownerIn(noteIn(folder)))
      await systemClock.sleep(LOOK_AGAIN_MS)
    }
  })
}

function tryLock(folder: string): (() => void) | null {
  const file = resolve(folder, 'evercheck.lock')
  const note = noteIn(folder)
  using taken = new DisposableStack()
  const lock = claim(folder, file)
  if (lock === null) return null
  taken.use(lock)
  // While it is held: afterwards the files may be somebody else's.
  taken.defer(() => rmSync(file, { force: true }))
  taken.defer(() => rmSync(note, { force: true }))
  // Anew, for a link that stood there would be followed; the lock keeps others of us away.
  rmSync(note, { force: true })
  writeFileSync(note, `process ${process.pid} on ${hostname()}`, { mode: 0o600, flag: 'wx' })
  const mine = taken.move()
  return () => mine.dispose()
}

function noteIn(folder: string): string {
  return resolve(folder, 'evercheck.owner')
}

/**
 * The lock files that this process holds. To open and close one of them once more would end its
 * lock, as POSIX has it; and a lock that nothing refers to would be collected.
 */
const held = new Map<string, Disposable>()

/** A link in place of the file is refused: it would be emptied wherever it leads. */
const LOCK_FLAGS =
  constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)

/** Locks the file, or null when it is locked already. The file stays empty. */
function claim(folder: string, file: string): Disposable | null {
  for (;;) {
    const there = lstatSync(file, { bigint: true, throwIfNoEntry: false })
    if (there && held.has(identity(there))) return null
    using opened = new DisposableStack()
    const descriptor = opened.adopt(openSync(file, LOCK_FLAGS, 0o600), closeSync)
    if (!begin(folder, opened, file)) return null
    const mine = identity(fstatSync(descriptor, { bigint: true }))
    const now = lstatSync(file, { bigint: true, throwIfNoEntry: false })
    // Its last holder may have removed it after we had opened it: then the lock is worth nothing.
    if (!now || identity(now) !== mine) continue
    opened.defer(() => held.delete(mine))
    const lock = opened.move()
    held.set(mine, lock)
    return lock
  }
}

/** Node locks no files, but its SQLite does: whoever has begun to write is alone in that. */
function begin(folder: string, opened: DisposableStack, file: string): boolean {
  try {
    const lock = opened.use(new DatabaseSync(file))
    lock.exec('pragma journal_mode = memory; begin immediate')
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false
    throw new FolderUnwritableError(folder, 'ENOLCK', error)
  }
}

const SQLITE_BUSY = 5

/** No other file is called so for as long as this one is open. */
function identity(file: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${file.dev}:${file.ino}`
}

/** Who holds the lock, for people to read: it may not be written yet. */
function ownerIn(note: string): string {
  try {
    return readFileSync(note, 'utf8') || 'another process'
  } catch {
    return 'another process'
  }
}
