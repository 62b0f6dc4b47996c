import { strict as assert } from 'node:assert'
import { isUtf8 } from 'node:buffer'
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import type { Keyring } from './keyring.ts'
import { receiptKeyOf } from './receipt-key.ts'
import { isSignedText, signText } from './signing-key.ts'

const VERSION = 'v1'
const ALGORITHM = 'aes256gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^v1\.aes256gcm\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/

/** The one place of the database where a sealed text may be opened. */
export type Place = { readonly table: string; readonly column: string; readonly rowId: string }

/**
 * Seals secrets for one place of the database and opens them there, and nowhere else. A sealed text
 * reads `v1.aes256gcm.<key name>.<nonce>.<ciphertext and tag>`, the last two in base64url, with
 * AES-256-GCM, a random nonce of 96 bits, and the place as associated data.
 */
export class Vault {
  #source: Keyring | (() => Error)
  readonly #again: (() => Promise<Keyring>) | null
  #looking: Promise<void> | null = null
  /** Keys that were looked for in vain: they are not looked for with every text. */
  readonly #missed = new Set<string>()

  /**
   * Without a key ring, whatever needs a key throws what `keys` makes, and the rest goes on. With
   * `again` keys that are not at hand are looked for once: they may have been added meanwhile.
   */
  constructor(keys: Keyring | (() => Error), again: (() => Promise<Keyring>) | null = null) {
    this.#source = keys
    this.#again = again
  }

  /**
   * Looks for the keys anew, since they have changed. To open only, the key that seals stays the
   * same, so that nobody seals with a key that others have not been given. What cannot be reached
   * leaves the keys at hand as they are.
   */
  async lookAgain(to: 'open' | 'seal'): Promise<void> {
    this.#missed.clear()
    await this.#look(to)
  }

  async #look(to: 'open' | 'seal'): Promise<void> {
    const before = this.#source
    if (this.#again === null || typeof before === 'function') return
    const found = await this.#again().catch(() => null)
    if (found === null) return
    this.#source = to === 'seal' ? found : found.sealingWith(before.newest.name)
  }

  /** Looks for the key of a text that is not at hand. */
  async #reachFor(sealed: string): Promise<void> {
    const keyName = SEALED.exec(sealed)?.[1]
    if (keyName === undefined || this.#missed.has(keyName) || this.#holds(keyName)) return
    this.#looking ??= this.#look('open').finally(() => {
      this.#looking = null
    })
    await this.#looking
    if (!this.#holds(keyName)) this.#missed.add(keyName)
  }

  #holds(keyName: string): boolean {
    return typeof this.#source !== 'function' && this.#source.find(keyName) !== null
  }

  get #keyring(): Keyring {
    if (typeof this.#source === 'function') throw this.#source()
    return this.#source
  }

  /** The name of the key that seals: rows sealed by another one are due for `reseal`. */
  get sealsWith(): string {
    return this.#keyring.newest.name
  }

  /** The names of all keys at hand, the one that seals first. */
  get keyNames(): readonly string[] {
    return this.#keyring.names
  }

  /** Why there is no key to seal or open with; null when there is one. */
  get trouble(): Error | null {
    return typeof this.#source === 'function' ? this.#source() : null
  }

  /** Whether a sealed text can be opened at its place. */
  async opens(place: Place, sealed: string): Promise<boolean> {
    await this.#reachFor(sealed)
    try {
      return this.#openBytes(place, sealed, () => true)
    } catch (error) {
      if (error instanceof SecretUnopenableError) return false
      throw error
    }
  }

  /**
   * The private key that signs receipts (ed25519). It follows from the newest key of the ring, so a
   * copy of the key file is a copy of it, too.
   */
  get receiptKey(): KeyObject {
    return receiptKeyOf(this.#keyring)
  }

  /** Signs a text for one purpose: what is signed for another one is not signed for this. */
  sign(purpose: string, text: string): string {
    return signText(this.#keyring, purpose, text)
  }

  /** Whether this text was signed for that purpose, with any key of the ring. */
  isSigned(purpose: string, given: { readonly text: string; readonly signature: string }): boolean {
    return isSignedText(this.#keyring, purpose, given)
  }

  /** Seals a text, or the UTF-8 bytes of one, for one place. Sealing twice never gives the same. */
  seal(place: Place, plain: string | Buffer): string {
    if (typeof plain !== 'string') {
      assert(isUtf8(plain), 'a secret is UTF-8 text')
      return this.#sealBytes(place, plain)
    }
    assert(plain.isWellFormed(), 'a secret is well-formed Unicode text')
    const bytes = Buffer.from(plain, 'utf8')
    try {
      return this.#sealBytes(place, bytes)
    } finally {
      bytes.fill(0)
    }
  }

  /**
   * Opens a sealed text for as long as `use` runs. Keep the plain text inside `use`: what is
   * returned should not contain it.
   * @throws SecretUnopenableError SECRET_UNOPENABLE
   */
  async withSecret<T>(
    place: Place,
    sealed: string,
    use: (plain: string) => Promise<T> | T,
  ): Promise<T> {
    await this.#reachFor(sealed)
    return await use(this.#openBytes(place, sealed, (bytes) => bytes.toString('utf8')))
  }

  /**
   * Seals an old text again with the newest key, for the same place.
   * @throws SecretUnopenableError SECRET_UNOPENABLE
   */
  reseal(place: Place, sealed: string): string {
    return this.#openBytes(place, sealed, (bytes) => this.#sealBytes(place, bytes))
  }

  #sealBytes(place: Place, plain: Buffer): string {
    const { name, secret } = this.#keyring.newest
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(associatedData(place))
    const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    const fields = [VERSION, ALGORITHM, name, nonce.toString('base64url')]
    return [...fields, body.toString('base64url')].join('.')
  }

  #openBytes<T>(place: Place, sealed: string, use: (plain: Buffer) => T): T {
    const { keyName, nonce, body } = parseSealed(sealed, place)
    const secret = this.#keyring.find(keyName)
    if (!secret) throw new SecretUnopenableError({ kind: 'key-missing', keyName }, place)
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(place))
    decipher.setAuthTag(body.subarray(-TAG_BYTES))
    const plain = decipher.update(body.subarray(0, -TAG_BYTES))
    try {
      assertGenuine(() => decipher.final(), place)
      return use(plain)
    } finally {
      plain.fill(0)
    }
  }
}

/**
 * The name of the key that sealed a text.
 * @throws SecretUnopenableError SECRET_UNOPENABLE when it is no sealed text.
 */
export function sealedBy(sealed: string): string {
  return parseSealed(sealed, null).keyName
}

/** GCM gives its bytes before it has checked them: `final` is the check. */
function assertGenuine(final: () => Buffer, place: Place): void {
  try {
    final()
  } catch (cause) {
    throw new SecretUnopenableError({ kind: 'altered' }, place, cause)
  }
}

function parseSealed(
  sealed: string,
  place: Place | null,
): { keyName: string; nonce: Buffer; body: Buffer } {
  const [, keyName, nonceText, bodyText] = SEALED.exec(sealed) ?? []
  if (keyName === undefined || nonceText === undefined || bodyText === undefined) {
    throw new SecretUnopenableError({ kind: 'altered' }, place)
  }
  const nonce = Buffer.from(nonceText, 'base64url')
  const body = Buffer.from(bodyText, 'base64url')
  // Base64 has spare bits at its end, which the tag does not cover.
  if (body.toString('base64url') !== bodyText) {
    throw new SecretUnopenableError({ kind: 'altered' }, place)
  }
  return { keyName, nonce, body }
}

/** Lengths go in front, so that no two places spell the same bytes. */
function associatedData(place: Place): Buffer {
  const parts = [place.table, place.column, place.rowId].flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  })
  return Buffer.concat(parts)
}

/** Why a sealed text does not open. */
export type UnopenableReason =
  /** The key is gone: an operator must put its line back into the key file. */
  | { readonly kind: 'key-missing'; readonly keyName: string }
  /**
   * It was changed, or stands in another row than it was sealed for: the secret must be set anew.
   */
  | { readonly kind: 'altered' }
  /** It opens, and what is in it is nothing that could be used: it must be made anew. */
  | { readonly kind: 'unusable' }

/**
 * A sealed text cannot be opened. Neither the text nor anything of its content is in the message.
 */
export class SecretUnopenableError extends Error {
  override readonly name = 'SecretUnopenableError'
  readonly code = 'SECRET_UNOPENABLE'
  readonly reason: UnopenableReason

  constructor(reason: UnopenableReason, place: Place | null, cause?: unknown) {
    const what = place
      ? `the secret ${place.table}.${place.column} of row ${place.rowId}`
      : 'the secret'
    super(`${what} cannot be opened: ${wordsOf(reason)}`, { cause })
    this.reason = reason
  }
}

function wordsOf(reason: UnopenableReason): string {
  switch (reason.kind) {
    case 'key-missing':
      return `the key named ${reason.keyName} is not in the key ring: put its line back`
    case 'altered':
      return 'the sealed text does not belong to this row or was changed: set the secret anew'
    case 'unusable':
      return 'what is in it cannot be used: set the secret anew'
  }
}
