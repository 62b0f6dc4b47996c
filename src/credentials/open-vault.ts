import type { Database } from '../db/database.ts'
import { type KeyNote, placeOfNew } from './key-note.ts'
import type { KeySource, LoadedKeys } from './key-source.ts'
import {
  acceptKeys,
  givenUpKeys,
  giveUpKeys,
  introduceKeys,
  knownKeys,
  tellOfKeys,
} from './key-store.ts'
import { KeyFileMissingError, type Keyring } from './keyring.ts'
import { TransitError } from './transit.ts'
import { type Place, SecretUnopenableError, sealedBy, Vault } from './vault.ts'

/** A sealed text that is stored, its place, and the account it belongs to. */
export type SealedText = {
  readonly place: Place
  readonly sealed: string
  readonly username: string
}

/** A vault, and what the operator should know about its keys, as sentences. */
export type OpenedVault = { readonly vault: Vault; readonly notes: readonly KeyNote[] }

/** What opening a vault needs to know of the secrets there are. */
export type KeyContext = {
  readonly db: Database
  readonly keys: KeySource
  /** Every sealed text there is. Asked only when the database knows no key yet. */
  sealedTexts(): Promise<readonly SealedText[]>
  /** The names of the keys that what is stored is sealed with. */
  keysInUse(): Promise<readonly string[]>
}

/** A key that is needed is not at hand: what it sealed stays closed. */
export class LostKeyError extends Error {
  override readonly name = 'LostKeyError'
  readonly code = 'SECRET_UNOPENABLE'

  constructor(keyName: string, where: string, cause?: unknown) {
    super(
      `the key ${keyName}, which sealed what is stored of an account, is not in ${where}: put its line back from your copy or from the machine that made it, or name the right file with EVERCHECK_KEY_FILE. If it is lost for good, run: evercheck reseal --new-key`,
      { cause },
    )
  }
}

/**
 * Opens the vault with the keys at hand. A first key is made only for a database that holds no
 * secret and knows no key yet: a new key beside old secrets would hide that the right one is
 * missing. With no key of use, or without one that is in use, the vault is there all the same, for
 * whatever needs no secret needs no key; what does need one is told why (KEY_FILE_MISSING,
 * SECRET_UNOPENABLE, VAULT_UNREACHABLE, VAULT_REFUSED).
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE, KeyFileUnwritableError KEY_FILE_UNWRITABLE
 */
export async function openVault(context: KeyContext): Promise<OpenedVault> {
  const { keys } = context
  let loaded: LoadedKeys
  try {
    loaded = await keys.load()
  } catch (error) {
    if (error instanceof TransitError) return locked(error)
    if (!(error instanceof KeyFileMissingError)) throw error
    const known = await knownKeys(context)
    const isUsed = known.length > 0 || (await context.sealedTexts()).length > 0
    if (!isUsed) return beginVault(context)
    // Whoever starts at the same moment may have made it since: a key is there before it is known.
    try {
      loaded = await keys.load()
    } catch (again) {
      if (again instanceof KeyFileMissingError || again instanceof TransitError) {
        return locked(again)
      }
      throw again
    }
  }
  const lost = (await strangeKey(context, loaded.keyring)) ?? (await missingKey(context, loaded))
  if (lost !== null) return locked(new LostKeyError(lost, keys.where))
  return { vault: vaultOf(context, loaded.keyring), notes: loaded.notes }
}

async function beginVault(context: KeyContext): Promise<OpenedVault> {
  const { keys } = context
  let made: boolean
  let loaded: LoadedKeys
  try {
    made = await keys.begin()
    loaded = await keys.load()
  } catch (error) {
    if (error instanceof TransitError || error instanceof KeyFileMissingError) return locked(error)
    throw error
  }
  const stranger = await strangeKey(context, loaded.keyring)
  if (stranger !== null) {
    // Another machine was faster. Left here, this key would be taken for one that opens something.
    if (made) await keys.discard()
    return locked(new LostKeyError(stranger, keys.where))
  }
  const note = { code: 'key-made', place: placeOfNew(keys.place) } as const
  return { vault: vaultOf(context, loaded.keyring), notes: [note] }
}

/** A vault that looks for its keys again when one is not at hand, or when it is told to. */
function vaultOf({ keys }: KeyContext, keyring: Keyring): Vault {
  return new Vault(keyring, async () => (await keys.load()).keyring)
}

/** The name of the key that is missing, or null when the database knows one of the ring. */
async function strangeKey(context: KeyContext, keyring: Keyring): Promise<string | null> {
  if ((await knownKeys(context)).length === 0) {
    // Its secrets are older than what it knows of keys: they are the proof.
    const texts = await context.sealedTexts()
    const [first] = texts
    if (first && !(await opensAny(new Vault(keyring), texts))) return sealedBy(first.sealed)
  }
  if (await introduceKeys(context, keyring)) return null
  return (await knownKeys(context))[0] ?? keyring.newest.name
}

async function opensAny(vault: Vault, texts: readonly SealedText[]): Promise<boolean> {
  for (const { place, sealed } of texts) {
    if (await vault.opens(place, sealed)) return true
  }
  return false
}

/** A key that something is sealed with, that is not at hand, and that nobody has given up. */
async function missingKey(
  context: KeyContext,
  { keyring }: Pick<LoadedKeys, 'keyring'>,
): Promise<string | null> {
  const [missing = null] = await missingKeys(context, keyring)
  return missing
}

async function missingKeys(context: KeyContext, keyring: Keyring): Promise<readonly string[]> {
  const missing = (await context.keysInUse()).filter((name) => keyring.find(name) === null)
  if (missing.length === 0) return []
  const givenUp = await givenUpKeys(context)
  return missing.filter((name) => !givenUp.has(name))
}

/** What a new key came to. */
export type NewKey = {
  readonly keyring: Keyring
  /** Keys that are not at hand and were given up with this: what they sealed stays closed. */
  readonly givenUp: readonly string[]
}

/**
 * Puts a new key in front of the ring, which seals from then on; keys that are in use and not at
 * hand are given up for lost. Durable when it returns.
 */
export async function beginNewKey(context: KeyContext): Promise<NewKey> {
  const keyring = await context.keys.add()
  await acceptKeys(context, keyring)
  const givenUp = await missingKeys(context, keyring)
  await giveUpKeys(context, givenUp)
  await tellOfKeys(context, 'open')
  return { keyring, givenUp }
}

/**
 * Lets the keys at hand begin anew for an account: if everything that is stored belongs to it, then
 * nothing of use is lost when it is stored once more. Returns the vault to store it with.
 * @throws the vault's own trouble otherwise
 */
export async function beginAnewFor(
  context: KeyContext,
  vault: Vault,
  name: string,
): Promise<Vault> {
  const { trouble } = vault
  if (trouble === null) return vault
  const texts = await context.sealedTexts()
  const isItsOwn = texts.length > 0 && texts.every(({ username }) => username === name)
  if (!(trouble instanceof LostKeyError) || !isItsOwn) throw trouble
  const { keyring } = await context.keys.load()
  await acceptKeys(context, keyring)
  await giveUpKeys(context, await missingKeys(context, keyring))
  return vaultOf(context, keyring)
}

function locked(error: Error): OpenedVault {
  return { vault: new Vault(() => error), notes: [] }
}

/**
 * The vault knows its keys and not where they lie: this names it. Other errors stay what they are.
 */
export function namingKeySource(error: unknown, where: string): unknown {
  if (!(error instanceof SecretUnopenableError)) return error
  const { reason } = error
  return reason.kind === 'key-missing' ? new LostKeyError(reason.keyName, where, error) : error
}
