import { closeSync, openSync, readSync } from 'node:fs'
import { SettingInvalidError } from './env.ts'

/** An address or a token has some hundred; what has more is another file, or has no end. */
const BYTES_MAX = 64 * 1024

/**
 * What a setting's file holds, without white space around it; null for no file or an empty one.
 * @throws SettingInvalidError SETTING_INVALID when it cannot be read, or is far too large.
 */
export function contentOf(setting: string, file: string | null): string | null {
  if (file === null) return null
  let bytes: Buffer
  try {
    bytes = startOf(file)
  } catch (cause) {
    throw new SettingInvalidError(`${setting}: the file ${file} cannot be read.`, { cause })
  }
  if (bytes.length > BYTES_MAX) {
    throw new SettingInvalidError(`${setting}: ${file} holds more than an address or a token has.`)
  }
  return bytes.toString('utf8').trim() || null
}

/** As much of a file as shows that it is too large. */
function startOf(file: string): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(BYTES_MAX + 1)
    let length = 0
    for (;;) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, null)
      length += read
      if (read === 0 || length === bytes.length) return bytes.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}
