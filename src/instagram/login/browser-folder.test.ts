import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeBrowserFolder, sweepBrowserFolders } from './browser-folder.ts'

test('what a dead process has left is swept away, and what a living one needs is not', async () => {
  const living = await makeBrowserFolder(null)
  const dead = join(tmpdir(), 'evercheck-browser-dead')
  const elsewhere = join(tmpdir(), 'evercheck-elsewhere')
  const linked = join(tmpdir(), 'evercheck-browser-linked')
  try {
    await mkdir(join(dead, 'home', 'profile'), { recursive: true })
    await writeFile(join(dead, 'home', 'profile', 'Cookies'), 'secret')
    listenAndDie(join(dead, 'alive'))
    await mkdir(elsewhere)
    await symlink(elsewhere, linked)
    await sweepBrowserFolders()
    expect(existsSync(dead)).toBe(false)
    expect(existsSync(living.home)).toBe(true)
    expect(existsSync(elsewhere)).toBe(true)
  } finally {
    await living.remove()
    await rm(linked, { force: true })
    await rm(elsewhere, { recursive: true, force: true })
    await rm(dead, { recursive: true, force: true })
  }
  expect(existsSync(living.home)).toBe(false)
})

/** Leaves at `path` what a process leaves that was killed while it listened there. */
function listenAndDie(path: string): void {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  const { signal } = spawnSync(process.execPath, ['-e', script])
  expect(signal).toBe('SIGKILL')
}
