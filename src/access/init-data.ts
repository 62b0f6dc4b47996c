import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'

/** What the pages of a Mini App show of who has opened them; or why that is not believed. */
export type InitDataRead =
  | { readonly kind: 'known'; readonly userId: string; readonly language: string | null }
  | { readonly kind: 'refused'; readonly why: 'forged' | 'over' | 'unreadable' }

/** By what it is known that Telegram has signed it. */
export type InitDataProof = {
  /** The bot's token; without it the bot's number and Telegram's own signature have to do. */
  readonly botToken: string | null
  readonly botId: string
  /** Telegram's public key in hex. */
  readonly publicKey?: string
}

/** Telegram's key for what it signs for others (Bot API, "Validating data for Third-Party Use"). */
const TELEGRAM_KEY = 'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d'
/** An ed25519 public key in DER is this and its 32 bytes (RFC 8410). */
const SPKI_HEAD = '302a300506032b6570032100'
const CHARS_MAX = 8192
/** Telegram signs when the page is opened, and never again while it stays so. */
const LIFE_MS = 12 * 3_600_000
/** Clocks differ. */
const AHEAD_MS = 60_000

/**
 * Reads the `initData` of a Telegram Mini App at `now`. It is believed only whole: signed for this
 * bot, not long ago, and with every field once.
 */
export function readInitData(text: string, proof: InitDataProof, now: Date): InitDataRead {
  const fields = text.length > CHARS_MAX ? null : fieldsOf(text)
  const hash = fields?.get('hash')
  if (!fields || hash === undefined) return { kind: 'refused', why: 'unreadable' }
  if (!isGenuine(fields, proof)) return { kind: 'refused', why: 'forged' }
  const atMs = Number(fields.get('auth_date')) * 1000
  if (!(atMs > now.getTime() - LIFE_MS && atMs <= now.getTime() + AHEAD_MS)) {
    return { kind: 'refused', why: 'over' }
  }
  const user = userIn(fields.get('user') ?? '')
  return user ?? { kind: 'refused', why: 'unreadable' }
}

/** Null when a field stands there twice: signed is one of them, and who knows which is read. */
function fieldsOf(text: string): Map<string, string> | null {
  const pairs = [...new URLSearchParams(text)]
  const fields = new Map(pairs)
  return fields.size === pairs.length ? fields : null
}

function isGenuine(fields: ReadonlyMap<string, string>, proof: InitDataProof): boolean {
  const { botToken, botId, publicKey = TELEGRAM_KEY } = proof
  if (botToken !== null) {
    const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
    const own = createHmac('sha256', key)
      .update(checkText(fields, ['hash']))
      .digest()
    const given = Buffer.from(fields.get('hash') ?? '', 'hex')
    return given.length === own.length && timingSafeEqual(given, own)
  }
  const signature = Buffer.from(fields.get('signature') ?? '', 'base64url')
  if (signature.length !== 64) return false
  const key = createPublicKey({
    key: Buffer.from(`${SPKI_HEAD}${publicKey}`, 'hex'),
    format: 'der',
    type: 'spki',
  })
  const signed = `${botId}:WebAppData\n${checkText(fields, ['hash', 'signature'])}`
  return verify(null, Buffer.from(signed), key, signature)
}

function checkText(fields: ReadonlyMap<string, string>, without: readonly string[]): string {
  return [...fields]
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n')
}

function userIn(json: string): Extract<InitDataRead, { kind: 'known' }> | null {
  let user: unknown
  try {
    user = JSON.parse(json)
  } catch {
    return null
  }
  if (typeof user !== 'object' || user === null || !('id' in user)) return null
  const { id } = user
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) return null
  const language = 'language_code' in user ? user.language_code : null
  return {
    kind: 'known',
    userId: String(id),
    language: typeof language === 'string' ? language.slice(0, 35) : null,
  }
}
