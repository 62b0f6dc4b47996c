import { mix } from './mix.ts'

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
  /** A number up to 65,535 that stands for the session it is bound to; 0 when it is to none. */
  readonly sessionMark: number
}

const TAG_BYTES = 8
const BODY_BYTES = 32

/**
 * Opaque followers cursors (`QVFB…`, facts 2b). They hold the whole position, scrambled, so the
 * simulator keeps no pass in memory; the same position always gives the same text. Nobody attacks
 * a simulator: a keyed hash instead of a cipher keeps a page cheap.
 */
export class Cursors {
  readonly #key: number

  constructor(seed: number) {
    this.#key = mix(seed, 0x63757273)
  }

  /** The text of a position. */
  seal(position: Position): string {
    const sealed = Buffer.alloc(TAG_BYTES + BODY_BYTES)
    const body = sealed.subarray(TAG_BYTES)
    body.writeUIntBE(position.viewerPk, 0, 6)
    body.writeUIntBE(position.targetPk, 6, 6)
    body.writeUInt32BE(position.passKey >>> 0, 12)
    body.writeUInt32BE(position.slots, 16)
    body.writeUInt32BE(position.offset, 20)
    body.writeUIntBE(position.issuedSeconds, 24, 6)
    body.writeUInt16BE(position.sessionMark, 30)
    sealed.writeUInt32BE(this.#checksum(body, 1), 0)
    sealed.writeUInt32BE(this.#checksum(body, 2), 4)
    this.#scramble(sealed)
    return Buffer.from(`AQA${sealed.toString('base64url')}`).toString('base64')
  }

  /** The position of a text, or `undefined` when it was not sealed here. */
  open(text: string): Position | undefined {
    const inner = Buffer.from(text, 'base64').toString('latin1')
    if (!inner.startsWith('AQA')) return undefined
    const sealed = Buffer.from(inner.slice(3), 'base64url')
    if (sealed.length !== TAG_BYTES + BODY_BYTES) return undefined
    this.#scramble(sealed)
    const body = sealed.subarray(TAG_BYTES)
    if (sealed.readUInt32BE(0) !== this.#checksum(body, 1)) return undefined
    if (sealed.readUInt32BE(4) !== this.#checksum(body, 2)) return undefined
    return {
      viewerPk: body.readUIntBE(0, 6),
      targetPk: body.readUIntBE(6, 6),
      passKey: body.readUInt32BE(12),
      slots: body.readUInt32BE(16),
      offset: body.readUInt32BE(20),
      issuedSeconds: body.readUIntBE(24, 6),
      sessionMark: body.readUInt16BE(30),
    }
  }

  /** XORs the body with numbers that the tag chooses; done twice, it is undone. */
  #scramble(sealed: Buffer): void {
    const tag = mix(sealed.readUInt32BE(0), sealed.readUInt32BE(4))
    for (let at = TAG_BYTES; at < sealed.length; at += 4) {
      const number = sealed.readUInt32BE(at) ^ mix(this.#key ^ tag, at)
      sealed.writeUInt32BE(number >>> 0, at)
    }
  }

  #checksum(body: Buffer, salt: number): number {
    let sum = mix(this.#key, salt)
    for (let at = 0; at < body.length; at += 4) sum = mix(sum, body.readUInt32BE(at))
    return sum
  }
}
