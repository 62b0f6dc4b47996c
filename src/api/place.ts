import type { Place } from '../db/place.ts'
import { CursorInvalidError } from './refusals.ts'

/** A page of `limit` of what was found, one more of which was asked for, and where the next begins. */
export function pageOf<T extends Place>(
  found: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly next: string | null } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const next = found.length > limit && last ? `${last.createdAt.toISOString()}.${last.id}` : null
  return { items, next }
}

/** Reads what `next` said; null is where a list begins. @throws CursorInvalidError */
export function placeIn(after: string | undefined): Place | null {
  if (after === undefined) return null
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)\.([\w:.-]{1,80})$/.exec(after) ?? []
  const createdAt = new Date(at ?? '')
  if (id === undefined || Number.isNaN(createdAt.getTime())) throw new CursorInvalidError()
  return { createdAt, id }
}
