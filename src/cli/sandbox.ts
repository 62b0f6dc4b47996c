import { loadConfig } from '../config/config.ts'
import type { Environment } from '../config/env.ts'
import { launchChromium } from '../instagram/login/browser.ts'
import { findBrowser } from '../instagram/login/browser-executable.ts'
import { BrowserFailure } from '../instagram/login/browser-failure.ts'

type Context = { readonly environment: Environment; readonly say: (line: string) => void }

const START_MS = 30_000

/**
 * Whether the browser starts in its sandbox. Where there is none it goes without: it meets
 * nothing but pages of our own here. Another fault is told by the first login.
 */
export async function hasSandbox({ environment, say }: Context): Promise<boolean> {
  const { browserSandbox, hideWebdriver, browser } = loadConfig(environment)
  if (!browserSandbox) return false
  const executable = await findBrowser({ path: browser })
  try {
    const options = { executable, connect: null, hideWebdriver, timeoutMs: START_MS }
    const { close } = await launchChromium(options)
    await close()
  } catch (error) {
    if (!(error instanceof BrowserFailure) || error.code !== 'NO_SANDBOX') return true
    say(
      `   The browser goes without its sandbox, as it meets only our own pages here: ${error.message}.`,
    )
    return false
  }
  return true
}
