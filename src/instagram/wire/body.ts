import { promisify } from 'node:util'
import zlib from 'node:zlib'

/** What `decode` can read, in the words of `accept-encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br, zstd'

/** Nobody compresses twice; each layer costs the time of a whole body. */
const ENCODINGS_MAX = 2

/** A body longer than it may be, before or after decompression. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'

  constructor(bytesMax: number) {
    super(`the body is longer than ${bytesMax} bytes`)
  }
}

/** A body that ends too early, or is not what its `content-encoding` says. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
}

type Inflate = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const INFLATERS: ReadonlyMap<string, Inflate> = new Map<string, Inflate>([
  ['gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['x-gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['br', promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)],
  ['zstd', promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress)],
  ['deflate', inflateEither],
])

/**
 * The text of a body: decompressed, at most `bytesMax` bytes of it, read as UTF-8. Encodings are
 * undone in reverse of their listing.
 * @throws TooLargeError past `bytesMax`; UndecodableError when the bytes are cut short or unknown.
 */
export async function decode(
  received: Buffer,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<string> {
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (encodings.length > ENCODINGS_MAX) {
    throw new UndecodableError('the body is compressed more often than anybody does')
  }
  let bytes = received
  for (const encoding of encodings.reverse()) {
    const inflate = INFLATERS.get(encoding)
    if (!inflate) throw new UndecodableError('the body has an encoding that was not asked for')
    if (bytes.byteLength === 0) break
    bytes = await inflateBounded(inflate, bytes, bytesMax)
  }
  return new TextDecoder().decode(bytes)
}

async function inflateBounded(inflate: Inflate, bytes: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: bytesMax })
  } catch (cause) {
    if (cause instanceof RangeError) throw new TooLargeError(bytesMax)
    throw new UndecodableError('the compressed body is cut short or damaged', { cause })
  }
}

const inflateWrapped = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw)

// "deflate" means the zlib format, and some servers send the raw one; the first byte tells.
function inflateEither(bytes: Buffer, options: zlib.ZlibOptions): Promise<Buffer> {
  const wrapped = ((bytes[0] ?? 0) & 0x0f) === 8
  return wrapped ? inflateWrapped(bytes, options) : inflateRaw(bytes, options)
}
