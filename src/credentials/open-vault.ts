import type { Database } from '../db/database.ts'
import { acceptKeys, introduceKeys, knownKeys } from './key-store.ts'
import {
  createKeyFile,
  discardKeyFile,
  KeyFileMissingError,
  type LoadedKeyring,
  loadKeyring,
} from './keyring.ts'
import { type Place, SecretUnopenableError, sealedBy, Vault } from './vault.ts'

/** A sealed text that is stored, its place, and the account it belongs to. */
export type SealedText = {
  readonly place: Place
  readonly sealed: string
  readonly username: string
}

/** A vault, and what the operator should know about its keys, as sentences. */
export type OpenedVault = { readonly vault: Vault; readonly warnings: readonly string[] }

type Context = {
  readonly db: Database
  readonly keyFile: string
  /** Every sealed text there is. Asked only when the database knows no key yet. */
  sealedTexts(): Promise<readonly SealedText[]>
}

/** None of the keys at hand is known to the database: they open nothing of what it holds. */
export class LostKeyError extends Error {
  override readonly name = 'LostKeyError'
  readonly code = 'SECRET_UNOPENABLE'

  constructor(keyName: string, keyFile: string, cause?: unknown) {
    super(
      `the key ${keyName}, which sealed what is stored of an account, is not in the key file ${keyFile}: put its line back from your copy or from the machine that made it, or name the right file with EVERCHECK_KEY_FILE. If it is lost for good, run: evercheck reseal --new-key`,
      { cause },
    )
  }
}

/**
 * Opens the vault with the key file. A file is made only for a database that holds no secret and
 * knows no key yet: a new key beside old secrets would hide that the right one is missing. With no
 * key of use the vault is there all the same, for whatever needs no secret needs no key; what does
 * need one is told why (KEY_FILE_MISSING, SECRET_UNOPENABLE).
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE, KeyFileUnwritableError KEY_FILE_UNWRITABLE
 */
export async function openVault(context: Context): Promise<OpenedVault> {
  const { keyFile } = context
  let loaded: LoadedKeyring
  try {
    loaded = await loadKeyring(keyFile)
  } catch (error) {
    if (!(error instanceof KeyFileMissingError)) throw error
    const known = await knownKeys(context)
    const isUsed = known.length > 0 || (await context.sealedTexts()).length > 0
    return isUsed ? locked(error) : beginVault(context)
  }
  const stranger = await strangeKey(context, loaded)
  if (stranger !== null) return locked(new LostKeyError(stranger, keyFile))
  const { keyring, warning } = loaded
  return { vault: new Vault(keyring), warnings: warning === null ? [] : [warning] }
}

async function beginVault(context: Context): Promise<OpenedVault> {
  const { keyFile } = context
  const made = await createKeyFile(keyFile)
  const loaded = await loadKeyring(keyFile)
  const stranger = await strangeKey(context, loaded)
  if (stranger !== null) {
    // Another machine was faster. Left here, this key would be taken for one that opens something.
    if (made) await discardKeyFile(keyFile)
    return locked(new LostKeyError(stranger, keyFile))
  }
  return {
    vault: new Vault(loaded.keyring),
    warnings: [`a new key was made in ${keyFile}: keep a copy of it elsewhere`],
  }
}

/** The name of the key that is missing, or null when the database knows one of the ring. */
async function strangeKey(context: Context, { keyring }: LoadedKeyring): Promise<string | null> {
  if ((await knownKeys(context)).length === 0) {
    // Its secrets are older than what it knows of keys: they are the proof.
    const texts = await context.sealedTexts()
    const vault = new Vault(keyring)
    const [first] = texts
    if (first && !texts.some(({ place, sealed }) => vault.opens(place, sealed))) {
      return sealedBy(first.sealed)
    }
  }
  if (await introduceKeys(context, keyring)) return null
  return (await knownKeys(context))[0] ?? keyring.newest.name
}

/**
 * Lets the keys at hand begin anew for an account: if everything that is stored belongs to it, then
 * nothing of use is lost when it is stored once more. Returns the vault to store it with.
 * @throws the vault's own trouble otherwise
 */
export async function beginAnewFor(context: Context, vault: Vault, name: string): Promise<Vault> {
  const { trouble } = vault
  if (trouble === null) return vault
  const texts = await context.sealedTexts()
  const isItsOwn = texts.length > 0 && texts.every(({ username }) => username === name)
  if (!(trouble instanceof LostKeyError) || !isItsOwn) throw trouble
  const { keyring } = await loadKeyring(context.keyFile)
  await acceptKeys(context, keyring)
  return new Vault(keyring)
}

function locked(error: Error): OpenedVault {
  return { vault: new Vault(() => error), warnings: [] }
}

/** The vault knows its keys and not their file: this names it. Other errors stay what they are. */
export function namingKeyFile(error: unknown, keyFile: string): unknown {
  if (!(error instanceof SecretUnopenableError)) return error
  const { reason } = error
  return reason.kind === 'key-missing' ? new LostKeyError(reason.keyName, keyFile, error) : error
}
