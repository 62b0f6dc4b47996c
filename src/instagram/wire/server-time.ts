import type { Clock } from '../../kernel/clock.ts'
import type { Answer, Transport } from './transport.ts'

/** A code of 30 seconds is refused when the clock it is made with is further off than this. */
export const CLOCK_OFF_MS_MAX = 15_000

/**
 * How far the machine's clock is behind Instagram's, in milliseconds, as the `Date` header of an
 * answer tells it at the moment it is here; negative when it is ahead, null without a header. Good
 * to a second and the way of the answer.
 */
export function clockBehindMs(answer: Answer, now: Date): number | null {
  if (answer.kind !== 'answer') return null
  // The header names the second that the answer was made in.
  const serverMs = Date.parse(answer.headers.date ?? '') + 500
  return Number.isNaN(serverMs) ? null : serverMs - now.getTime()
}

/**
 * Asks Instagram for a page that everybody may read, as nobody in particular, and compares its
 * clock with ours. Null when no answer came.
 */
export async function compareClocks(
  context: { readonly transport: Transport; readonly clock: Clock },
  signal: AbortSignal,
): Promise<number | null> {
  const url = 'https://www.instagram.com/robots.txt'
  const answer = await context.transport.send({ method: 'GET', url, headers: {} }, signal)
  return clockBehindMs(answer, context.clock.now())
}

/** Says how far a clock is off, for people: "150 s behind Instagram's". */
export function offInWords(behindMs: number): string {
  const seconds = Math.round(Math.abs(behindMs) / 1000)
  return `${seconds} s ${behindMs > 0 ? 'behind' : 'ahead of'} Instagram’s`
}
