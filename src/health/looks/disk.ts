import { statfs } from 'node:fs/promises'
import { ensureOwnFolder, isOpenToOthers } from '../../kernel/folders.ts'
import { careful, type Look, well } from '../finding.ts'

const FREE_BYTES_MIN = 500 * 1024 * 1024

/** Whether there is room in the data folder, and nobody else looks into it. */
export function lookAtDisk(folder: string): Look {
  return {
    what: 'disk',
    async findings() {
      await ensureOwnFolder(folder)
      const { bavail, bsize } = await statfs(folder)
      const megabytes = Math.floor((bavail * bsize) / 1024 / 1024)
      if (bavail * bsize < FREE_BYTES_MIN) {
        return [careful('disk', { code: 'disk-low', megabytes, folder })]
      }
      if (!(await isOpenToOthers(folder))) return [well('disk', { code: 'disk-fine', megabytes })]
      return [careful('disk', { code: 'disk-open', megabytes, folder })]
    },
  }
}
