import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'

/** Where a pass over a list stands. */
export type Position = {
  readonly viewerPk: number
  readonly targetPk: number
  /** Key of the pass's ranking. */
  readonly passKey: number
  /** How many slots the list had when the pass began. */
  readonly slots: number
  /** The next position to deliver. */
  readonly offset: number
  /** When the cursor was given out, in seconds since 1970. */
  readonly issuedSeconds: number
}

const TAG_BYTES = 16
const BODY_BYTES = 36

/**
 * Opaque followers cursors (`QVFB…`, facts 2b). They hold the whole position, sealed, so the
 * simulator keeps no pass in memory; the same position always gives the same text.
 */
export class Cursors {
  readonly #sealKey: Buffer
  readonly #tagKey: Buffer

  constructor(seed: number) {
    this.#sealKey = createHmac('sha256', 'cursor seal').update(String(seed)).digest()
    this.#tagKey = createHmac('sha256', 'cursor tag').update(String(seed)).digest()
  }

  /** The text of a position. */
  seal(position: Position): string {
    const body = Buffer.alloc(BODY_BYTES)
    body.writeUIntBE(position.viewerPk, 0, 6)
    body.writeUIntBE(position.targetPk, 6, 6)
    body.writeUInt32BE(position.passKey >>> 0, 12)
    body.writeUInt32BE(position.slots, 16)
    body.writeUInt32BE(position.offset, 20)
    body.writeUIntBE(position.issuedSeconds, 24, 6)
    const tag = this.#tag(body)
    const cipher = createCipheriv('aes-256-ctr', this.#sealKey, tag)
    const sealed = Buffer.concat([tag, cipher.update(body)])
    return Buffer.from(`AQA${sealed.toString('base64url')}`).toString('base64')
  }

  /** The position of a text, or `undefined` when it was not sealed here. */
  open(text: string): Position | undefined {
    const inner = Buffer.from(text, 'base64').toString('latin1')
    if (!inner.startsWith('AQA')) return undefined
    const sealed = Buffer.from(inner.slice(3), 'base64url')
    if (sealed.length !== TAG_BYTES + BODY_BYTES) return undefined
    const tag = sealed.subarray(0, TAG_BYTES)
    const body = createDecipheriv('aes-256-ctr', this.#sealKey, tag).update(
      sealed.subarray(TAG_BYTES),
    )
    if (!timingSafeEqual(tag, this.#tag(body))) return undefined
    return {
      viewerPk: body.readUIntBE(0, 6),
      targetPk: body.readUIntBE(6, 6),
      passKey: body.readUInt32BE(12),
      slots: body.readUInt32BE(16),
      offset: body.readUInt32BE(20),
      issuedSeconds: body.readUIntBE(24, 6),
    }
  }

  #tag(body: Buffer): Buffer {
    return createHmac('sha256', this.#tagKey).update(body).digest().subarray(0, TAG_BYTES)
  }
}
