import { Option } from 'commander'
import { accountNamed } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { failureOf } from '../../instagram/wire/network-failure.ts'
import type { WayProxy } from '../../instagram/wire/proxy.ts'
import { parseProxyAddress, proxyName } from '../../instagram/wire/proxy-address.ts'
import { openEncrypted } from '../../instagram/wire/reach.ts'
import { seenAddress } from '../../instagram/wire/seen-address.ts'
import {
  openAccountProxy,
  ProxyInvalidError,
  setAccountProxy,
} from '../../sessions/account-proxy.ts'
import { accountName } from '../account-name.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { readSecret } from '../secret-input.ts'

/** Registers `evercheck account proxy USERNAME`. */
export function registerAccountProxy({ program, actWithKey, shell }: Registrar): void {
  program
    .command('proxy')
    .argument('<username>')
    .description('the way by which the browser and the requests of an account leave')
    .option('--proxy-file <file>', 'file with the address of a proxy, - for standard input')
    .addOption(new Option('--none', "the operator's way again").conflicts('proxyFile'))
    .addOption(json())
    .action(
      actWithKey((app, output, username: string, options: Options) =>
        proxyCommand(app, output, { username, options }, shell.signal),
      ),
    )
}

type Options = { readonly proxyFile?: string; readonly none?: boolean }

/**
 * `evercheck account proxy`: without an option, says the account's way and tries it. A proxy is
 * tried before it is stored; one that leads nowhere, or shows several addresses, is not.
 * @throws AccountUnknownError, ProxyInvalidError, ProxyUnusableError
 */
async function proxyCommand(
  app: App,
  output: Output,
  given: { readonly username: string; readonly options: Options },
  signal: AbortSignal,
): Promise<number> {
  const { id, username } = await accountNamed(app, accountName(given.username))
  const { proxyFile: file, none } = given.options
  if (none === true) {
    await setAccountProxy(app, id, null)
    output.json({ account: username, proxy: null, seenAs: null })
    output.line(`${username} goes the operator's way from now on.`)
    return EXIT.ok
  }
  if (file === undefined) {
    const proxy = await openAccountProxy(app, id)
    const seenAs = proxy === null ? null : await tryOut(app, proxy, signal)
    const name = proxy === null ? null : proxyName(proxy)
    output.json({ account: username, proxy: name, seenAs })
    output.line(
      name === null ? `${username} goes the operator's way.` : says(username, name, seenAs),
    )
    return EXIT.ok
  }
  const what = 'address of the proxy'
  const address = await readSecret({ file, what, flag: '--proxy-file', of: username }, signal)
  const proxy = parseProxyAddress(address.trim())
  if (proxy === null) throw new ProxyInvalidError()
  const seenAs = await tryOut(app, proxy, signal)
  const name = await setAccountProxy(app, id, address.trim())
  output.json({ account: username, proxy: name, seenAs })
  output.line(says(username, name ?? '', seenAs))
  return EXIT.ok
}

/** A proxy does not lead to Instagram, or shows more than one address. */
export class ProxyUnusableError extends Error {
  override readonly name = 'ProxyUnusableError'
  readonly code = 'PROXY_UNUSABLE'
}

const TRY_MS = 20_000

/**
 * Whether Instagram is reached by it, and as whom we are seen; null where nobody tells us.
 * @throws ProxyUnusableError PROXY_UNUSABLE
 */
async function tryOut(app: App, proxy: WayProxy, signal: AbortSignal): Promise<string | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)])
  const { connect, addressUrl } = app.config
  try {
    const socket = await openEncrypted({ connect, proxy }, 'www.instagram.com', limit)
    socket.destroy()
    if (addressUrl === null) return null
    const seen = await seenAddress(proxy, addressUrl, limit)
    if (seen.kind === 'one') return seen.address
  } catch (error) {
    signal.throwIfAborted()
    const { detail } = failureOf(error, false)
    throw new ProxyUnusableError(`${proxyName(proxy)} does not lead to Instagram: ${detail}`)
  }
  throw new ProxyUnusableError(
    `${proxyName(proxy)} shows another address for every connection, and an account must be seen from one. Ask for a session that keeps its address.`,
  )
}

function says(username: string, name: string, seenAs: string | null): string {
  const seen = seenAs === null ? '' : ` Seen as ${seenAs}.`
  return `The browser and the requests of ${username} leave through ${name}.${seen}`
}
