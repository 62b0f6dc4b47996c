import pg from 'pg'

/** How a server on another machine is spoken to. */
export type DatabaseTls =
  /** Encrypted, and only with the one whom its certificate names. */
  | 'verify'
  /** Encrypted, with whoever answers: somebody on the way can pretend to be the server. */
  | 'unverified'
  /** In clear: everybody on the way reads the password and everything else. */
  | 'off'

/** The address asks for less than what protects the password. */
export class DatabaseTlsError extends Error {
  override readonly name = 'DatabaseTlsError'
  readonly code = 'SETTING_INVALID'
}

/** What `sslmode` says for each, in the words of the driver. */
const MODES: Readonly<Record<DatabaseTls, string>> = {
  verify: 'verify-full',
  unverified: 'no-verify',
  off: 'disable',
}

/**
 * The address of a server as the driver wants it. One on this machine, at a socket or on the
 * loopback, is taken as it is; one elsewhere is spoken to as `tls` says, whatever the address adds.
 * @throws DatabaseTlsError SETTING_INVALID when the address asks for less than `verify` gives
 */
export function addressOf(url: string, tls: DatabaseTls): pg.ClientConfig {
  const parsed = parse(url)
  if (isHere(hostOf(parsed))) return { connectionString: url }
  const params = parsed?.searchParams
  const asked = `${params?.get('sslmode') ?? ''} ${params?.get('ssl') ?? ''}`
  if (tls === 'verify' && /disable|allow|no-verify|^ (0|false)$/.test(asked)) {
    throw new DatabaseTlsError(
      'DATABASE_URL asks for a connection to another machine that is not encrypted, or not with the right one for certain. Leave that out of it, or set EVERCHECK_DATABASE_TLS to "unverified" or "off" if you give that up knowingly.',
    )
  }
  if (parsed === null) return { connectionString: url, ssl: tls !== 'off' }
  for (const name of ['ssl', 'sslmode', 'uselibpqcompat']) parsed.searchParams.delete(name)
  parsed.searchParams.set('sslmode', MODES[tls])
  return { connectionString: parsed.href }
}

function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}

/** Where the driver would connect to; what the address leaves open is the driver's to know. */
function hostOf(url: URL | null): string {
  const named = url?.searchParams.get('host') || decodeURIComponent(url?.hostname ?? '')
  return named || (new pg.Client({}).host ?? 'localhost')
}

/** Whether a host is this machine. A name is believed only where every system says the same. */
function isHere(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    name.startsWith('/') || name === 'localhost' || name === '::1' || /^127(\.\d+){3}$/.test(name)
  )
}
