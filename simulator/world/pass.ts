import { chanceOf, mix, permute } from './mix.ts'
import type { Roster } from './roster.ts'
import type { PageSettings } from './settings.ts'

/** How a list is sorted: by the ranking of the pass, or by when the follow began. */
export type Order = 'ranked' | 'latest' | 'earliest'

/** One walk over a list: its ranking, and the list's length when it began. */
export type Pass = { readonly key: number; readonly slots: number; readonly order?: Order }

/** What one page of a pass holds. */
export type PassPage = {
  readonly pks: readonly number[]
  /** How many of `pks` were on an earlier page of this pass. */
  readonly duplicates: number
  /** The position the next page begins at; `null` at the end. */
  readonly next: number | null
}

const SALT = { skip: 1, duplicate: 2, earlier: 3, end: 4, endAt: 5, loop: 6, loopAt: 7, short: 8 }

/**
 * Reads a page of at most `limit` rows, of them at most `freshMax` that are new. It depends on
 * nothing but its arguments: the same page asked twice is the same page.
 */
export function readPage(
  roster: Roster,
  pass: Pass,
  from: number,
  options: {
    limit: number
    freshMax: number
    habits: PageSettings
    /** Whether the viewer meets that person: others are left out. */
    isMet: (pk: number) => boolean
  },
): PassPage {
  const { habits } = options
  const ranking = habits.ranking === 'page' ? mix(pass.key, from) : pass.key
  const at = (position: number): number | undefined => {
    const pk = roster.pkAt(slotAt(pass, ranking, position))
    return pk !== undefined && options.isMet(pk) ? pk : undefined
  }
  const limit = shortened(options.limit, pass, from, habits)
  const end = endOf(pass, habits)
  const pks: number[] = []
  let fresh = 0
  let position = from
  while (position < end && pks.length < limit && fresh < options.freshMax) {
    const pk = at(position)
    const here = position
    position += 1
    if (pk === undefined || chanceOf(pass.key + SALT.skip, here) < habits.skip) continue
    pks.push(pk)
    fresh += 1
    const repeats = chanceOf(pass.key + SALT.duplicate, here) < habits.duplicates
    if (!repeats || from === 0 || pks.length >= limit) continue
    const earlier = at(mix(pass.key + SALT.earlier, here) % from)
    if (earlier !== undefined) pks.push(earlier)
  }
  const loops = loopsAt(pass, habits)
  if (loops !== undefined && from < loops && position >= loops) {
    return { pks, duplicates: pks.length - fresh, next: 0 }
  }
  return { pks, duplicates: pks.length - fresh, next: position < end ? position : null }
}

/** Slots are in the order in which people came. */
function slotAt(pass: Pass, ranking: number, position: number): number {
  switch (pass.order) {
    case 'latest':
      return pass.slots - 1 - position
    case 'earliest':
      return position
    default:
      return permute(ranking, pass.slots, position)
  }
}

function shortened(limit: number, pass: Pass, from: number, habits: PageSettings): number {
  if (limit === 0 || chanceOf(pass.key + SALT.short, from) >= habits.short) return limit
  return Math.max(1, Math.floor(limit * (0.4 + chanceOf(pass.key, from) * 0.6)))
}

/** Where the pass ends: at the last slot, or before it when the pass is one that ends early. */
function endOf(pass: Pass, habits: PageSettings): number {
  if (chanceOf(pass.key, SALT.end) >= habits.endsEarly) return pass.slots
  return Math.ceil(pass.slots * (0.1 + chanceOf(pass.key, SALT.endAt) * 0.8))
}

function loopsAt(pass: Pass, habits: PageSettings): number | undefined {
  if (chanceOf(pass.key, SALT.loop) >= habits.loopsBack) return undefined
  return Math.ceil(pass.slots * (0.1 + chanceOf(pass.key, SALT.loopAt) * 0.8))
}
