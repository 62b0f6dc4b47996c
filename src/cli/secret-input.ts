import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { password as promptHidden } from '@inquirer/prompts'

/** No secret was given where one is needed, or it could not be read. */
export class SecretMissingError extends Error {
  override readonly name = 'SecretMissingError'
  readonly code = 'SECRET_MISSING'
}

/** Longer than any password, TOTP secret or cookie file that a person could mean. */
const SECRET_BYTES_MAX = 1024 * 1024

/**
 * Reads a secret from a file, from standard input (`-`), or from a hidden prompt when there is a
 * person at the terminal. It is never an argument, where the whole machine could read it.
 * @throws SecretMissingError SECRET_MISSING
 */
export async function readSecret(options: {
  readonly file: string | null
  readonly what: string
  readonly flag: string
}): Promise<string> {
  const secret = await readFrom(options)
  const trimmed = secret.replace(/\r?\n$/, '')
  if (trimmed.trim() !== '') return trimmed
  throw new SecretMissingError(`The ${options.what} is empty. Give it with ${options.flag} FILE.`)
}

async function readFrom(options: {
  readonly file: string | null
  readonly what: string
  readonly flag: string
}): Promise<string> {
  if (options.file === '-') return text(process.stdin)
  if (options.file !== null) return readBounded(options.file, options.what)
  if (process.stdin.isTTY) return promptHidden({ message: `${options.what}:`, mask: true })
  throw new SecretMissingError(
    `There is nobody to ask for the ${options.what}. Give it with ${options.flag} FILE, or ${options.flag} - for standard input.`,
  )
}

async function readBounded(file: string, what: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    if (bytes.length <= SECRET_BYTES_MAX) return bytes.toString('utf8')
  } catch (cause) {
    throw new SecretMissingError(`The file ${file} with the ${what} cannot be read.`, { cause })
  }
  throw new SecretMissingError(`The file ${file} is too large to hold a ${what}.`)
}
