import { createDecipheriv } from 'node:crypto'

/** What became of an `enc_password`: its plain text, or why it could not be opened. */
export type OpenedPassword =
  | { readonly kind: 'opened'; readonly plain: string }
  | { readonly kind: 'unreadable'; readonly why: string }

/** The four parts of `#PWD_<tag>:<version>:<unix seconds>:<payload>` (facts 5.1, 5.4). */
export type SealedText = {
  readonly version: number
  readonly timestamp: string
  readonly payload: string
}

/** Takes an `enc_password` apart. The payload may hold colons: in version 0 it is the password. */
export function parseSealedText(text: string, tag: string): SealedText | undefined {
  const match = /^#([A-Z_]+):(\d+):(\d+):(.*)$/s.exec(text)
  if (match?.[1] !== tag) return undefined
  return { version: Number(match[2]), timestamp: match[3] ?? '', payload: match[4] ?? '' }
}

/** The parts of an AES-256-GCM message whose associated data is the timestamp as text. */
export type GcmMessage = {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly tag: Uint8Array
  readonly ciphertext: Uint8Array
  readonly timestamp: string
}

/**
 * Opens the symmetric half, which both surfaces share. `unreadable` if anything was tampered with.
 */
export function openGcm(message: GcmMessage): OpenedPassword {
  try {
    const decipher = createDecipheriv('aes-256-gcm', message.key, message.iv)
    decipher.setAAD(Buffer.from(message.timestamp))
    decipher.setAuthTag(message.tag)
    const plain = Buffer.concat([decipher.update(message.ciphertext), decipher.final()])
    return { kind: 'opened', plain: plain.toString('utf8') }
  } catch {
    return { kind: 'unreadable', why: 'the message does not open with that key and timestamp' }
  }
}
