import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../src/instagram/login/browser-executable.ts'

const START = fileURLToPath(new URL('./chromium.sh', import.meta.url))

/**
 * Starts a Chromium for pages of ours, and for nothing else: it has no sandbox, as root cannot have
 * one.
 */
export async function launchForOwnPages(args: readonly string[] = []): Promise<Browser> {
  const { PATH, HOME } = process.env
  const executable = (await findBrowser({ path: null })) ?? ''
  return chromium.launch({
    executablePath: START,
    env: { PATH, HOME, BROWSER_EXECUTABLE: executable },
    chromiumSandbox: false,
    args: [...args],
  })
}
