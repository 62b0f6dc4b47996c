import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecret, SecretMissingError } from './secret-input.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secret-input-'))
})

afterAll(() => rm(folder, { recursive: true }))

const PASSWORD = 'S3cret-Päßword'

async function read(bytes: Uint8Array | string, lines: 'one' | 'many' = 'one'): Promise<string> {
  const file = join(folder, 'secret')
  await writeFile(file, bytes)
  const source = { file, what: 'password', flag: '--password-file', lines }
  return readSecret(source, new AbortController().signal)
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

test.each([
  ['UTF-8', Buffer.from(PASSWORD)],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${PASSWORD}\r\n`)],
  ['UTF-16, little end first', utf16(`${PASSWORD}\r\n`, 'le')],
  ['UTF-16, big end first', utf16(`${PASSWORD}\n\n`, 'be')],
])('a password is read from %s without mark and line end', async (_, bytes) => {
  expect(await read(bytes)).toBe(PASSWORD)
})

test('blanks belong to a password, also at its ends', async () => {
  expect(await read(' two words \n')).toBe(' two words ')
})

test.each([
  ['UTF-16 without its mark', Buffer.from(PASSWORD, 'utf16le'), /no text in UTF-8 or UTF-16/],
  ['bytes that are no text', Buffer.from([0x70, 0xff, 0x80]), /no text in UTF-8 or UTF-16/],
  ['half of UTF-16', Buffer.from([0xff, 0xfe, 0x70]), /no text in UTF-8 or UTF-16/],
  ['a second line', Buffer.from(`${PASSWORD}\nJBSWY3DP\n`), /several lines/],
  ['nothing but marks', Buffer.from('\ufeff\r\n'), /is empty/],
  ['too much', Buffer.alloc(1024 * 1024 + 1, 'a'), /too much/],
])('%s is refused before anybody is asked, and not shown', async (_, bytes, why) => {
  const refused = await read(bytes).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(SecretMissingError)
  expect(String(refused)).toMatch(why)
  expect(String(refused)).not.toContain('S3cret')
})

test('cookies may have as many lines as they like', async () => {
  expect(await read('one\r\ntwo\n', 'many')).toBe('one\r\ntwo')
})

test('a file that never ends is left at the limit', async () => {
  const endless = { file: '/dev/zero', what: 'password', flag: '--password-file' }
  await expect(readSecret(endless, new AbortController().signal)).rejects.toThrow(/too much/)
})
