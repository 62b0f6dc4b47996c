import type { Unsent } from '../alerts/unsent.ts'
import { systemReason } from '../kernel/system-reason.ts'
import { SEND_MS, type Sending } from './channel.ts'

/** What another server answered. */
export type Answer = {
  readonly status: number
  readonly retryAfter: string | null
  /** Its first characters. */
  readonly text: string
}

const ANSWER_CHARS_MAX = 4096
const SAID_CHARS_MAX = 200

/**
 * Posts JSON. Whoever cannot be reached, or does not answer in time, has failed for now. The URL
 * may hold a secret: it never stands in what is said.
 */
export async function postJson(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer | Extract<Sending, { kind: 'failed' }>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_MS)]),
    })
    const text = await beginningOf(response)
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text }
  } catch (error) {
    return { kind: 'failed', why: whyUnreachable(error), retryMs: null }
  }
}

/** Reads no more of an answer than is of use. */
async function beginningOf(response: Response): Promise<string> {
  let text = ''
  if (response.body === null) return text
  const decoder = new TextDecoder()
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= ANSWER_CHARS_MAX) break
  }
  return text.slice(0, ANSWER_CHARS_MAX)
}

/** Why nobody could be reached, without the address. */
export function whyUnreachable(error: unknown): Unsent {
  if (error instanceof Error && error.name === 'TimeoutError') return { kind: 'late' }
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' || OF_LIBRARIES.test(code) ? { kind: 'cut' } : systemSays(code)
}

/** What our libraries call a connection that failed: no code of the system, and no word to read. */
const OF_LIBRARIES = /^(UND_ERR_\w+|ECONNECTION|ESOCKET|EPROTOCOL)$/

/** The same by the code of the system. */
export function systemSays(code: string): Unsent {
  return { kind: 'system', code, says: systemReason(code) }
}

/** What an HTTP status means for a message. `said` is what the server gave as its reason. */
export function sendingOf(answer: Answer, said: string): Sending {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const why = { kind: 'answers', status, said: cleaned(said) } as const
  const isForNow = status >= 500 || status === 408 || status === 425 || status === 429
  return isForNow
    ? { kind: 'failed', why, retryMs: retryMsOf(answer.retryAfter) }
    : { kind: 'refused', why }
}

function retryMsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null
}

/** Somebody else's words: short, and on one line. */
export function cleaned(said: string): string {
  return said
    .replace(/\p{C}+|\s+/gu, ' ')
    .trim()
    .slice(0, SAID_CHARS_MAX)
}
