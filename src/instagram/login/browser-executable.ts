import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The browser to log in with: the operator's choice if it is set, else the first of the well-known
 * places. Null when there is none, also when the operator's choice is no executable file: a wrong
 * setting is told, not replaced.
 */
export async function findBrowser(options: {
  /** `EVERCHECK_BROWSER`, or null to look for one. */
  readonly path: string | null
}): Promise<string | null> {
  if (options.path !== null) return (await isExecutable(options.path)) ? options.path : null
  return (
    (await firstExecutable(wellKnownPlaces(process.platform, homedir()))) ??
    (await firstExecutable(await playwrightCache(ROOT_CACHE))) ??
    (await firstExecutable(await playwrightCache(defaultPlaywrightCache()))) ??
    (await onSearchPath()) ??
    (await firstExecutable(await playwrightRegistry()))
  )
}

/** Where set-up downloads a browser for root: its own cache is closed to the browser's user. */
export const ROOT_CACHE = '/var/cache/evercheck'

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
]

/** Where systems put a Chromium, the likeliest first. */
export function wellKnownPlaces(platform: NodeJS.Platform, home: string): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(home, 'Applications')].flatMap((folder) =>
        ['Chromium', 'Google Chrome', 'Microsoft Edge'].map((name) =>
          join(folder, `${name}.app`, 'Contents', 'MacOS', name),
        ),
      )
    case 'win32':
      return ['C:\\Program Files', 'C:\\Program Files (x86)'].flatMap((folder) => [
        `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
        `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
      ])
    default:
      return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) =>
        COMMANDS.map((command) => join(folder, command)),
      )
  }
}

/** Executables that Playwright may have downloaded into `folder`, the newest revision first. */
export async function playwrightCache(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .map((name) => /^chromium(_headless_shell)?-(\d+)$/.exec(name))
    .filter((match) => match !== null)
    .sort((a, b) => Number(b[2]) - Number(a[2]))
    .flatMap((match) => DOWNLOADED.map((parts) => join(folder, match[0], ...parts)))
}

/** Below a revision's folder; which one exists depends on system, processor and age. */
const DOWNLOADED = [
  ['chrome-linux64', 'chrome'],
  ['chrome-linux-arm64', 'chrome'],
  ['chrome-linux', 'chrome'],
  ['chrome-headless-shell-linux64', 'chrome-headless-shell'],
  ['chrome-headless-shell-linux-arm64', 'chrome-headless-shell'],
  ['chrome-linux', 'headless_shell'],
  ...['mac-x64', 'mac-arm64'].flatMap((system) => [
    [
      `chrome-${system}`,
      'Google Chrome for Testing.app',
      'Contents',
      'MacOS',
      'Google Chrome for Testing',
    ],
    [`chrome-headless-shell-${system}`, 'chrome-headless-shell'],
  ]),
  ['chrome-win64', 'chrome.exe'],
  ['chrome-headless-shell-win64', 'chrome-headless-shell.exe'],
]

function defaultPlaywrightCache(): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'ms-playwright')
    case 'win32':
      return join(homedir(), 'AppData', 'Local', 'ms-playwright')
    default:
      return join(homedir(), '.cache', 'ms-playwright')
  }
}

/** Asks the shell, which knows the search path, so that no environment variable is read here. */
async function onSearchPath(): Promise<string | null> {
  if (process.platform === 'win32') return null
  const script = COMMANDS.map((command) => `command -v ${command}`).join(' || ')
  const found = await new Promise<string>((resolve) => {
    execFile('/bin/sh', ['-c', script], { timeout: 5_000 }, (_error, stdout) => resolve(stdout))
  })
  return await firstExecutable([found.trim()])
}

/** Playwright's own answer: the last resort, because loading it takes longer than all the rest. */
async function playwrightRegistry(): Promise<readonly string[]> {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  // In a folder of the operator's own choosing the headless shell lies beside the full browser.
  const folder = /^(.*)[\\/]chromium-\d+[\\/]/.exec(path)?.[1]
  return [path, ...(folder === undefined ? [] : await playwrightCache(folder))]
}

async function firstExecutable(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await isExecutable(path)) return path
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  if (path === '') return false
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
