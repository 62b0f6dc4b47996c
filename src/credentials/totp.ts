import { inspect } from 'node:util'
import { Secret, TOTP } from 'otpauth'
import type { Clock } from '../kernel/clock.ts'

const ALGORITHMS = new Set(['SHA1', 'SHA256', 'SHA512'])
/** The longest secret or address that anybody writes, names and pictures included. */
const TEXT_CHARS_MAX = 4096
const SECRET_BYTES_MIN = 10
const SECRET_BYTES_MAX = 128
const PERIOD_SECONDS_MIN = 15
const PERIOD_SECONDS_MAX = 120
/** A code that is about to end may reach Instagram too late. */
const STEP_REST_MS_MIN = 2_000
/** One wait per step that may have to pass, and spare ones for timers that wake a little early. */
const WAITS_MAX = 8

/** What an authenticator app would hold. It never shows it. */
export class TotpSecret {
  readonly #totp: TOTP
  /** The length of a step, in seconds. */
  readonly periodSeconds: number

  constructor(totp: TOTP) {
    this.#totp = totp
    this.periodSeconds = totp.period
  }

  /** The code of the step that `timestampMs` (milliseconds since 1970) falls into. */
  codeAt(timestampMs: number): string {
    return this.#totp.generate({ timestamp: timestampMs })
  }

  toString(): string {
    return '[totp secret]'
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

/** A code and the number of its step, counted from 1970 in the secret's own period. */
export type TotpCode = { readonly code: string; readonly step: number }

/**
 * The next code that may be typed: never of the step `lastStep`, and never of a step with two
 * seconds or less to go. Waits for the next step if it must. Remember the step before the code is
 * used. A `lastStep` far ahead of the clock was counted by a wrong clock and is passed over.
 * Rejects with the signal's reason on abort.
 */
export async function nextCode(
  secret: TotpSecret,
  lastStep: number | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<TotpCode> {
  const periodMs = secret.periodSeconds * 1_000
  for (let waits = 0; waits < WAITS_MAX; waits++) {
    signal.throwIfAborted()
    const at = clock.now()
    const present = totpCode(secret, at)
    const restMs = (present.step + 1) * periodMs - at.getTime()
    const used = lastStep === present.step || lastStep === present.step + 1
    if (!used && restMs > STEP_REST_MS_MIN) return present
    await clock.sleep(restMs, signal)
  }
  throw new Error('the clock stands still: no new TOTP step began')
}

/** The code of the step that `at` falls into. */
export function totpCode(secret: TotpSecret, at: Date): TotpCode {
  const timestampMs = at.getTime()
  const step = Math.floor(timestampMs / (secret.periodSeconds * 1_000))
  return { code: secret.codeAt(timestampMs), step }
}

/**
 * Reads what a person pastes: base32 in any case, with spaces and dashes, or an `otpauth://totp/`
 * address with its algorithm, digits and period.
 * @throws TotpSecretInvalidError TOTP_SECRET_INVALID, which says why and never what.
 */
export function parseTotpSecret(text: string): TotpSecret {
  const trimmed = text.trim()
  if (trimmed.length > TEXT_CHARS_MAX) {
    throw new TotpSecretInvalidError('it is longer than any secret or otpauth:// address')
  }
  if (!/^otpauth:/i.test(trimmed)) return makeSecret(trimmed, new URLSearchParams())
  // `new URL` would throw an error that shows what it was given.
  const address = URL.parse(trimmed)
  if (address?.hostname.toLowerCase() !== 'totp') {
    throw new TotpSecretInvalidError('the address is not an otpauth://totp/ address')
  }
  return makeSecret(address.searchParams.get('secret') ?? '', address.searchParams)
}

function makeSecret(base32: string, options: URLSearchParams): TotpSecret {
  const algorithm = (options.get('algorithm') ?? 'SHA1').toUpperCase().replace(/^SHA-/, 'SHA')
  if (!ALGORITHMS.has(algorithm)) {
    throw new TotpSecretInvalidError('its algorithm is none of SHA1, SHA256, SHA512')
  }
  const digits = wholeNumber(options.get('digits') ?? '6')
  if (!(digits >= 6 && digits <= 8))
    throw new TotpSecretInvalidError('its codes must have 6 to 8 digits')
  const period = wholeNumber(options.get('period') ?? '30')
  if (!(period >= PERIOD_SECONDS_MIN && period <= PERIOD_SECONDS_MAX)) {
    const bounds = `${PERIOD_SECONDS_MIN} to ${PERIOD_SECONDS_MAX}`
    throw new TotpSecretInvalidError(`its period must be ${bounds} seconds`)
  }
  return new TotpSecret(new TOTP({ secret: parseBase32(base32), algorithm, digits, period }))
}

function parseBase32(text: string): Secret {
  // White space, dashes and the invisible marks that come along with a copied text.
  const letters = text.replace(/[\s\p{Pd}\p{Cf}]/gu, '').replace(/=+$/, '')
  if (!/^[A-Z2-7]+$/i.test(letters)) {
    throw new TotpSecretInvalidError('it is not base32 (the letters A to Z and the digits 2 to 7)')
  }
  const bytesCount = Math.floor((letters.length * 5) / 8)
  if (bytesCount < SECRET_BYTES_MIN || bytesCount > SECRET_BYTES_MAX) {
    const bounds = `${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX}`
    throw new TotpSecretInvalidError(`it must have ${bounds} bytes: is it the secret, or a code?`)
  }
  return Secret.fromBase32(letters.toUpperCase())
}

function wholeNumber(text: string): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
}

/** The text is no TOTP secret. The message says why and never shows the text. */
export class TotpSecretInvalidError extends Error {
  override readonly name = 'TotpSecretInvalidError'
  readonly code = 'TOTP_SECRET_INVALID'

  constructor(reason: string) {
    super(`the TOTP secret cannot be used: ${reason}`)
  }
}
