import { launchChromium } from '../../instagram/login/browser.ts'
import { findBrowser } from '../../instagram/login/browser-executable.ts'
import { BrowserFailure } from '../../instagram/login/browser-failure.ts'
import type { Connect } from '../../instagram/wire/connect.ts'
import { broken, careful, type Finding, type Look, well } from '../finding.ts'

/** What is known of the browser before it is started. */
type Browser = {
  /** Where the operator says it is; null to look for it. */
  readonly browser: string | null
  readonly connect: Connect | null
  readonly hideWebdriver: boolean
  readonly browserSandbox: boolean
}

const START_MS_MAX = 20_000

/** Whether there is a browser to log in with. It is not started. */
export function lookForBrowser({ browser }: Pick<Browser, 'browser'>): Look {
  return {
    what: 'browser',
    async findings() {
      const executable = await findBrowser({ path: browser })
      if (executable === null) return [missing(browser)]
      return [well('browser', { code: 'browser-found', executable })]
    },
  }
}

/** Whether the browser starts. */
export function lookAtBrowser(options: Browser): Look {
  return {
    what: 'browser',
    async findings() {
      const executable = await findBrowser({ path: options.browser })
      return [executable === null ? missing(options.browser) : await started(executable, options)]
    },
  }
}

async function started(executable: string, options: Browser): Promise<Finding> {
  const { connect, hideWebdriver, browserSandbox: sandbox } = options
  try {
    const { browser, close } = await launchChromium({
      executable,
      connect,
      hideWebdriver,
      sandbox,
      timeoutMs: START_MS_MAX,
    })
    const version = browser.version()
    await close()
    return sandbox
      ? well('browser', { code: 'browser-starts', executable, version })
      : careful('browser', { code: 'browser-open', executable, version })
  } catch (error) {
    if (!(error instanceof BrowserFailure)) throw error
    const { code: failure, message: said } = error
    return broken('browser', { code: 'browser-fails', executable, failure, said })
  }
}

function missing(browser: string | null): Finding {
  return broken(
    'browser',
    browser === null ? { code: 'browser-none' } : { code: 'browser-missing', path: browser },
  )
}
