import type { KeySource } from '../credentials/key-source.ts'
import { tellOfKeys } from '../credentials/key-store.ts'
import type { Vault } from '../credentials/vault.ts'
import type { Database } from '../db/database.ts'
import { sealedWith } from './sealed.ts'

type Context = { readonly db: Database; readonly keys: KeySource; readonly vault: Vault }

/**
 * Takes a key away that nothing is sealed with and that seals nothing new. Durable when it returns,
 * and running processes are told.
 * @throws KeyUnknownError KEY_UNKNOWN, KeyInUseError KEY_IN_USE, KeyFileUnwritableError
 * KEY_FILE_UNWRITABLE
 */
export async function dropKey(context: Context, name: string): Promise<void> {
  const { keyring } = await context.keys.load()
  if (keyring.find(name) === null) throw new KeyUnknownError(name, keyring.names)
  if (keyring.newest.name === name) {
    throw new KeyInUseError(
      `The key ${name} is the one that seals. First: evercheck reseal --new-key`,
    )
  }
  const count = await sealedWith(context, name)
  if (count > 0) {
    throw new KeyInUseError(
      `${count} secrets are sealed with the key ${name}. First run: evercheck reseal`,
    )
  }
  await context.keys.drop(name)
  await tellOfKeys(context, 'seal')
}

/** A key that is in use cannot be dropped. */
export class KeyInUseError extends Error {
  override readonly name = 'KeyInUseError'
  readonly code = 'KEY_IN_USE'
}

/** There is no key of that name. */
export class KeyUnknownError extends Error {
  override readonly name = 'KeyUnknownError'
  readonly code = 'KEY_UNKNOWN'

  constructor(name: string, known: readonly string[]) {
    super(`There is no key ${name}; there are ${known.join(', ')}.`)
  }
}
