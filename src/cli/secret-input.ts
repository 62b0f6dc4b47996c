import { createReadStream } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'

/** No secret was given where one is needed, or it could not be read. */
export class SecretMissingError extends Error {
  override readonly name = 'SecretMissingError'
  readonly code = 'SECRET_MISSING'
}

/** The person at the prompt went away (Ctrl-C): there is nothing to tell them. */
export class PromptLeftError extends Error {
  override readonly name = 'PromptLeftError'
}

/** Longer than any password or TOTP secret, and than any text of cookies. */
const SECRET_BYTES_MAX = 1024 * 1024

/**
 * Reads a secret from a file, from standard input (`-`), or from a hidden prompt when there is a
 * person at the terminal. It is never an argument, where the whole machine could read it. The mark
 * and the encoding that an editor gave the file are no part of it, nor is the end of its last line.
 * @throws SecretMissingError SECRET_MISSING
 * @throws PromptLeftError on Ctrl-C at the prompt; an `AbortError` when `signal` was aborted
 */
export async function readSecret(options: SecretSource, signal: AbortSignal): Promise<string> {
  const secret = withoutLastLineEnds(await readFrom(options, signal))
  if (secret.trim() === '') {
    throw new SecretMissingError(`The ${options.what} is empty. Give it with ${options.flag} FILE.`)
  }
  // Typed into a form, the end of a line would send it.
  if (options.lines !== 'many' && /[\r\n]/.test(secret)) {
    throw new SecretMissingError(
      `What was given as the ${options.what} has several lines, and it has one. Write nothing else beside it.`,
    )
  }
  return secret
}

// No pattern: one that looks for the end from every line end would take the square of their number.
function withoutLastLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1
  return text.slice(0, end)
}

type SecretSource = {
  readonly file: string | null
  readonly what: string
  readonly flag: string
  /** Whose it is, by the name of an account: whoever is asked may have several. */
  readonly of?: string
  /** A secret is one line; cookies may be many. */
  readonly lines?: 'one' | 'many'
  readonly bytesMax?: number
}

async function readFrom(options: SecretSource, signal: AbortSignal): Promise<string> {
  const { file, what, flag } = options
  if (file === '-') {
    return readBounded(addAbortSignal(signal, process.stdin), 'standard input', options)
  }
  if (file !== null) {
    try {
      return await readBounded(createReadStream(file), `the file ${file}`, options)
    } catch (cause) {
      if (cause instanceof SecretMissingError) throw cause
      throw new SecretMissingError(`The file ${file} with the ${what} cannot be read.`, { cause })
    }
  }
  if (process.stdin.isTTY) return ask(promptFor(options), signal)
  throw new SecretMissingError(
    `There is nobody to ask for the ${what}. Give it with ${flag} FILE, or ${flag} - for standard input.`,
  )
}

/** Whether somebody sits at this terminal who can be asked. */
export function isSomebodyThere(): boolean {
  return process.stdin.isTTY === true
}

/**
 * Asks for a secret that there need not be; null when nothing is typed.
 * @throws PromptLeftError on Ctrl-C at the prompt; an `AbortError` when `signal` was aborted
 */
export async function askOptionalSecret(
  source: Pick<SecretSource, 'what' | 'of'>,
  signal: AbortSignal,
): Promise<string | null> {
  const secret = await ask(`${promptFor(source).replace(/:$/, '')} (empty for none):`, signal)
  return secret.trim() === '' ? null : secret
}

/**
 * Asks a question that is answered with yes or no; Enter is yes.
 * @throws PromptLeftError on Ctrl-C at the prompt; an `AbortError` when `signal` was aborted
 */
export function askWhether(message: string, signal: AbortSignal): Promise<boolean> {
  return prompted(({ confirm }) => confirm({ message, default: true }, { signal }))
}

function promptFor({ what, of }: Pick<SecretSource, 'what' | 'of'>): string {
  const words = what.charAt(0).toUpperCase() + what.slice(1)
  return of === undefined ? `${words}:` : `${words} of ${of}:`
}

async function readBounded(
  stream: Readable,
  where: string,
  { what, bytesMax = SECRET_BYTES_MAX }: SecretSource,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new SecretMissingError(`There is too much in ${where} for ${what}.`)
    chunks.push(Buffer.from(chunk))
  }
  const text = decoded(Buffer.concat(chunks))
  if (text !== null) return text
  throw new SecretMissingError(
    `What ${where} holds is no text in UTF-8 or UTF-16, so it was not taken for the ${what}. Save it as UTF-8.`,
  )
}

/** Text as its mark says, UTF-8 without one; null for what is neither, or holds zero bytes. */
function decoded(bytes: Buffer): string | null {
  const [first, second] = bytes
  const name =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes)
    // UTF-16 without its mark, or no text at all.
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function ask(message: string, signal: AbortSignal): Promise<string> {
  return prompted(({ password }) => password({ message, mask: true }, { signal }))
}

type Prompts = typeof import('@inquirer/prompts')

/** Loaded by the first question: most commands ask none. */
async function prompted<T>(prompt: (prompts: Prompts) => Promise<T>): Promise<T> {
  const prompts = await import('@inquirer/prompts')
  try {
    return await prompt(prompts)
  } catch (cause) {
    // The keyboard is read key by key here, so that Ctrl-C is a key and no signal.
    if (cause instanceof Error && cause.name === 'ExitPromptError') {
      throw new PromptLeftError('the prompt was left', { cause })
    }
    throw cause
  }
}
