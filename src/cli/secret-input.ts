import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { text } from 'node:stream/consumers'
import { password as promptHidden } from '@inquirer/prompts'

/** No secret was given where one is needed, or it could not be read. */
export class SecretMissingError extends Error {
  override readonly name = 'SecretMissingError'
  readonly code = 'SECRET_MISSING'
}

/** The person at the prompt went away (Ctrl-C): there is nothing to tell them. */
export class PromptLeftError extends Error {
  override readonly name = 'PromptLeftError'
}

/** Longer than any password, TOTP secret or cookie file that a person could mean. */
const SECRET_BYTES_MAX = 1024 * 1024

/**
 * Reads a secret from a file, from standard input (`-`), or from a hidden prompt when there is a
 * person at the terminal. It is never an argument, where the whole machine could read it.
 * @throws SecretMissingError SECRET_MISSING
 * @throws PromptLeftError on Ctrl-C at the prompt; an `AbortError` when `signal` was aborted
 */
export async function readSecret(options: SecretSource, signal: AbortSignal): Promise<string> {
  const secret = await readFrom(options, signal)
  const trimmed = secret.replace(/\r?\n$/, '')
  if (trimmed.trim() !== '') return trimmed
  throw new SecretMissingError(`The ${options.what} is empty. Give it with ${options.flag} FILE.`)
}

type SecretSource = {
  readonly file: string | null
  readonly what: string
  readonly flag: string
}

async function readFrom(options: SecretSource, signal: AbortSignal): Promise<string> {
  if (options.file === '-') return text(addAbortSignal(signal, process.stdin))
  if (options.file !== null) return readBounded(options.file, options.what)
  if (process.stdin.isTTY) return ask(`${options.what}:`, signal)
  throw new SecretMissingError(
    `There is nobody to ask for the ${options.what}. Give it with ${options.flag} FILE, or ${options.flag} - for standard input.`,
  )
}

async function ask(message: string, signal: AbortSignal): Promise<string> {
  try {
    return await promptHidden({ message, mask: true }, { signal })
  } catch (cause) {
    // The keyboard is read key by key here, so that Ctrl-C is a key and no signal.
    if (cause instanceof Error && cause.name === 'ExitPromptError') {
      throw new PromptLeftError('the prompt was left', { cause })
    }
    throw cause
  }
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
