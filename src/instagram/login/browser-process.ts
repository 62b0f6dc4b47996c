import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { BrowserFailure, NO_OTHER_USER } from './browser-failure.ts'
import {
  BROWSER_USER,
  type BrowserFolder,
  makeBrowserFolder,
  NoOtherUserError,
} from './browser-folder.ts'
import type { Gate } from './gate.ts'

/** A browser that was started, and what to do when it has ended. */
export type BrowserProcess = {
  readonly browser: Browser
  /** Closes the gate and removes the browser's files; happens by itself when it goes away. */
  gone(): Promise<void>
}

/**
 * Playwright, loaded by the first who may need it: it takes a quarter of a second and 70 MB of
 * memory, which processes that never log in go without.
 */
export function loadDriver(): Promise<typeof import('playwright-core')> {
  return import('playwright-core')
}

/**
 * Starts `executable` behind `gate`: without a window, in a folder of its own, with an environment
 * of its own, as root as another user.
 * @throws Error of Playwright; BrowserFailure `NO_SANDBOX`.
 */
export async function startBrowser(
  executable: string,
  gate: Gate,
  options: {
    readonly sandbox: boolean
    readonly hideWebdriver: boolean
    readonly timeoutMs: number
  },
): Promise<BrowserProcess> {
  const { sandbox } = options
  const [driver, { folder, user }] = await Promise.all([loadDriver(), settle(sandbox)])
  try {
    const browser = await driver.chromium.launch({
      ...{ artifactsDir: folder.artifacts },
      executablePath: START,
      env: environmentOf(executable, user, folder),
      headless: true,
      timeout: options.timeoutMs,
      chromiumSandbox: sandbox,
      // Who stops this process decides what happens to a login under way; Playwright would exit.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...QUIET,
        ...gate.switches,
        ...(options.hideWebdriver ? ['--disable-blink-features=AutomationControlled'] : []),
      ],
    })
    let removed: Promise<void> | null = null
    const gone = (): Promise<void> => {
      gate.close()
      removed ??= folder.remove().catch(() => {})
      return removed
    }
    browser.on('disconnected', () => void gone())
    return { browser, gone }
  } catch (error) {
    await folder.remove().catch(() => {})
    throw error
  }
}

const START = fileURLToPath(new URL('./start-browser.sh', import.meta.url))

/** The folder of a browser, and the user it runs as: null for the one that runs this process. */
async function settle(sandbox: boolean): Promise<{ folder: BrowserFolder; user: number | null }> {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  const user = isRoot ? BROWSER_USER : null
  try {
    return { folder: await makeBrowserFolder(user), user }
  } catch (error) {
    if (!(error instanceof NoOtherUserError)) throw folderFailure(error)
    // A container may have no other user than root. Then a sandbox cannot be had either.
    if (!sandbox) return { folder: await makeBrowserFolder(null), user: null }
    throw new BrowserFailure('NO_SANDBOX', NO_OTHER_USER)
  }
}

function folderFailure(error: unknown): BrowserFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new BrowserFailure(
    'NO_BROWSER',
    `no folder for the browser can be made in the temporary folder ${tmpdir()} (${code})`,
  )
}

/**
 * The browser's whole environment. Nothing of ours is in it: neither what may be a secret, nor what
 * would make it write down its keys or load something.
 */
function environmentOf(
  executable: string,
  user: number | null,
  { home, pidFile }: BrowserFolder,
): Record<string, string> {
  return {
    BROWSER_EXECUTABLE: executable,
    BROWSER_USER: user === null ? '' : String(user),
    BROWSER_PID_FILE: pidFile,
    HOME: home,
    TMPDIR: home,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
  }
}

/** A port that no browser ever dials: what is told to go there ends inside of it. */
const NOWHERE = 'https://127.0.0.1:9'

/**
 * Nothing but what the pages themselves ask for leaves the browser. Three of its own services
 * ask Google whatever they are told, one of them about every form that is shown; what is left of
 * such things ends at the gate.
 */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  `--component-updater=url-source=${NOWHERE}/`,
  `--gaia-url=${NOWHERE}`,
  `--autofill-server-url=${NOWHERE}/`,
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-crash-reporter',
  '--no-pings',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]
