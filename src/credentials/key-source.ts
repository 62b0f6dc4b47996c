import type { Database } from '../db/database.ts'
import type { KeyNote, KeyPlace } from './key-note.ts'
import { addWrappedKey, dropWrappedKey, replaceWrapped, wrappedKeys } from './key-store.ts'
import {
  addKey,
  createKeyFile,
  discardKeyFile,
  dropKey,
  fingerprintOf,
  KeyFileMissingError,
  KeyFileUnreadableError,
  Keyring,
  keyOf,
  loadKeyring,
  newKey,
} from './keyring.ts'
import type { Transit } from './transit.ts'

/** A ring as it was loaded, and what the operator should know about it. */
export type LoadedKeys = { readonly keyring: Keyring; readonly notes: readonly KeyNote[] }

/** Where the keys are kept. */
export type KeySource = {
  /** As people say it: `the key file /etc/evercheck/keys`. */
  readonly where: string
  /** The same as a value. */
  readonly place: KeyPlace
  /**
   * All keys, the one that seals first.
   * @throws KeyFileMissingError KEY_FILE_MISSING when there is none yet, KeyFileUnreadableError
   * KEY_FILE_UNREADABLE, TransitError VAULT_UNREACHABLE or VAULT_REFUSED
   */
  load(): Promise<LoadedKeys>
  /** Makes the first key, unless somebody else has just done so: true if it was made. */
  begin(): Promise<boolean>
  /** Takes back what `begin` made: another machine was faster, and nothing was sealed with it. */
  discard(): Promise<void>
  /** Puts a new key in front of all others: from then on it seals. Durable when it returns. */
  add(): Promise<Keyring>
  /** Takes a key away that seals nothing any more. Durable when it returns. */
  drop(name: string): Promise<void>
  /** Seals the stored keys anew with the newest version of what protects them: how many. */
  rewrap(): Promise<number>
}

/** Keys in one file, be it our own or one that a secret store mounts. */
export function fileSource(file: string): KeySource {
  return {
    where: `the key file ${file}`,
    place: { kind: 'file', file },
    async load() {
      const { keyring, note } = await loadKeyring(file)
      return { keyring, notes: note === null ? [] : [note] }
    },
    begin: () => createKeyFile(file),
    discard: () => discardKeyFile(file),
    add: () => addKey(file),
    drop: (name) => dropKey(file, name),
    rewrap: async () => 0,
  }
}

type Context = { readonly db: Database }

/**
 * Keys that lie in the database, sealed by a Vault: it is asked once for each when a process
 * starts, and they are kept in memory. A Vault that is away stops nothing that runs. What it opens
 * must be the key that was put there: another one is refused.
 */
export function transitSource(context: Context, transit: Transit): KeySource {
  const { url, mount, key } = transit.settings
  const where = `the Vault at ${url} (${mount}, key ${key})`
  const load = async (): Promise<LoadedKeys> => {
    const keys = []
    for (const { name, fingerprint, wrapped } of await wrappedKeys(context)) {
      const bytes = await transit.decrypt(wrapped)
      const opened = keyOf(name, bytes)
      if (opened === null || fingerprintOf(opened.secret) !== fingerprint) {
        throw new KeyFileUnreadableError(`the key ${name}, which ${where} opened, is another one`)
      }
      keys.push(opened)
    }
    const [newest, ...older] = keys
    if (newest === undefined) throw new KeyFileMissingError(`key in ${where}`)
    return { keyring: new Keyring([newest, ...older]), notes: [] }
  }
  const make = async (isFirst: boolean): Promise<boolean> => {
    const { name, bytes } = newKey()
    try {
      const wrapped = await transit.encrypt(bytes)
      const made = keyOf(name, bytes)
      if (made === null) throw new Error('a random key is one')
      const fingerprint = fingerprintOf(made.secret)
      return await addWrappedKey(context, { name, fingerprint, wrapped, isFirst })
    } finally {
      bytes.fill(0)
    }
  }
  return {
    where,
    place: { kind: 'vault', url, mount, key },
    load,
    begin: () => make(true),
    // The row of another machine is the one that counts: ours was never written.
    discard: async () => undefined,
    async add() {
      await make(false)
      return (await load()).keyring
    },
    drop: (name) => dropWrappedKey(context, name),
    async rewrap() {
      const keys = await wrappedKeys(context)
      for (const { name, wrapped } of keys) {
        await replaceWrapped(context, {
          name,
          before: wrapped,
          after: await transit.rewrap(wrapped),
        })
      }
      return keys.length
    },
  }
}

/**
 * Two places at once, for moving from one to the other: new keys are made in the first, and those
 * of the second still open.
 */
export function bothSources(first: KeySource, second: KeySource): KeySource {
  const older = () =>
    second.load().catch((error: unknown) => {
      if (error instanceof KeyFileMissingError) return null
      throw error
    })
  const load = async (): Promise<LoadedKeys> => {
    const rest = await older()
    try {
      const { keyring, notes } = await first.load()
      if (rest === null) return { keyring, notes }
      const all = [...notes, ...rest.notes]
      return { keyring: keyring.followedBy(rest.keyring), notes: all }
    } catch (error) {
      // Nothing was moved yet: the old place is the only one.
      if (error instanceof KeyFileMissingError && rest !== null) return rest
      throw error
    }
  }
  return {
    where: `${first.where} or ${second.where}`,
    place: { kind: 'both', first: first.place, second: second.place },
    load,
    begin: () => first.begin(),
    discard: () => first.discard(),
    async add() {
      await first.add()
      return (await load()).keyring
    },
    async drop(name) {
      const held = await first.load().catch(() => null)
      return held?.keyring.find(name) ? first.drop(name) : second.drop(name)
    },
    rewrap: async () => (await first.rewrap()) + (await second.rewrap()),
  }
}
