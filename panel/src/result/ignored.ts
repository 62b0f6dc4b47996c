import type * as watching from '../../../src/contract/watching.ts'
import type { AnswerOf } from '../wire/call.ts'
import { ask, isCustomer, type Proof, Unread } from './ask.ts'

type Listed = AnswerOf<typeof watching.listIgnored>
/** Somebody whom a customer does not want to see. */
export type Ignored = Listed['items'][number]

type Somebody = { readonly key: string | null; readonly username: string }

/** By what somebody is known among those who are ignored: it stays when the name changes. */
export function keyOf({ key, username }: Somebody): string {
  return key ?? username
}

/**
 * Who the reader does not want to see: a customer's list, which holds for all of his checks. Whoever
 * was shown a link has one of his own on this device. @throws Unread
 */
export async function readIgnored(
  proof: Proof,
  target: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (!isCustomer(proof)) return keptHere(target)
  return new Set((await listIgnored(proof, signal)).map(({ pk }) => pk))
}

/** Whom a customer ignores. @throws Unread */
export async function listIgnored(proof: Proof, signal: AbortSignal): Promise<readonly Ignored[]> {
  return (await ask<Listed>(proof, '/ignored', { signal })).items
}

/** Leaves somebody out, or takes him back. @throws Unread */
export async function ignore(
  proof: Proof,
  target: string,
  person: Somebody,
  isIgnored: boolean,
): Promise<void> {
  if (!isCustomer(proof)) {
    const next = new Set(keptHere(target))
    if (isIgnored) next.add(keyOf(person))
    else next.delete(keyOf(person))
    keepHere(target, next)
  } else if (isIgnored) {
    const { username, key } = person
    await ask(proof, '/ignored', { body: { username, ...(key === null ? {} : { key }) } })
  } else await heed(proof, person)
}

/** Takes somebody back who was left out; another device may have done so before. @throws Unread */
export async function heed(proof: Proof, { username, key }: Somebody): Promise<void> {
  const query = key === null ? '' : `?key=${key}`
  try {
    await ask(proof, `/ignored/${encodeURIComponent(username)}${query}`, { method: 'DELETE' })
  } catch (error) {
    if (!(error instanceof Unread && error.code === 'PROFILE_UNKNOWN')) throw error
  }
}

function keptHere(target: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(target)) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

function keepHere(target: string, names: ReadonlySet<string>): void {
  try {
    localStorage.setItem(placeOf(target), JSON.stringify([...names]))
  } catch {
    // A browser that keeps nothing forgets with the page.
  }
}

function placeOf(target: string): string {
  return `evercheck-ignored-${target}`
}
