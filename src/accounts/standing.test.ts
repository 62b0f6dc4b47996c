import { expect, test } from 'vitest'
import { type Mover, mayMove, type Standing } from './standing.ts'

const STANDINGS: readonly Standing[] = [
  'active',
  'paused',
  'wrong-password',
  'code-needed',
  'challenged',
  'blocked',
  'suspended',
  'failing',
]

/** The moves that are legal; every other one is not. */
const LEGAL: Readonly<Record<Mover, readonly string[]>> = {
  // The operator leads back from everywhere, and pauses whatever there is.
  operator: STANDINGS.flatMap((from) => [`${from} active`, `${from} paused`]),
  // Instagram stops what is in use, and never again under another name.
  instagram: [
    'active wrong-password',
    'active code-needed',
    'active challenged',
    'active blocked',
    'active suspended',
    'active failing',
  ],
  // Time lifts a block and nothing else.
  time: ['blocked active'],
}

test.each(Object.entries(LEGAL))('%s moves only what is legal', (mover, legal) => {
  const moved = STANDINGS.flatMap((from) =>
    STANDINGS.filter((to) => mayMove(from, to, mover as Mover)).map((to) => `${from} ${to}`),
  )
  expect(moved.toSorted()).toEqual(legal.toSorted())
})
