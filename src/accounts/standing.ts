/**
 * An account's standing: whether Evercheck may use it, and what must happen before it may again.
 *
 * `active` is the only one in which requests are made. `blocked` ends by itself at its time. All
 * others end only by a human: `paused` was asked for by the operator; `wrong-password`,
 * `code-needed`, `challenged` and `suspended` were said by Instagram; `failing` means that logging
 * in failed twice for technical reasons. From any of them the operator leads back to `active`.
 */
export type Standing =
  | 'active'
  | 'paused'
  | 'wrong-password'
  | 'code-needed'
  | 'challenged'
  | 'blocked'
  | 'suspended'
  | 'failing'

/** Who moves the standing. */
export type Mover = 'operator' | 'instagram' | 'time'

/**
 * Whether a move is legal. A stopped account is never stopped again under another name by itself.
 */
export function mayMove(from: Standing, to: Standing, mover: Mover): boolean {
  switch (mover) {
    case 'operator':
      return to === 'active' || to === 'paused'
    case 'instagram':
      return from === 'active' && to !== 'active' && to !== 'paused'
    case 'time':
      return from === 'blocked' && to === 'active'
  }
}
