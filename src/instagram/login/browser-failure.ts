import type { TechnicalCode } from './outcome.ts'
import { elapsed } from './real-time.ts'

/**
 * The browser itself failed. The message is entirely ours: Playwright quotes what was typed in its
 * own errors, so none of them is passed on, neither as text nor as `cause`.
 */
export class BrowserFailure extends Error {
  override readonly name = 'BrowserFailure'
  readonly code: TechnicalCode

  constructor(code: TechnicalCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Does one step with the browser, within `limitMs`, and translates whatever goes wrong in it.
 * @throws BrowserFailure saying which step failed and what kind of failure it was.
 */
export async function step<T>(name: string, limitMs: number, act: () => Promise<T>): Promise<T> {
  const late = elapsed(limitMs).then(() => {
    throw new BrowserFailure('LOGIN_TIMEOUT', `${name}: took too long`)
  })
  try {
    return await Promise.race([act(), late])
  } catch (error) {
    throw translate(name, error)
  }
}

/** Our words for a Playwright error that happened in the step `name`. */
export function translate(name: string, error: unknown): BrowserFailure {
  if (error instanceof BrowserFailure) return error
  // Only the first line tells the kind of failure; what follows is a log of what was done.
  const text = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : ''
  const network = /\bnet::(ERR_[A-Z0-9_]+)/.exec(text)?.[1]
  if (network !== undefined) {
    return new BrowserFailure('UNREACHABLE', `${name}: no connection (${network})`)
  }
  if (/crash/i.test(text)) return new BrowserFailure('BROWSER_CRASHED', `${name}: the page crashed`)
  if (/has been closed|Target closed|browser has disconnected/i.test(text)) {
    return new BrowserFailure('BROWSER_CRASHED', `${name}: the browser went away`)
  }
  if (/Timeout/i.test(text)) return new BrowserFailure('LOGIN_TIMEOUT', `${name}: took too long`)
  return new BrowserFailure('UNKNOWN_PAGE', `${name}: the browser could not do it`)
}

/**
 * Our words for a browser that did not start, with the remedy where it is known. Nobody was asked
 * anything then, so whatever it is, it is this machine's and no account's.
 */
export function launchFailure(error: unknown): BrowserFailure {
  if (error instanceof BrowserFailure) return error
  // Below its first line stands all that the browser has said, much of it harmless.
  const text = error instanceof Error ? error.message : ''
  if (/Timeout \d+ms exceeded/.test(text)) {
    return new BrowserFailure('LOGIN_TIMEOUT', 'the browser took too long to start')
  }
  if (/setpriv: set|Running as root without --no-sandbox/.test(text)) {
    return new BrowserFailure('NO_SANDBOX', NO_OTHER_USER)
  }
  if (/No usable sandbox|zygote_host_impl[^\n]*Operation not permitted|SUID sandbox/i.test(text)) {
    return new BrowserFailure('NO_SANDBOX', NO_SANDBOX)
  }
  if (/setpriv: failed to execute [^\n]*Permission denied/.test(text)) {
    return new BrowserFailure('NO_BROWSER', OUT_OF_REACH)
  }
  if (/\b(ENOENT|EACCES)\b|executable doesn't exist/.test(text) || NOT_EXECUTED.test(text)) {
    return new BrowserFailure('NO_BROWSER', 'the browser is not an executable file any more')
  }
  const library = /error while loading shared libraries: ([\w.+-]+)/.exec(text)?.[1]
  if (library !== undefined) {
    return new BrowserFailure('NO_BROWSER', `the browser lacks the system library ${library}`)
  }
  return new BrowserFailure('NO_BROWSER', 'the browser ends as soon as it is started')
}

/** The words of shells, and of what changes the user, for a file that is none to be run. */
const NOT_EXECUTED =
  /start-browser\.sh: [^\n]*(not found|No such file|Permission denied)|setpriv: failed to execute/

/** As root Chromium runs as another user, because it has no sandbox for root. */
export const NO_OTHER_USER =
  'Chromium has no sandbox for root, and no other user can be had here to run it: run Evercheck as an ordinary user, or set EVERCHECK_BROWSER_SANDBOX=no'

const NO_SANDBOX =
  'this system offers Chromium no sandbox: install the package chromium-sandbox, or allow user namespaces (sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0), or, in a container with neither, set EVERCHECK_BROWSER_SANDBOX=no'

const OUT_OF_REACH =
  'as root, the browser runs as another user, and that one cannot reach it where it lies: run npm run setup, or install the package chromium'
