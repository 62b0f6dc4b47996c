import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findBrowser, playwrightCache, wellKnownPlaces } from './browser-executable.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browsers-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function executable(...parts: string[]): Promise<string> {
  const path = join(folder, ...parts)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  await chmod(path, 0o755)
  return path
}

test("the operator's choice is taken as it is", async () => {
  const path = await executable('my-chromium')
  expect(await findBrowser({ path })).toBe(path)
})

test("the operator's choice is not replaced when it is wrong", async () => {
  const path = join(folder, 'a-text.txt')
  await writeFile(path, '', { mode: 0o644 })
  expect(await findBrowser({ path })).toBeNull()
  expect(await findBrowser({ path: folder })).toBeNull()
  expect(await findBrowser({ path: join(folder, 'nothing') })).toBeNull()
})

test('a browser is found on this machine, as the set-up has seen to', async () => {
  expect(await findBrowser({ path: null })).toMatch(/chrom|edge/i)
})

test('of what Playwright has downloaded, the newest revision comes first', async () => {
  const older = await executable('chromium-1200', 'chrome-linux64', 'chrome')
  const newer = await executable(
    'chromium_headless_shell-1255',
    'chrome-headless-shell-linux64',
    'chrome-headless-shell',
  )
  await executable('firefox-1572', 'firefox', 'firefox')
  const places = await playwrightCache(folder)
  expect(places.filter((place) => [older, newer].includes(place))).toEqual([newer, older])
  expect(places.join()).not.toContain('firefox')
})

test('every system has places of its own', () => {
  expect(wellKnownPlaces('linux', '/home/x')[0]).toBe('/usr/bin/chromium')
  expect(wellKnownPlaces('darwin', '/Users/x')).toContain(
    '/Users/x/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  )
  expect(wellKnownPlaces('win32', 'C:').join()).toContain('chrome.exe')
})
