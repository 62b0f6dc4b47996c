import type { App } from '../../app.ts'
import { acceptKeys } from '../../credentials/key-store.ts'
import { addKey } from '../../credentials/keyring.ts'
import { resealAll } from '../../sessions/sealed.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'

/** Registers `evercheck reseal`. */
export function registerReseal({ program, act }: Registrar): void {
  program
    .command('reseal')
    .description('seal every secret with the first key of the key file')
    .option('--new-key', 'only put a new key in front of the others in the key file')
    .addOption(json())
    .action(
      act((app, output, options: { newKey?: boolean }) =>
        options.newKey === true ? newKey(app, output) : resealCommand(app, output),
      ),
    )
}

/**
 * `evercheck reseal --new-key`: nothing is sealed with the new key yet but by whoever starts from
 * now on, so that other processes and machines can be given it first. A key that is lost makes way
 * for it: what was sealed with it alone stays closed.
 */
async function newKey(app: App, output: Output): Promise<number> {
  const { keyFile } = app.config
  const keyring = await addKey(keyFile)
  await acceptKeys(app, keyring)
  const { name } = keyring.newest
  output.json({ newKey: name, keys: keyring.names })
  output.line(`The new key ${name} stands first in ${keyFile}. Keep a copy of the file elsewhere.`)
  output.line(
    'Give the file to every other machine, start again what is running, then run: evercheck reseal',
  )
  return EXIT.ok
}

/** `evercheck reseal`: afterwards the older keys open nothing any more and can be taken out. */
async function resealCommand(app: App, output: Output): Promise<number> {
  const { resealed, already, unopenable } = await resealAll(app)
  const accounts = [...new Set(unopenable.map(({ username }) => username))].sort()
  const key = app.vault.sealsWith
  output.json({ key, resealed, already, unopenable: unopenable.length, accounts })
  output.line(`${resealed} secrets are sealed anew with the key ${key}, ${already} were before.`)
  if (unopenable.length === 0) {
    output.line('No other key is needed any more: their lines can be taken out of the key file.')
    return EXIT.ok
  }
  output.line(
    `${unopenable.length} are opened by no key at hand, of: ${accounts.join(', ')}. Put the line of their key back, or add these accounts anew.`,
  )
  return EXIT.environment
}
