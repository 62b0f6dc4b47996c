import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Something that a run left behind: a file, or what it said. */
export type Leftover = { readonly name: string; readonly text: string }

/** A `sessionid` as Instagram makes it (facts 1.2), as it is or as part of an address. */
const SESSION_ID = /\d{5,20}(?:%3A|:)[A-Za-z0-9]{14}(?:%3A|:)\d{1,3}(?:(?:%3A|:)AY[\w-]+)?/

/** Every file below a folder, those of databases included. */
export async function filesBelow(root: string): Promise<readonly Leftover[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (entry) => {
      const name = join(entry.parentPath, entry.name)
      return { name, text: await readFile(name, 'latin1') }
    }),
  )
}

/** Where one of these secrets stands, in any of its spellings, or a `sessionid` of whatever account. */
export function leaksIn(
  leftovers: readonly Leftover[],
  secrets: readonly string[],
): readonly string[] {
  const wanted = secrets.flatMap(spellings)
  return leftovers
    .filter(({ text }) => SESSION_ID.test(text) || wanted.some((secret) => text.includes(secret)))
    .map(({ name }) => name)
}

/** A secret as it might be written: as it is, for an address, in JSON, in base64. */
function spellings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [secret, encodeURIComponent(secret), decodeURIComponent(secret), base64]
}

/** The keys in a key file, in base64 and in hex. */
export async function keysIn(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8')
  return text.split('\n').flatMap((line) => {
    const key = line.startsWith('#') ? '' : (line.split(':')[1] ?? '')
    return key === '' ? [] : [key, Buffer.from(key, 'base64').toString('hex')]
  })
}
