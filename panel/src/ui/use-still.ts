import { type FocusEvent, useState } from 'react'
import { useKey } from './use-key.ts'

/** Rows that belong together. */
export type RowGroup<G, T> = { readonly group: G; readonly rows: readonly T[] }

/** Groups of rows in the places they had, and how many of them would stand elsewhere by now. */
export type Still<G, T> = {
  readonly groups: readonly RowGroup<G, T>[]
  readonly moved: number
}

/**
 * Puts what is known now into the places that rows had: who has left stays as he was last seen,
 * who is new is not there yet. Pure.
 */
export function keepPlaces<G, T>(
  held: readonly RowGroup<G, T>[],
  fresh: readonly RowGroup<G, T>[],
  keyOf: (row: T) => string,
): Still<G, T> {
  const now = new Map(fresh.flatMap(({ rows }) => rows.map((row) => [keyOf(row), row] as const)))
  const groups = held.map(({ group, rows }) => ({
    group,
    rows: rows.map((row) => now.get(keyOf(row)) ?? row),
  }))
  const before = placesIn(held, keyOf)
  const after = placesIn(fresh, keyOf)
  let moved = 0
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(key) !== after.get(key)) moved += 1
  }
  return { groups, moved }
}

/** The group of each row: within one, rows have an order that does not change. */
function placesIn<G, T>(
  groups: readonly RowGroup<G, T>[],
  keyOf: (row: T) => string,
): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap(({ group, rows }) => rows.map((row) => [keyOf(row), String(group)] as const)),
  )
}

/**
 * Rows do not move while a pointer is over their table or one of them has the keys; what has moved
 * meanwhile is counted, and `.` shows it.
 */
export function useStill<G, T>(
  fresh: readonly RowGroup<G, T>[],
  keyOf: (row: T) => string,
  /** What the reader has chosen to see: another choice is another list. */
  choice: string,
): Still<G, T> & {
  readonly show: () => void
  readonly hold: {
    readonly onPointerEnter: () => void
    readonly onPointerLeave: () => void
    readonly onFocus: () => void
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void
  }
} {
  const [isOver, setOver] = useState(false)
  const [hasKeys, setKeys] = useState(false)
  const [held, setHeld] = useState({ groups: fresh, choice })
  const isHeld = (isOver || hasKeys) && held.choice === choice
  const still = isHeld ? keepPlaces(held.groups, fresh, keyOf) : { groups: fresh, moved: 0 }
  const grip = (set: (on: boolean) => void) => () => {
    if (!isHeld) setHeld({ groups: fresh, choice })
    set(true)
  }
  const show = (): void => setHeld({ groups: fresh, choice })
  useKey(still.moved > 0 ? '.' : undefined, show)
  return {
    ...still,
    show,
    hold: {
      onPointerEnter: grip(setOver),
      onPointerLeave: () => setOver(false),
      onFocus: grip(setKeys),
      onBlur: ({ currentTarget, relatedTarget }) => {
        // From one thing in the table to the next, it keeps the keys.
        if (!currentTarget.contains(relatedTarget)) setKeys(false)
      },
    },
  }
}
