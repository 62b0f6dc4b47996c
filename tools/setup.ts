/**
 * Makes this machine ready to run Evercheck: the right Node and a Chromium. It runs before every
 * start and every test, so it says nothing and takes no time when there is nothing to do.
 *
 * Exit codes: 0 ready, 6 something is missing that only a person can install.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { prepareCluster } from '../src/db/embedded/ready-made.ts'
import { launchChromium } from '../src/instagram/login/browser.ts'
import { findBrowser, ROOT_CACHE } from '../src/instagram/login/browser-executable.ts'
import { BrowserFailure } from '../src/instagram/login/browser-failure.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { shedEnvironment } from '../src/kernel/hostile-environment.ts'
import { buildPanel } from './build-panel.ts'
import { buildProgram } from './build-program.ts'
import { type BrowserFault, ensureBrowser } from './ensure-browser.ts'
import { nodeComplaint } from './node-version.ts'
import { runCommand } from './run-command.ts'

const MISSING = 6
const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

async function setUp(): Promise<number> {
  const complaint = nodeComplaint(process.versions.node, pinnedNode())
  if (complaint !== null) {
    tell(complaint.text)
    if (complaint.fatal) return MISSING
  }
  await setUpPanel()
  await setUpProgram()
  // Where it cannot be made, the first command says why, or is told of another server.
  await prepareCluster().catch(() => undefined)
  return await setUpBrowser()
}

/** The panel is built where its builder is installed; the service runs without it, too. */
async function setUpPanel(): Promise<void> {
  try {
    await buildPanel()
  } catch (error) {
    tell(`The panel could not be built: ${error instanceof Error ? error.message : error}`)
  }
}

/** The program starts sooner from few files; without them it runs from its sources. */
async function setUpProgram(): Promise<void> {
  try {
    await buildProgram()
  } catch (error) {
    tell(`The program could not be built: ${error instanceof Error ? error.message : error}`)
  }
}

async function setUpBrowser(): Promise<number> {
  const chosen = process.env.EVERCHECK_BROWSER || null
  const find = () => findBrowser({ path: chosen })
  if (chosen !== null) {
    if ((await find()) !== null) return await tryChosen(chosen)
    tell(`EVERCHECK_BROWSER is set to ${chosen}, which is not an executable file.`)
    tell('Correct it, or remove it and run "npm run setup" again.')
    return MISSING
  }
  const packages = await mayInstallPackages()
  const path = await ensureBrowser({
    find,
    fault: startFault,
    download: () => playwright(['install', '--only-shell', 'chromium']),
    installLibraries: packages ? () => playwright(['install-deps', 'chromium']) : null,
    installSandbox: packages ? () => apt(['install', '-y', 'chromium-sandbox']) : null,
    installPackage: packages ? installChromium : null,
    tell,
  })
  if (path !== null) return 0
  tell('')
  tell('Evercheck needs a Chromium to log in with, and could not get one by itself.')
  tell('Install Chromium, Google Chrome or Microsoft Edge with the tools of your system')
  tell('(Debian: apt-get install chromium; macOS: brew install --cask chromium), or set')
  tell('EVERCHECK_BROWSER to the path of one that you have. Then run "npm run setup" again.')
  return MISSING
}

/** What the operator has chosen is neither replaced nor mended. */
async function tryChosen(path: string): Promise<number> {
  const none = async (): Promise<string> => 'it was chosen by EVERCHECK_BROWSER'
  const nothing = { installLibraries: null, installSandbox: null, installPackage: null }
  const find = async (): Promise<string> => path
  const ways = { find, fault: startFault, download: none, ...nothing, tell }
  return (await ensureBrowser(ways)) === null ? MISSING : 0
}

/** The version that package.json pins: one package for each kind of machine brings it. */
function pinnedNode(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const packages: Readonly<Record<string, string>> = JSON.parse(text).optionalDependencies
  return Object.entries(packages).find(([name]) => name.startsWith('node-'))?.[1] ?? ''
}

async function playwright(args: readonly string[]): Promise<string | null> {
  const home = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'))
  const end = await runCommand(systemClock, {
    file: process.execPath,
    args: [join(home, 'cli.js'), ...args],
    // Its own patience with a network that swallows packets is several minutes.
    env: {
      ...process.env,
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '20000',
      ...placeForRoot(),
      ...QUIET_APT,
    },
    silenceMsMax: 60_000,
    hopeless: HOPELESS,
    onLine: (line) => {
      if (/\d+%|^Downloading|^Setting up|^E:/i.test(line)) tell(`  ${line}`)
    },
  })
  return end.kind === 'done' ? null : end.why
}

/** Refusals that more of Playwright's own tries would only repeat. */
const HOPELESS =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)\b|timed out|server returned code 4/

/** Only as root, and only where there is apt: elsewhere a person decides what is installed. */
async function mayInstallPackages(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return await new Promise((resolve) => {
    execFile('apt-get', ['--version'], { timeout: 5_000 }, (error) => resolve(error === null))
  })
}

const QUIET_APT = { DEBIAN_FRONTEND: 'noninteractive' }

const PACKAGES = ['chromium', 'chromium-sandbox', 'fonts-liberation']

async function installChromium(): Promise<string | null> {
  return (
    (await apt(['update'])) ??
    // Without any font Chromium cannot draw the pages that a human may have to look at.
    (await apt(['install', '-y', '--no-install-recommends', ...PACKAGES]))
  )
}

async function apt(args: readonly string[]): Promise<string | null> {
  const patience = ['Acquire::http::Timeout=20', 'Acquire::Retries=1', 'DPkg::Lock::Timeout=30']
  const end = await runCommand(systemClock, {
    file: 'apt-get',
    args: [...patience.flatMap((option) => ['-o', option]), ...args],
    env: { ...process.env, ...QUIET_APT },
    silenceMsMax: 60_000,
    hopeless: null,
    onLine: (line) => {
      if (/^(Get:|Need to get|Unpacking|Setting up|E:|Err:)/.test(line)) tell(`  ${line}`)
    },
  })
  return end.kind === 'done' ? null : end.why
}

/** Starts the browser at `path` as a login would, and ends it. */
async function startFault(path: string): Promise<BrowserFault | null> {
  try {
    const { close } = await launchChromium({
      executable: path,
      connect: null,
      hideWebdriver: false,
      sandbox: process.env.EVERCHECK_BROWSER_SANDBOX !== 'no',
      timeoutMs: 30_000,
    })
    await close()
    return null
  } catch (error) {
    if (!(error instanceof BrowserFailure)) throw error
    return { kind: error.code === 'NO_SANDBOX' ? 'no-sandbox' : 'broken', why: error.message }
  }
}

/** Root's own cache is closed to the user that root's browser runs as. */
function placeForRoot(): NodeJS.ProcessEnv {
  if (process.getuid?.() !== 0 || process.env.PLAYWRIGHT_BROWSERS_PATH) return {}
  // Whatever root's own files are: these are for the browser's user to read.
  process.umask(0o022)
  return { PLAYWRIGHT_BROWSERS_PATH: ROOT_CACHE }
}

// Last, because nothing above may be missing when it runs.
shedEnvironment(process)
process.exitCode = await setUp()
