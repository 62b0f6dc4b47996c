/** The bytes that structure JSON. */
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const [ARRAY_OPEN, ARRAY_CLOSE] = [0x5b, 0x5d] as const
const [OBJECT_OPEN, OBJECT_CLOSE] = [0x7b, 0x7d] as const
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const

/** More bytes than this, and a single entry is no person. */
export const ELEMENT_BYTES_MAX = 64 * 1024

/** The text is not JSON of the expected shape. */
export class NotAListError extends Error {
  override readonly name = 'NotAListError'
}

/**
 * Cuts a JSON text into the objects of its lists while it is read, so that a list of any length
 * takes the memory of one entry. It finds them in an array, or in the arrays of an object. Outside
 * of them it checks the structure; whether an entry is JSON itself, its parser says.
 */
export class ElementSplitter {
  /** What is open around the present byte, outside of entries. */
  readonly #open: number[] = []
  /** How deep the present byte lies inside of an entry; 0 outside. */
  #depth = 0
  #inText = false
  #escaped = false
  /** The beginning of an entry whose end has not come yet. */
  #begun: Buffer[] = []
  #begunBytes = 0
  #needsComma = false
  #hasComma = false
  #isOver = false
  #read = 0

  /** Takes the next bytes, and gives the entries that end in them. @throws NotAListError */
  push(chunk: Buffer): readonly Buffer[] {
    const entries: Buffer[] = []
    let from = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (this.#depth > 0) {
        if (!this.#endsEntry(byte)) continue
        entries.push(this.#entry(chunk.subarray(from, at + 1)))
        from = -1
      } else if (this.#beginsEntry(byte)) {
        from = at
      } else {
        this.#outside(byte, this.#read + at)
      }
    }
    if (from >= 0) this.#keep(chunk.subarray(from))
    this.#read += chunk.length
    return entries
  }

  /** Says that there are no more bytes. @throws NotAListError when the text was cut off. */
  end(): void {
    if (!this.#isOver || this.#depth > 0) throw new NotAListError('it ends in the middle')
  }

  #endsEntry(byte: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inText = false
    } else if (byte === QUOTE) this.#inText = true
    else if (byte === OBJECT_OPEN || byte === ARRAY_OPEN) this.#depth += 1
    else if (byte === OBJECT_CLOSE || byte === ARRAY_CLOSE) this.#depth -= 1
    return this.#depth === 0
  }

  #beginsEntry(byte: number): boolean {
    if (byte !== OBJECT_OPEN || this.#inText || !this.#inList()) return false
    if (this.#needsComma) throw new NotAListError('a comma is missing between two entries')
    this.#depth = 1
    this.#needsComma = true
    this.#hasComma = false
    return true
  }

  /** Inside the array that the text is, or inside an array of the object that it is. */
  #inList(): boolean {
    const [outer, inner] = this.#open
    if (this.#open.length === 1) return outer === ARRAY_OPEN
    return this.#open.length === 2 && outer === OBJECT_OPEN && inner === ARRAY_OPEN
  }

  #entry(last: Buffer): Buffer {
    const whole = this.#begun.length === 0 ? last : Buffer.concat([...this.#begun, last])
    this.#begun = []
    this.#begunBytes = 0
    if (whole.length > ELEMENT_BYTES_MAX) throw new NotAListError('an entry is too long')
    return whole
  }

  #keep(part: Buffer): void {
    this.#begunBytes += part.length
    if (this.#begunBytes > ELEMENT_BYTES_MAX) throw new NotAListError('an entry is too long')
    // The bytes of a chunk may be used again by whoever reads the file.
    this.#begun.push(Buffer.from(part))
  }

  #outside(byte: number, place: number): void {
    if (this.#inText) {
      this.#endsEntry(byte)
      return
    }
    if (BLANKS.has(byte) || (place < 3 && byte === BYTE_ORDER_MARK[place])) return
    if (this.#isOver) throw new NotAListError('something follows behind its end')
    if (byte === ARRAY_OPEN || byte === OBJECT_OPEN) {
      if (this.#open.length > LEVELS_MAX) throw new NotAListError('it is nested too deeply')
      this.#open.push(byte)
      this.#needsComma = false
      this.#hasComma = false
    } else if (byte === ARRAY_CLOSE || byte === OBJECT_CLOSE) {
      this.#close(byte)
    } else if (this.#open.length === 0 || this.#inList()) {
      this.#betweenEntries(byte)
    } else if (byte === QUOTE) {
      this.#inText = true
    } else if (byte !== COMMA && byte !== COLON && !isLiteral(byte)) {
      throw new NotAListError('it is not JSON')
    }
  }

  #close(byte: number): void {
    if (this.#hasComma && this.#inList()) throw new NotAListError('a comma stands before its end')
    const opened = this.#open.pop()
    if (opened !== (byte === ARRAY_CLOSE ? ARRAY_OPEN : OBJECT_OPEN)) {
      throw new NotAListError('its brackets do not match')
    }
    this.#isOver = this.#open.length === 0
    this.#needsComma = true
    this.#hasComma = false
  }

  #betweenEntries(byte: number): void {
    if (byte !== COMMA || !this.#needsComma) throw new NotAListError('it holds no list of entries')
    this.#needsComma = false
    this.#hasComma = true
  }
}

/** What an export has outside of its entries is hardly nested at all. */
const LEVELS_MAX = 64

/** A character of a number, `true`, `false` or `null`. */
function isLiteral(byte: number): boolean {
  return /[-+.0-9Ea-z]/.test(String.fromCharCode(byte))
}
