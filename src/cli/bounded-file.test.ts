import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBoundedFile } from './bounded-file.ts'

test('a file is read up to its limit, and one without an end is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evercheck-bounded-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'file')
  for (const [length, isRead] of [
    [0, true],
    [100_000, true],
    [100_001, false],
  ] as const) {
    writeFileSync(file, Buffer.alloc(length, 'x'))
    expect((await readBoundedFile(file, 100_000))?.length ?? null).toBe(isRead ? length : null)
  }
  expect(await readBoundedFile('/dev/zero', 100_000)).toBe(null)
  await expect(readBoundedFile(join(folder, 'none'), 1)).rejects.toThrow('ENOENT')
})
