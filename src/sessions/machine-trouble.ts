import type { TechnicalCode } from '../instagram/login/outcome.ts'

/** What is wrong with the machine, not with the account, when no login can be made. */
export type MachineTrouble =
  | 'no-browser'
  | 'no-sandbox'
  | 'browser-start'
  | 'certificate'
  | 'proxy'
  | 'name-lookup'
  | 'network'
  | 'stood-still'

/**
 * The machine's part in a login that failed technically; null when the page or the login itself
 * was what failed. Pure.
 */
export function machineTroubleOf(failure: {
  readonly code: TechnicalCode
  readonly detail: string
}): MachineTrouble | null {
  switch (failure.code) {
    case 'NO_BROWSER':
      return 'no-browser'
    case 'NO_SANDBOX':
      return 'no-sandbox'
    case 'UNREACHABLE':
      return networkTroubleOf(failure.detail)
    case 'BROWSER_CRASHED':
      return /did not start/.test(failure.detail) ? 'browser-start' : null
    case 'LOGIN_TIMEOUT':
      return /took too long to start/.test(failure.detail) ? 'browser-start' : null
    case 'STOOD_STILL':
      return 'stood-still'
    case 'UNKNOWN_PAGE':
      return null
  }
}

function networkTroubleOf(detail: string): MachineTrouble {
  // What refused the connection says it in the words of Node, the browser in its own.
  if (/\b(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_|EPROTO)/.test(detail)) {
    return 'certificate'
  }
  if (/the proxy (answered|shows)/.test(detail)) return 'proxy'
  if (/\b(?:ENOTFOUND|EAI_)/.test(detail)) return 'name-lookup'
  const code = /ERR_[A-Z0-9_]+/.exec(detail)?.[0] ?? ''
  if (/^ERR_(?:CERT|SSL|BAD_SSL)/.test(code)) return 'certificate'
  if (/PROXY|TUNNEL|SOCKS/.test(code)) return 'proxy'
  if (/^ERR_(?:NAME|DNS)/.test(code)) return 'name-lookup'
  return 'network'
}

/** There is no browser on this machine to log in with. Nothing was asked of Instagram. */
export class BrowserMissingError extends Error {
  override readonly name = 'BrowserMissingError'
  readonly code = 'BROWSER_MISSING'

  constructor(detail: string) {
    super(
      `There is no browser to log in with (${detail}). Run: npm run setup, or install Chromium, or set EVERCHECK_BROWSER to its path.`,
    )
  }
}

/** The browser would have to run without its sandbox. Nothing was asked of Instagram. */
export class SandboxMissingError extends Error {
  override readonly name = 'SandboxMissingError'
  readonly code = 'SANDBOX_MISSING'

  constructor(detail: string) {
    super(`The browser to log in with cannot be started in its sandbox: ${detail}.`)
  }
}

/** The error of a browser that this machine cannot start; null when that was not what failed. */
export function machineFault(
  code: TechnicalCode,
  detail: string,
): BrowserMissingError | SandboxMissingError | null {
  if (code === 'NO_BROWSER') return new BrowserMissingError(detail)
  return code === 'NO_SANDBOX' ? new SandboxMissingError(detail) : null
}
