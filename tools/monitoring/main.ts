import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { monitoringFiles } from './files.ts'

const ROOT = new URL('../..', import.meta.url).pathname

for (const [path, text] of Object.entries(monitoringFiles())) {
  await mkdir(dirname(join(ROOT, path)), { recursive: true })
  await writeFile(join(ROOT, path), text)
}
