/**
 * The path of a redirect or a challenge link, if it leads to Instagram; null when it leads anywhere
 * else, or is no link. Hosts are compared whole: `instagram.com.evil.test` is not Instagram.
 */
export function instagramPath(target: string): string | null {
  const url = URL.parse(target, 'https://www.instagram.com')
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  const isOurs = url.hostname === 'instagram.com' || url.hostname.endsWith('.instagram.com')
  return isOurs ? url.pathname : null
}

const PLAIN_SEGMENTS: ReadonlySet<string> = new Set([
  '',
  'accept',
  'accounts',
  'action',
  'api',
  'appeal',
  'auth_platform',
  'challenge',
  'challengepicker',
  'checkpoint',
  'checks',
  'codeentry',
  'consent',
  'disabled',
  'edit',
  'integrity',
  'login',
  'onetap',
  'password',
  'privacy',
  'recaptcha',
  'reset',
  'suspended',
  'two_factor',
  'unsupported_version',
  'v1',
  'web',
])

/** A path fit to be shown: user ids and nonces, which are keys to a challenge, are cut out. */
export function shownPath(path: string): string {
  const segments = path.split('/').slice(0, 8)
  return segments.map((segment) => (PLAIN_SEGMENTS.has(segment) ? segment : '…')).join('/')
}
