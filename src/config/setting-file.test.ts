import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentOf } from './setting-file.ts'

test('a file gives what it holds, and one that is missing, huge or endless is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evercheck-setting-'))
  try {
    const file = join(folder, 'token')
    await writeFile(file, '  123:abc\n')
    expect(contentOf('A_FILE', file)).toBe('123:abc')
    await writeFile(file, '\n')
    expect(contentOf('A_FILE', file)).toBeNull()
    expect(contentOf('A_FILE', null)).toBeNull()
    await writeFile(file, 'x'.repeat(70_000))
    for (const wrong of [file, '/dev/zero']) {
      expect(() => contentOf('A_FILE', wrong)).toThrow(`A_FILE: ${wrong} holds more`)
    }
    for (const wrong of [folder, join(folder, 'nobody')]) {
      expect(() => contentOf('A_FILE', wrong)).toThrow(`A_FILE: the file ${wrong} cannot be read`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
