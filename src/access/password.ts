import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32
const HASH = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/
/** Long enough to need no rules about what is in it. */
export const PASSWORD_CHARS_MIN = 15
export const PASSWORD_CHARS_MAX = 200
/** Each hash takes 19 MB and a thread for a tenth of a second: more at a time would slow all. */
const HASHES_AT_A_TIME = 2

const derive = promisify(argon2)

/** Why a password is not taken; null if it is. */
export function faultOfPassword(
  password: string,
  operatorName: string,
): 'too-short' | 'too-long' | 'too-simple' | null {
  const length = [...password].length
  if (length < PASSWORD_CHARS_MIN) return 'too-short'
  if (length > PASSWORD_CHARS_MAX) return 'too-long'
  return isGuessable(password.toLowerCase(), operatorName.toLowerCase()) ? 'too-simple' : null
}

/** What common passwords of that length are made of: repetitions, rows of keys, and known words. */
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiopasdfghjklzxcvbnm']
const WORDS = /password|passw0rd|evercheck|instagram|letmein|iloveyou|welcome|administrator/g
const REST_CHARS_MIN = 8

function isGuessable(password: string, operatorName: string): boolean {
  if (new Set(password).size < 6) return true
  if (/^(.{1,7})\1+.{0,6}$/.test(password)) return true
  let rest = password.replaceAll(WORDS, '')
  if (operatorName.length > 2) rest = rest.replaceAll(operatorName, '')
  for (const row of ROWS) {
    for (const way of [row, [...row].reverse().join('')]) rest = withoutRuns(rest, way)
  }
  return new Set(rest).size < 5 || rest.length < REST_CHARS_MIN
}

/** A text without its stretches of four and more that stand in `row` as well. */
function withoutRuns(text: string, row: string): string {
  let left = ''
  for (let at = 0; at < text.length; ) {
    let length = 0
    while (at + length < text.length && row.includes(text.slice(at, at + length + 1))) length += 1
    if (length < 4) left += text[at]
    at += length < 4 ? 1 : length
  }
  return left
}

/** What is stored of a password: Argon2id with a salt of its own and its parameters in front. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await argon2id(password, salt, PARAMETERS)
  const { memory, passes, parallelism } = PARAMETERS
  const head = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}`
  return `${head}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

/**
 * Whether a password is the one that was hashed. With null, for somebody who is not there, it takes
 * as long and says no.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', hash = ''] = HASH.exec(stored ?? '') ?? []
  // Longer than any that was taken: nobody's, and no work.
  if (password.length > 4 * PASSWORD_CHARS_MAX) return false
  if (hash === '') {
    await argon2id(password, Buffer.alloc(SALT_BYTES), PARAMETERS)
    return false
  }
  const parameters = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  }
  const found = await argon2id(password, Buffer.from(salt, 'base64url'), parameters)
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'))
}

const waiting: (() => void)[] = []
let running = 0

async function argon2id(
  password: string,
  nonce: Buffer,
  parameters: { readonly memory: number; readonly passes: number; readonly parallelism: number },
): Promise<Buffer> {
  if (running >= HASHES_AT_A_TIME) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    // The same letters in another spelling of Unicode are the same password.
    const message = Buffer.from(password.normalize('NFKC'))
    return await derive('argon2id', { message, nonce, tagLength: HASH_BYTES, ...parameters })
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
