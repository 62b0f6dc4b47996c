import { failureOf } from './network-failure.ts'
import type { WayProxy } from './proxy.ts'
import { seenAddress } from './seen-address.ts'

/**
 * Why a way out must not be used for a login now; null when nothing speaks against it. `url` is who
 * tells us how we are seen; without it only whether we get through is known, and the login says
 * that itself.
 */
export async function wayTrouble(
  proxy: WayProxy,
  url: URL | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (url === null) return null
  try {
    const seen = await seenAddress(proxy, url, signal)
    if (seen.kind === 'one') return null
    return `the proxy shows ${seen.addresses.length} addresses, and an account must be seen from one`
  } catch (error) {
    signal.throwIfAborted()
    return `the proxy answered ${url.host} not: ${failureOf(error, false).detail}`
  }
}
