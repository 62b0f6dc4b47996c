import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { TABLE_FILES } from '../checks/result/table.ts'
import type { Receipt } from './receipt.ts'
import { csvFile } from './report-folder.ts'

/**
 * Why the files of a report in a folder are not those of its receipt, or null when they are. Every
 * list has to be there; of the other files, those that are. A list that the receipt does not name
 * was put there by somebody else.
 */
export async function whyFilesDiffer(receipt: Receipt, folder: string): Promise<string | null> {
  const there = await readdir(folder).catch(() => null)
  if (there === null) return `the folder ${folder} cannot be read`
  for (const list of TABLE_FILES.map(csvFile)) {
    if (there.includes(list) && !(list in receipt.files)) {
      return `the receipt knows nothing of ${list}`
    }
  }
  for (const [name, digest] of Object.entries(receipt.files)) {
    if (!there.includes(name)) {
      if (name.endsWith('.csv')) return `${name} is not in the folder`
      continue
    }
    const found = await digestOf(join(folder, name)).catch(() => null)
    if (found === null) return `${name} cannot be read`
    if (found !== digest) return `${name} was changed`
  }
  return null
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
