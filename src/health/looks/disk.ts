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
        const says = `Only ${megabytes} MB free in ${folder}: make room before a large check.`
        return [careful('disk', says)]
      }
      if (!(await isOpenToOthers(folder))) return [well('disk', `${megabytes} MB free.`)]
      const says = `${megabytes} MB free. Others can see what is in ${folder}, if not read it: chmod go-rwx ${folder}`
      return [careful('disk', says)]
    },
  }
}
