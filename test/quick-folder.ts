import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

/** Room that is needed in memory for test databases to be put there. */
const ROOM_BYTES_MIN = 3 * 1024 ** 3

/** A folder for files that need not outlive the test run: in memory, where there is room for it. */
export async function quickFolder(): Promise<string> {
  const inMemory = '/dev/shm'
  const { bavail, bsize } = await statfs(inMemory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= ROOM_BYTES_MIN ? inMemory : tmpdir()
}
