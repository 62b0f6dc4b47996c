import type { Database } from '../db/database.ts'
import type { Connect } from '../instagram/wire/connect.ts'
import { failureOf } from '../instagram/wire/network-failure.ts'
import type { WayProxy } from '../instagram/wire/proxy.ts'
import { parseProxyAddress, proxyName } from '../instagram/wire/proxy-address.ts'
import { openEncrypted } from '../instagram/wire/reach.ts'
import { seenAddress } from '../instagram/wire/seen-address.ts'
import { onlyOthersWork } from '../presence/worker-store.ts'
import { type ProxyContext, ProxyInvalidError, setAccountProxy } from './account-proxy.ts'

/** What trying a proxy needs. */
export type TryContext = {
  readonly db: Database
  readonly holder: string
  readonly config: { readonly connect: Connect | null; readonly addressUrl: URL | null }
}

/** A proxy does not lead to Instagram, or shows more than one address. */
export class ProxyUnusableError extends Error {
  override readonly name = 'ProxyUnusableError'
  readonly code = 'PROXY_UNUSABLE'
}

const TRY_MS = 20_000

/** The way of an account: how its proxy is named, and as whom it is seen where somebody tells. */
export type TriedProxy = { readonly proxy: string; readonly seenAs: string | null }

/**
 * Gives an account a proxy of its own once it was tried: one that leads nowhere, or shows several
 * addresses, is not stored. Durable when it returns.
 * @throws ProxyInvalidError PROXY_INVALID, ProxyUnusableError PROXY_UNUSABLE; the signal's reason
 */
export async function giveProxy(
  context: ProxyContext & TryContext,
  accountId: string,
  address: string,
  signal: AbortSignal,
): Promise<TriedProxy> {
  const proxy = parseProxyAddress(address)
  if (proxy === null) throw new ProxyInvalidError()
  const seenAs = await tryProxy(context, proxy, signal)
  await setAccountProxy(context, accountId, address)
  return { proxy: proxyName(proxy), seenAs }
}

/**
 * Whether Instagram is reached by a proxy, and as whom we are seen; null where nobody tells us.
 * @throws ProxyUnusableError PROXY_UNUSABLE; the signal's reason
 */
export async function tryProxy(
  context: TryContext,
  proxy: WayProxy,
  signal: AbortSignal,
): Promise<string | null> {
  const { connect, addressUrl } = context.config
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)])
  try {
    const socket = await openEncrypted({ connect, proxy }, 'www.instagram.com', limit)
    socket.destroy()
    if (addressUrl === null) return null
    const seen = await seenAddress(proxy, addressUrl, limit)
    if (seen.kind === 'one') return seen.address
  } catch (error) {
    signal.throwIfAborted()
    const { detail } = failureOf(error, false)
    const elsewhere = (await onlyOthersWork(context))
      ? '. It was tried by a process that reads nothing itself: if that has no way to Instagram, run where workers do: evercheck account proxy'
      : ''
    throw new ProxyUnusableError(
      `${proxyName(proxy)} does not lead to Instagram: ${detail}${elsewhere}`,
    )
  }
  throw new ProxyUnusableError(
    `${proxyName(proxy)} shows another address for every connection, and an account must be seen from one. Ask for a session that keeps its address.`,
  )
}
