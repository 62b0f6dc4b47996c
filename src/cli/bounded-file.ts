import { createReadStream } from 'node:fs'

/**
 * What a file holds; null when that is more than `bytesMax` bytes. No more is read than to know that:
 * what somebody handed over may be a device without an end.
 * @throws what the disk says
 */
export async function readBoundedFile(file: string, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(file, { end: bytesMax })) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  return bytes.length > bytesMax ? null : bytes
}
