import type { Cookie } from './cookie.ts'

/** What was pasted holds no login that can be read. The message says what to do, never a value. */
export class CookiesUnreadableError extends Error {
  override readonly name = 'CookiesUnreadableError'
  readonly code = 'COOKIES_UNREADABLE'
}

/** The longest text that can be cookies alone. */
export const TEXT_CHARS_MAX = 1_000_000
/** The longest recording of a browser, which holds all its answers as well. */
export const RECORDING_CHARS_MAX = 64_000_000

/** What can be pasted, for the end of a refusal. */
export const FORMS =
  'Paste the value of the cookie "sessionid", a whole Cookie header, a cookies.txt, or the JSON ' +
  'of a cookie extension or of a Playwright storage state.'

/** A cookie as somebody wrote it down: nothing of it is checked, most may be missing. */
export type Raw = Partial<Cookie> & Pick<Cookie, 'name' | 'value'>

/** The cookies of a `Cookie` header, without its name. */
export function fromHeader(line: string): readonly Raw[] {
  return line
    .replace(/^cookie:\s*/i, '')
    .split(';')
    .map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, Math.max(at, 0)).trim(), value: pair.slice(at + 1).trim() }
    })
    .filter((cookie) => cookie.name !== '')
}

/** Subdomains are meant when a domain begins with a dot. */
export function withDot(domain: string): string {
  return domain.startsWith('.') ? domain : `.${domain}`
}
