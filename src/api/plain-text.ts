import type { FastifyRequest } from 'fastify'
import { RequestInvalidError } from './refusals.ts'

/**
 * Refuses text that is none, wherever in a request: the database keeps no NUL, and half of
 * a pair of surrogates becomes another letter on its way. Names that are kept have to be those
 * that were given. @throws RequestInvalidError REQUEST_INVALID
 */
export function ensurePlainText({ params, query, body }: FastifyRequest): void {
  // A list of what is left to look at: a body may be as deep as it is long.
  const left: unknown[] = [params, query, body]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') {
      if (isPlain(value)) continue
      throw new RequestInvalidError('There is a character in it that is no text.')
    }
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) left.push(name, inner)
  }
}

function isPlain(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
