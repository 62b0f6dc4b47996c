import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

/**
 * Loaded before a program of a test, it makes that process one of a later version: it knows more
 * migrations, those in EVERCHECK_TEST_LATER, texts by their file names as JSON. All else is as it
 * is, so that programs of two versions can be seen beside one another on one database.
 */
const later: Readonly<Record<string, string>> = JSON.parse(process.env.EVERCHECK_TEST_LATER ?? '{}')
const { readdir, readFile } = files

Object.assign(files, {
  async readdir(path: URL, ...rest: never[]) {
    const found = await readdir(path, ...rest)
    return isMigrations(path) ? [...found, ...Object.keys(later)] : found
  },
  readFile(path: URL, ...rest: never[]) {
    const text = later[basename(String(path))]
    return text === undefined ? readFile(path, ...rest) : Promise.resolve(text)
  },
})
syncBuiltinESMExports()
// The program would say that there is no such setting.
delete process.env.EVERCHECK_TEST_LATER

function isMigrations(path: unknown): boolean {
  return String(path).endsWith('/src/db/migrations/')
}
