import { spawnSync } from 'node:child_process'
import { launchChromium } from '../src/instagram/login/browser.ts'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'
import { BROWSER_USER } from '../src/instagram/login/browser-folder.ts'
import { PATIENCE_MS } from './patience.ts'

let found: Promise<boolean> | null = null

/**
 * Whether browsers of the tests have their sandbox here. Where a container offers none they go
 * without: the pages they open are our own.
 */
export function hasSandbox(): Promise<boolean> {
  found ??= mayHaveNamespaces() ? Promise.resolve(true) : startsInSandbox()
  return found
}

/** For commands: what they would otherwise refuse. */
export async function sandboxSetting(): Promise<Readonly<Record<string, string>>> {
  return (await hasSandbox()) ? {} : { EVERCHECK_BROWSER_SANDBOX: 'no' }
}

/** Much quicker than a browser, and enough of an answer where it is yes. */
function mayHaveNamespaces(): boolean {
  if (process.platform !== 'linux') return true
  const user = process.getuid?.() === 0 ? { uid: BROWSER_USER, gid: BROWSER_USER } : {}
  return spawnSync('unshare', ['--user', 'true'], user).status === 0
}

async function startsInSandbox(): Promise<boolean> {
  const executable = await findBrowser({ path: null })
  const options = { executable, connect: null, hideWebdriver: false, timeoutMs: PATIENCE_MS }
  return await launchChromium(options).then(
    async ({ close }) => {
      await close()
      return true
    },
    () => false,
  )
}
