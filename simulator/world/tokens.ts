import type { Random } from '../../src/kernel/ids.ts'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'

function pick(random: Random, alphabet: string, length: number): string {
  let text = ''
  for (let i = 0; i < length; i += 1) {
    text += alphabet[Math.floor(random.fraction() * alphabet.length)]
  }
  return text
}

/** `length` random characters of base64url. */
export function base64urlText(random: Random, length: number): string {
  return pick(random, BASE64URL, length)
}

/** `length` random letters and digits. */
export function alphanumericText(random: Random, length: number): string {
  return pick(random, ALPHANUMERIC, length)
}

/** `length` random hexadecimal digits in lower case. */
export function hexText(random: Random, length: number): string {
  return pick(random, HEX, length)
}

/** A random UUID in upper case, as the cookie `ig_did` has it. */
export function uuidText(random: Random): string {
  const hex = hexText(random, 32).toUpperCase()
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`]
  return [...parts, `A${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}

/** A new `sessionid`: `<uid>%3A<14 characters>%3A<small number>%3AAY<base64url>` (facts 1.2). */
export function sessionidText(random: Random, pk: string): string {
  const token = alphanumericText(random, 14)
  const small = 1 + Math.floor(random.fraction() * 28)
  return `${pk}%3A${token}%3A${small}%3AAY${base64urlText(random, 44)}`
}
