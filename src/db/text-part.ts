import { type RawBuilder, sql } from 'kysely'

/**
 * Whether a column has this text in it, in whichever case. Most databases know of no other case
 * than that of a to z: what goes beyond it is looked for letter by letter.
 */
export function hasPart(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  if (/[^\x20-\x7e]/.test(text)) return sql<boolean>`${column} ~ ${inAnyCase(text)}`
  return sql<boolean>`${column} ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`
}

/** A regular expression of PostgreSQL for a text in any case, in which nothing is special. */
function inAnyCase(text: string): string {
  const letters = Array.from(text.replaceAll('\0', ''), (letter) => {
    const cases = new Set([letter, letter.toLowerCase(), letter.toUpperCase()])
    const plain = [...cases].map((one) => one.replace(/[^\p{L}\p{N}]/gu, '\\$&'))
    return plain.length === 1 ? plain[0] : `(?:${plain.join('|')})`
  })
  return letters.join('')
}
