import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import {
  constants,
  copyFile,
  link,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { dirname } from 'node:path'
import { inspect } from 'node:util'
import { Closers } from '../kernel/closers.ts'
import { systemReason } from '../kernel/system-reason.ts'
import type { KeyReadable } from './key-note.ts'

const KEY_BYTES = 32
const KEY_LINE = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/]{43}=)$/
const KEY_FILE_BYTES_MAX = 64 * 1024

/** One key of the ring. The name is no secret: every sealed text carries the name of its key. */
export type Key = { readonly name: string; readonly secret: KeyObject }

/** What tells a key from every other one, and nothing of the key itself. */
export type Fingerprint = { readonly name: string; readonly fingerprint: string }

/** What a database knows a key by. */
export function fingerprintOf(key: KeyObject): string {
  const bytes = key.export()
  const digest = createHash('sha256').update('evercheck key fingerprint\n').update(bytes)
  bytes.fill(0)
  return digest.digest('hex').slice(0, 32)
}

/** The keys that seal and open secrets: the first seals, all open. It never shows what it holds. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, KeyObject>
  readonly #newest: Key

  /** Names are distinct; the newest key comes first. */
  constructor(keys: readonly [Key, ...Key[]]) {
    this.#keys = new Map(keys.map((key) => [key.name, key.secret]))
    this.#newest = keys[0]
  }

  /** The key that seals. */
  get newest(): Key {
    return this.#newest
  }

  /** The names of all keys, the newest first. */
  get names(): readonly string[] {
    return [...this.#keys.keys()]
  }

  /** All keys by what a database may know of them, the newest first. */
  get fingerprints(): readonly Fingerprint[] {
    return [...this.#keys].map(([name, key]) => ({ name, fingerprint: fingerprintOf(key) }))
  }

  /** The same keys with that one in front, if it is among them. */
  sealingWith(name: string): Keyring {
    const secret = this.find(name)
    return secret === null ? this : new Keyring([{ name, secret }]).followedBy(this)
  }

  /** This ring with the keys of another one behind its own. */
  followedBy(other: Keyring): Keyring {
    const own = [...this.#keys].map(([name, secret]) => ({ name, secret }))
    const rest = other.names.flatMap((name) => {
      const secret = this.#keys.has(name) ? null : other.find(name)
      return secret === null ? [] : [{ name, secret }]
    })
    const [newest = this.#newest, ...older] = [...own, ...rest]
    return new Keyring([newest, ...older])
  }

  /** The key of that name, or null when the ring does not hold it. */
  find(name: string): KeyObject | null {
    return this.#keys.get(name) ?? null
  }

  toString(): string {
    return `[keyring of ${this.#keys.size} ${this.#keys.size === 1 ? 'key' : 'keys'}]`
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

/**
 * Reads the text of a key file: `name:base64-of-32-bytes` per line, the newest first. Blank lines
 * and lines that begin with `#` are passed over.
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE with the number of the line, never its
 * content.
 */
export function parseKeyring(text: string): Keyring {
  const keys: Key[] = []
  // Windows editors put a byte order mark in front.
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    keys.push(parseKeyLine(line, index + 1, keys))
  }
  const [newest, ...older] = keys
  if (!newest) throw new KeyFileUnreadableError('it holds no key')
  return new Keyring([newest, ...older])
}

function parseKeyLine(line: string, lineNumber: number, before: readonly Key[]): Key {
  const [, name, base64] = KEY_LINE.exec(line) ?? []
  if (name === undefined || base64 === undefined) {
    throw new KeyFileUnreadableError('a key is written name:base64-of-32-bytes', lineNumber)
  }
  const bytes = Buffer.from(base64, 'base64')
  // Base64 has spare bits at its end: only the canonical spelling is the key that was written.
  const canonical = bytes.toString('base64') === base64
  const secret = createSecretKey(bytes)
  const chosen = isChosen(bytes)
  bytes.fill(0)
  if (!canonical) {
    throw new KeyFileUnreadableError('the key is not the base64 of 32 bytes', lineNumber)
  }
  if (chosen) {
    throw new KeyFileUnreadableError('the key is no random one, so it can be guessed', lineNumber)
  }
  if (before.some((key) => key.name === name)) {
    throw new KeyFileUnreadableError('the name of this key stands above already', lineNumber)
  }
  if (before.some((key) => key.secret.equals(secret))) {
    throw new KeyFileUnreadableError('this key stands above under another name', lineNumber)
  }
  return { name, secret }
}

/** 32 random bytes have some thirty values and steps: those with few were written by somebody. */
const KINDS_MIN = 12

function isChosen(bytes: Buffer): boolean {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)))
  return new Set(bytes).size < KINDS_MIN || steps.size < KINDS_MIN
}

/** A new key: 256 random bits, and a name that follows from them. Whoever takes it wipes it. */
export function newKey(): { readonly name: string; readonly bytes: Buffer } {
  const bytes = randomBytes(KEY_BYTES)
  const name = createHash('sha256').update('evercheck key name\n').update(bytes).digest('hex')
  return { name: name.slice(0, 8), bytes }
}

/** The key of these bytes; null when they are none, or none that was drawn at random. */
export function keyOf(name: string, bytes: Buffer): Key | null {
  if (bytes.length !== KEY_BYTES || isChosen(bytes)) return null
  return { name, secret: createSecretKey(bytes) }
}

/** A new line for the top of a key file. */
export function newKeyLine(): string {
  const { name, bytes } = newKey()
  const line = `${name}:${bytes.toString('base64')}`
  bytes.fill(0)
  return line
}

/**
 * A key ring and, if somebody else on this machine can read its file, the sentence that says so.
 */
export type LoadedKeyring = { readonly keyring: Keyring; readonly note: KeyReadable | null }

/** Windows has no such modes and reports every file as writable by all. */
const HAS_OWNERS = process.platform !== 'win32'

/**
 * Reads a key file. A file that others can read is a warning and no error: Docker hands secrets
 * over with mode 0444. One that others could have written is refused: whoever knows the key reads
 * all that is sealed with it from then on.
 * @throws KeyFileMissingError KEY_FILE_MISSING
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE
 */
export async function loadKeyring(file: string): Promise<LoadedKeyring> {
  const { text, mode } = await readKeyFile(file)
  try {
    const keyring = parseKeyring(text)
    const shared = HAS_OWNERS && (mode & 0o077) !== 0
    const note = { code: 'key-readable', file, mode: mode.toString(8) } as const
    return { keyring, note: shared ? note : null }
  } catch (error) {
    if (error instanceof KeyFileUnreadableError) {
      throw new KeyFileUnreadableError(error.detail, error.line, file)
    }
    throw error
  }
}

async function readKeyFile(file: string): Promise<{ text: string; mode: number }> {
  try {
    // A pipe is refused, not waited for.
    await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await handle.stat()
    if (!stat.isFile()) throw new KeyFileUnreadableError('it is not a file', null, file)
    await refuseForeign(file, stat)
    if (stat.size > KEY_FILE_BYTES_MAX) {
      throw new KeyFileUnreadableError('it is too large for a key file', null, file)
    }
    return { text: await handle.readFile('utf8'), mode: stat.mode & 0o777 }
  } catch (error) {
    if (error instanceof KeyFileUnreadableError) throw error
    const code = systemCode(error)
    if (code === 'ENOENT') throw new KeyFileMissingError(`key file at ${file}`)
    throw new KeyFileUnreadableError(systemReason(code ?? 'no'), null, file, error)
  }
}

async function refuseForeign(file: string, { uid, mode }: Stats): Promise<void> {
  if (!HAS_OWNERS) return
  const trusted = [0, process.geteuid?.()]
  const why =
    ((mode & 0o022) !== 0 &&
      `others could have written it: chmod go-w ${file}, if they have not`) ||
    (!trusted.includes(uid) && `it belongs to another user (number ${uid}): chown it`)
  if (why) throw new KeyFileUnreadableError(why, null, file)
  // Where a link stands, and where it leads: whoever may write into either puts another key there.
  for (const folder of new Set([dirname(file), dirname(await realpath(file))])) {
    const around = await stat(folder)
    const whyNot =
      ((around.mode & 0o022) !== 0 &&
        (around.mode & 0o1000) === 0 &&
        `others could have put it into ${folder}: chmod go-w ${folder}, if they have not`) ||
      (!trusted.includes(around.uid) && `its folder belongs to another user (number ${around.uid})`)
    if (whyNot) throw new KeyFileUnreadableError(whyNot, null, file)
  }
}

/**
 * Makes a key file with one new key, readable by its owner alone, in a folder readable by its owner
 * alone if the folder had to be made. The file is on the disk, whole, when this returns: `true` if
 * it was made, `false` if there was one, which is never touched.
 * @throws KeyFileUnwritableError KEY_FILE_UNWRITABLE
 */
export async function createKeyFile(file: string): Promise<boolean> {
  const draft = draftOf(file)
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await using drafts = new Closers()
    drafts.add(draft, () => rm(draft, { force: true }))
    await writeDurably(draft, `# Evercheck seals secrets with the first key.\n${newKeyLine()}\n`)
    return await publish(draft, file)
  } catch (error) {
    throw new KeyFileUnwritableError(file, error)
  }
}

/**
 * Puts a new key in front of those of a key file, or makes the file: from then on it seals, and the
 * others still open. The file is replaced in one step, with its mode and owner kept to ourselves.
 * Durable when it returns.
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE, KeyFileUnwritableError KEY_FILE_UNWRITABLE
 */
export async function addKey(file: string): Promise<Keyring> {
  if (await createKeyFile(file)) return (await loadKeyring(file)).keyring
  await rewrite(file, (text) => `${newKeyLine()}\n${text}`)
  return (await loadKeyring(file)).keyring
}

/**
 * Takes the line of a key out of a key file, in one step; with its last one the file goes. Durable
 * when it returns.
 * @throws KeyFileUnreadableError KEY_FILE_UNREADABLE, KeyFileUnwritableError KEY_FILE_UNWRITABLE
 */
export async function dropKey(file: string, name: string): Promise<void> {
  const { keyring } = await loadKeyring(file)
  if (keyring.names.every((each) => each === name)) {
    await rm(file)
    return syncFolder(dirname(file))
  }
  await rewrite(file, (text) => {
    return text
      .split('\n')
      .filter((line) => !line.trim().startsWith(`${name}:`))
      .join('\n')
  })
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  // Whatever cannot be understood is not rewritten either.
  await loadKeyring(file)
  const { text } = await readKeyFile(file)
  const draft = draftOf(file)
  try {
    await using drafts = new Closers()
    drafts.add(draft, () => rm(draft, { force: true }))
    await writeDurably(draft, change(text.replace(/^\uFEFF/, '')))
    await rename(draft, file)
    await syncFolder(dirname(file))
  } catch (error) {
    throw new KeyFileUnwritableError(file, error)
  }
}

/**
 * Takes a key file away that this process has just made, before anything was sealed with it.
 */
export async function discardKeyFile(file: string): Promise<void> {
  await rm(file, { force: true })
}

function draftOf(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.part`
}

/**
 * Two processes may start at once: the name appears with its content or not at all, and only once.
 */
async function publish(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file).catch(async (error: unknown) => {
      if (systemCode(error) === 'EEXIST') throw error
      // Some mounted folders know no hard links.
      await copyFile(draft, file, constants.COPYFILE_EXCL)
    })
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
  await syncFolder(dirname(file))
  return true
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return
  await using folder = await open(path, 'r')
  await folder.sync()
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(text)
  await handle.sync()
}

function systemCode(error: unknown): string | null {
  const known = error instanceof Error && 'code' in error && typeof error.code === 'string'
  return known ? String(error.code) : null
}

/** There is no key file. Without the key that sealed them, secrets cannot be opened by anybody. */
export class KeyFileMissingError extends Error {
  override readonly name = 'KeyFileMissingError'
  readonly code = 'KEY_FILE_MISSING'

  /** `what` there is not: `key file at /etc/evercheck/keys`. */
  constructor(what: string) {
    super(
      `there is no ${what}: put it back from its backup, copy it from the machine that made it, or name its place with EVERCHECK_KEY_FILE. If it is lost for good, run: evercheck reseal --new-key`,
    )
  }
}

/** The key file cannot be read or understood. `line` counts from 1. */
export class KeyFileUnreadableError extends Error {
  override readonly name = 'KeyFileUnreadableError'
  readonly code = 'KEY_FILE_UNREADABLE'
  readonly detail: string
  readonly line: number | null

  constructor(
    detail: string,
    line: number | null = null,
    file: string | null = null,
    cause?: unknown,
  ) {
    const where = `the key file${file === null ? '' : ` ${file}`}`
    super(`${where} cannot be used${line === null ? '' : `, line ${line}`}: ${detail}`, { cause })
    this.detail = detail
    this.line = line
  }
}

/** No key file could be made there. */
export class KeyFileUnwritableError extends Error {
  override readonly name = 'KeyFileUnwritableError'
  readonly code = 'KEY_FILE_UNWRITABLE'

  constructor(file: string, cause: unknown) {
    const why = systemReason(systemCode(cause) ?? 'no')
    super(`no key file can be made at ${file}: ${why}`, { cause })
  }
}
