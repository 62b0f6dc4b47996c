import type { ShellWords } from '../../../src/words/panel/shell.ts'
import { NoPasskey } from '../wire/passkeys.ts'
import { isStranger } from '../wire/prove.ts'
import { messageOf, Refused, Unreachable } from '../wire/refused.ts'

/** What is said to whoever wanted something that failed: what it was, and how to go on. Pure. */
export function saidOf(error: unknown, words: ShellWords): string {
  if (error instanceof Unreachable) return words.error.unreachable
  if (error instanceof Refused && isStranger(error)) return words.error.signedOut
  if (error instanceof NoPasskey) return words.error.noPasskey
  if (!(error instanceof Refused)) return messageOf(error)
  return refusalOn(error, words) ?? messageOf(error)
}

/** What a page says of a refusal that the server describes to programs; null of all others. */
export function refusalOn({ code }: Refused, { error }: ShellWords): string | null {
  return error.refused[code] ?? null
}
