import { recordAudit } from '../../access/audit.ts'
import { MACHINE } from '../../access/principal.ts'
import type { App } from '../../app.ts'
import { placeOfNew } from '../../credentials/key-note.ts'
import { tellOfKeys } from '../../credentials/key-store.ts'
import { beginNewKey } from '../../credentials/open-vault.ts'
import { dropKey } from '../../sessions/drop-key.ts'
import { keyContextOf, resealAll } from '../../sessions/sealed.ts'
import { noteSentence } from '../../words/notes.ts'
import { EXIT } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { json, type Registrar } from '../registrar.ts'
import { openTerminal, SILENT_TERMINAL, type Terminal } from '../terminal.ts'

/** Registers `evercheck reseal`. */
export function registerReseal({ program, act, shell }: Registrar): void {
  program
    .command('reseal')
    .description('seal every secret with the newest key')
    .option('--new-key', 'only make a new key, in front of the others')
    .option('--drop <key>', 'only take a key away that seals nothing any more')
    .addOption(json())
    .action(
      act((app, output, options: Options) => {
        if (options.newKey === true) return newKey(app, output)
        if (options.drop !== undefined) return dropCommand(app, output, options.drop)
        const quiet = options.quiet === true || options.json === true
        const terminal = quiet ? SILENT_TERMINAL : openTerminal(shell.stderr, shell.environment)
        return resealCommand(app, output, terminal)
      }),
    )
}

type Options = {
  readonly newKey?: boolean
  readonly drop?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * `evercheck reseal --new-key`: nothing is sealed with the new key yet but by whoever starts from
 * now on, so that other machines can be given it first. A key that is lost makes way for it: what
 * was sealed with it alone stays closed.
 */
async function newKey(app: App, output: Output): Promise<number> {
  const { keyring, givenUp } = await beginNewKey(keyContextOf(app))
  const { name } = keyring.newest
  const on = ['key', name] as const
  await recordAudit(app, { by: MACHINE, act: 'key.new', on, detail: { givenUp: [...givenUp] } })
  output.json({ newKey: name, keys: keyring.names, givenUp })
  output.line(
    `The new key ${name} stands first. ${noteSentence('en', { code: 'key-made', place: placeOfNew(app.keys.place) })}`,
  )
  for (const lost of givenUp) {
    output.line(`The key ${lost} is given up: what it alone has sealed stays closed.`)
  }
  output.line(
    'Other machines that keep their keys in a file need this one first. Then run: evercheck reseal',
  )
  return EXIT.ok
}

/**
 * `evercheck reseal`: whatever runs seals with the newest key from now on, and so is everything
 * that an older one has sealed. Afterwards the older keys open nothing any more and can go.
 */
async function resealCommand(app: App, output: Output, terminal: Terminal): Promise<number> {
  if (app.vault.trouble !== null) throw app.vault.trouble
  const key = app.vault.sealsWith
  await tellOfKeys(app, 'seal')
  const { resealed, already, unopenable } = await resealAll(app, ({ done, all }) => {
    terminal.say(`${done} of ${all} secrets`)
  })
  const rewrapped = await app.keys.rewrap()
  await recordAudit(app, {
    by: MACHINE,
    act: 'key.reseal',
    on: ['key', key],
    detail: { resealed, unopenable: unopenable.length },
  })
  const accounts = [...new Set(unopenable.map(({ username }) => username))].sort()
  output.json({ key, resealed, already, unopenable: unopenable.length, accounts, rewrapped })
  output.line(`${resealed} secrets are sealed anew with the key ${key}, ${already} were before.`)
  if (rewrapped > 0) output.line(`The Vault has sealed ${rewrapped} keys with its newest version.`)
  if (unopenable.length === 0) {
    const older = app.vault.keyNames.filter((name) => name !== key)
    output.line(
      older.length === 0
        ? 'There is no other key.'
        : `No other key is needed any more: ${older.map((name) => `evercheck reseal --drop ${name}`).join(', ')}`,
    )
    return EXIT.ok
  }
  output.line(
    `${unopenable.length} are opened by no key at hand, of: ${accounts.join(', ')}. Put the line of their key back, or add these accounts anew.`,
  )
  return EXIT.environment
}

/** `evercheck reseal --drop KEY`. @throws KeyInUseError KEY_IN_USE, KeyUnknownError KEY_UNKNOWN */
async function dropCommand(app: App, output: Output, name: string): Promise<number> {
  if (app.vault.trouble !== null) throw app.vault.trouble
  await dropKey(app, name)
  await recordAudit(app, { by: MACHINE, act: 'key.drop', on: ['key', name] })
  output.json({ dropped: name })
  output.line(
    `The key ${name} is taken away. Links that it signed end; backups that it sealed need its copy.`,
  )
  return EXIT.ok
}
