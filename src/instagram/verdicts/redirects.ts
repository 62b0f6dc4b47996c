import { instagramPath, shownPath } from '../wire/instagram-path.ts'
import type { Refusal } from './refusals.ts'

/**
 * What a redirect means by where it leads (facts 4.1 rows 4 to 9). Only the path decides: a login
 * page names in its query whatever page was wanted.
 */
export function readRedirect(location: string, askedPath: string): Refusal {
  const path = instagramPath(location)
  if (path === null) return { row: 'foreign-redirect', ruling: { kind: 'unknown' } }
  const under = (...folders: readonly string[]): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
  const challenged = (row: string): Refusal => ({
    row,
    ruling: { kind: 'challenged', where: shownPath(path) },
  })

  if (path.includes('/unsupported_version')) {
    return { row: '10b', ruling: { kind: 'gated', why: 'user-agent' } }
  }
  if (/\/suspended(?:\/|$)/.test(path)) {
    return { row: '7', ruling: { kind: 'blocked', why: 'suspended' } }
  }
  if (under('/accounts/disabled')) {
    return { row: '31', ruling: { kind: 'blocked', why: 'disabled' } }
  }
  if (under('/accounts/password')) {
    return { row: '33', ruling: { kind: 'blocked', why: 'password-reset' } }
  }
  if (under('/challenge')) return challenged('6')
  if (under('/consent', '/privacy')) return challenged('8')
  if (under('/integrity/checkpoint')) return challenged('32')
  if (under('/checkpoint', '/auth_platform')) return challenged('9')
  if (under('/accounts/login')) return { row: '4', ruling: { kind: 'logged-out' } }
  if (path === '/') return { row: '5', ruling: { kind: 'gated', why: 'retired' } }
  // A redirect to itself has no end: a refused cookie, or a broken surface; nobody can tell.
  if (path === askedPath) return { row: '5b', ruling: { kind: 'ambiguous' } }
  return { row: 'redirect', ruling: { kind: 'unknown' } }
}
