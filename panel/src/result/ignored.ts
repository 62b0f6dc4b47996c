import type * as watching from '../../../src/contract/watching.ts'
import type { AnswerOf } from '../wire/call.ts'
import { ask, isCustomer, type Proof } from './ask.ts'

type Listed = AnswerOf<typeof watching.listIgnored>

/**
 * Who the reader does not want to see: a customer's list, which holds for all of his checks. Whoever
 * was shown a link has one of his own on this device.
 */
export async function readIgnored(
  proof: Proof,
  target: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (!isCustomer(proof)) return keptHere(target)
  const { items } = await ask<Listed>(proof, '/ignored', { signal })
  return new Set(items.map(({ pk }) => pk))
}

/** Leaves somebody out, or takes him back. @throws Unread */
export async function ignore(
  proof: Proof,
  target: string,
  person: { readonly key: string | null; readonly username: string },
  isIgnored: boolean,
): Promise<void> {
  const { key, username } = person
  if (!isCustomer(proof)) {
    const next = new Set(keptHere(target))
    if (isIgnored) next.add(key ?? username)
    else next.delete(key ?? username)
    keepHere(target, next)
  } else if (isIgnored) await ask(proof, '/ignored', { body: { username } })
  else await ask(proof, `/ignored/${encodeURIComponent(username)}`, { method: 'DELETE' })
}

function keptHere(target: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(target)) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

function keepHere(target: string, names: ReadonlySet<string>): void {
  try {
    localStorage.setItem(keyOf(target), JSON.stringify([...names]))
  } catch {
    // A browser that keeps nothing forgets with the page.
  }
}

function keyOf(target: string): string {
  return `evercheck-ignored-${target}`
}
