import { Option } from 'commander'
import { accountNamed } from '../../accounts/account-store.ts'
import type { App } from '../../app.ts'
import { proxyName } from '../../instagram/wire/proxy-address.ts'
import { openAccountProxy, setAccountProxy } from '../../sessions/account-proxy.ts'
import { giveProxy, tryProxy } from '../../sessions/try-proxy.ts'
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
    const seenAs = proxy === null ? null : await tryProxy(app, proxy, signal)
    const name = proxy === null ? null : proxyName(proxy)
    output.json({ account: username, proxy: name, seenAs })
    output.line(
      name === null ? `${username} goes the operator's way.` : says(username, name, seenAs),
    )
    return EXIT.ok
  }
  const what = 'address of the proxy'
  const address = await readSecret({ file, what, flag: '--proxy-file', of: username }, signal)
  const { proxy: name, seenAs } = await giveProxy(app, id, address.trim(), signal)
  output.json({ account: username, proxy: name, seenAs })
  output.line(says(username, name, seenAs))
  return EXIT.ok
}

function says(username: string, name: string, seenAs: string | null): string {
  const seen = seenAs === null ? '' : ` Seen as ${seenAs}.`
  return `The browser and the requests of ${username} leave through ${name}.${seen}`
}
